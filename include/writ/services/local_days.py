"""Local days as the instants between which things are counted."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from include.writ.domain.clocks import end_of_day
from include.writ.errors import NotPossible


def instants_of(first_day: date, last_day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When the first day begins, which counts, and when the last one ends, which does not.

    Raises `NotPossible` for days in the wrong order.
    """
    if last_day < first_day:
        raise NotPossible(f"the last day {last_day} is before the first, {first_day}")
    return end_of_day(first_day - timedelta(days=1), zone), end_of_day(last_day, zone)
