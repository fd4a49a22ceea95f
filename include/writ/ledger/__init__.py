"""The record of every transition: hash-chained, append-only, checkable by anyone."""
