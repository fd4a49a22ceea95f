"""Where facts are kept: tables, queries and raw files. Nothing here decides."""
