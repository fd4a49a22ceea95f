"""What platforms write back by mail, read without believing it: who wrote, of which orders, and what was done."""
