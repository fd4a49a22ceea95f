"""The public holidays of a jurisdiction, as the library `holidays` knows them."""

from __future__ import annotations

from functools import cache

import holidays

from include.writ.domain.clocks import Calendar


def is_known(name: str) -> bool:
    """Whether there is a calendar of that name: a country, or a market such as ECB (the days of TARGET)."""
    return name in holidays.list_supported_countries() or name in holidays.list_supported_financial()


@cache
def calendar_of(name: str) -> Calendar:
    """The calendar of a pack; its `holidays` is the name."""
    if name in holidays.list_supported_countries():
        return holidays.country_holidays(name)
    return holidays.financial_holidays(name)
