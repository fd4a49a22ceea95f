"""The public holidays of a jurisdiction, as the library `holidays` knows them."""

from __future__ import annotations

from functools import cache

import holidays
from holidays.registry import EntityLoader

from include.writ.domain.clocks import Calendar


def is_known(name: str) -> bool:
    """Whether there is a calendar of that name: a country, or a market such as ECB (the days of TARGET)."""
    return _is_country(name) or name in EntityLoader.get_financial_codes()


@cache
def calendar_of(name: str) -> Calendar:
    """The calendar of a pack; its `holidays` is the name."""
    if _is_country(name):
        return holidays.country_holidays(name)
    return holidays.financial_holidays(name)


def _is_country(name: str) -> bool:
    # `list_supported_countries` would import the calendar of every country
    return name in EntityLoader.get_country_codes()
