"""When a question to a releaser is late: yesterday's cases are asked about today, and what is older says so."""

from __future__ import annotations

ON_TIME_DAYS = 1


def late(day: str, days_ago: int) -> str:
    """That the cases of `day` are old, in words; empty while they are not. `days_ago`: local days before the asking."""
    return f"LATE: these are cases of {day}, {days_ago} days ago" if days_ago > ON_TIME_DAYS else ""
