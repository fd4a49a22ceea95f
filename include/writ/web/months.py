"""The days of which figures are asked for: a month, or from one day to another."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from fastapi import Depends, HTTPException, Query
from pydantic import Field

from include.writ.web.days import Day

Month = Annotated[str, Field(pattern="^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])$")]
FirstDay = Annotated[Day | None, Query(alias="from")]
LastDay = Annotated[Day | None, Query(alias="to")]
Days = tuple[date | None, date | None]


def days_of(month: str) -> tuple[date, date]:
    """The first and the last day of a month such as `2026-11`."""
    first = date.fromisoformat(f"{month}-01")
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def month_of(day: date) -> str:
    """The month of a day, such as `2026-11`."""
    return f"{day:%Y-%m}"


def neighbours(first_day: date) -> tuple[str, str]:
    """The month before the one of this day, and the month after it."""
    first, last = days_of(month_of(first_day))
    return month_of(first - timedelta(days=1)), month_of(last + timedelta(days=1))


def asked_days(
    month: Annotated[Month, Query()] | None = None, first_day: FirstDay = None, last_day: LastDay = None
) -> Days:
    """The first and the last day, as far as they are said."""
    if month and (first_day or last_day):
        raise HTTPException(422, "ask for a month, or for the days from one to another, not for both")
    return days_of(month) if month else (first_day, last_day)


AskedDays = Annotated[Days, Depends(asked_days)]
