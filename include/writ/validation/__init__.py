"""Which rows of an export become findings, and why each of the others does not."""
