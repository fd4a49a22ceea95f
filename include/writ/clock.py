"""The only place that reads the time.

A specimen deployment (the demo, the tests) may set `WRIT_CLOCK_FILE`: a file with one ISO 8601 time that stands for
now. Outside specimen mode such a clock would let a deadline be moved by hand, so `wiring` refuses to start with it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


def file_clock(path: Path) -> Clock:
    """A clock that stands still at the time written in `path` until somebody writes another."""

    def now() -> datetime:
        return datetime.fromisoformat(path.read_text().strip()).astimezone(UTC)

    return now
