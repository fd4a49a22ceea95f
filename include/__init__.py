"""What the DAGs call, kept apart from them (Astronomer layout)."""
