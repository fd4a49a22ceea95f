"""When a term of the law ends.

Hours run by the clock, from the instant that began them. Days, months and working days are counted in local days after
the one in which they began, and end with the last of these; a term of days or months whose last day is no working day
ends with the next one (Regulation 1182/71 article 3(4), and administrative procedure of most countries).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta


class Unit(StrEnum):
    """What a term is counted in."""

    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"


class Calendar(Protocol):
    """The working days of a jurisdiction."""

    def is_working_day(self, day: date) -> bool:
        """Whether people work on that day there."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The end of one term (UTC), with the rule of the pack that gives it and what that rule says."""

    what: str
    whose: str
    counted_from: str
    due_at: datetime
    rule: str
    says: str


def ends_at(began_at: datetime, amount: int, unit: Unit, zone: ZoneInfo, calendar: Calendar) -> datetime:
    """The instant (UTC) at which a term that began at `began_at` is over."""
    if unit is Unit.HOURS:
        return began_at.astimezone(UTC) + timedelta(hours=amount)
    return end_of_day(_last_day(began_at.astimezone(zone).date(), amount, unit, calendar), zone)


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The UTC instant of the local midnight that ends `day`."""
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)


def _last_day(first: date, amount: int, unit: Unit, calendar: Calendar) -> date:
    if unit is Unit.WORKING_DAYS:
        day = first
        for _ in range(amount):
            day = _working_day_from(day + timedelta(days=1), calendar)
        return day
    length = timedelta(days=amount) if unit is Unit.DAYS else relativedelta(months=amount)
    return _working_day_from(first + length, calendar)


def _working_day_from(day: date, calendar: Calendar) -> date:
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return day
