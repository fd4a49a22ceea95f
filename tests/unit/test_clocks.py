"""When a term of the law ends, by the clock and by the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.writ.domain.clocks import Unit, ends_at
from include.writ.packs.calendar import calendar_of

ALMATY, BERLIN = ZoneInfo("Asia/Almaty"), ZoneInfo("Europe/Berlin")
KZ, EU = calendar_of("KZ"), calendar_of("ECB")
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
AMOUNTS = st.integers(1, 40)


AT_HOME = {"KZ": (ALMATY, KZ), "EU": (BERLIN, EU)}


@pytest.mark.parametrize(
    ("where", "began", "amount", "unit", "ends"),
    [
        pytest.param("KZ", "2026-12-15 18:00", 24, Unit.HOURS, "2026-12-16 18:00", id="hours-of-a-holiday-count"),
        pytest.param("EU", "2026-03-29 01:30", 1, Unit.HOURS, "2026-03-29 03:30", id="clocks-are-set"),
        pytest.param("KZ", "2026-12-14 09:00", 3, Unit.WORKING_DAYS, "2026-12-19 00:00", id="independence-day"),
        pytest.param("KZ", "2026-03-20 23:59", 1, Unit.WORKING_DAYS, "2026-03-27 00:00", id="nauryz"),
        pytest.param("KZ", "2026-03-21 00:01", 1, Unit.WORKING_DAYS, "2026-03-27 00:00", id="begun-on-a-holiday"),
        pytest.param("EU", "2026-12-11 09:00", 14, Unit.DAYS, "2026-12-29 00:00", id="ends-after-christmas"),
        pytest.param("KZ", "2026-11-30 09:00", 3, Unit.MONTHS, "2027-03-02 00:00", id="no-30th-and-a-sunday"),
        pytest.param("KZ", "2026-04-02 09:00", 1, Unit.DAYS, "2026-04-04 00:00", id="a-day"),
    ],
)
def test_a_term_ends(where: str, began: str, amount: int, unit: Unit, ends: str) -> None:
    zone, calendar = AT_HOME[where]
    began_at, ends_on = (datetime.fromisoformat(text).replace(tzinfo=zone) for text in (began, ends))
    assert ends_at(began_at, amount, unit, zone, calendar) == ends_on.astimezone(UTC)


def test_the_day_in_which_it_begins_is_the_local_one() -> None:
    at_night = datetime(2026, 3, 19, 19, 30, tzinfo=UTC)  # half past midnight of the 20th in Almaty
    assert ends_at(at_night, 1, Unit.DAYS, ALMATY, KZ).astimezone(ALMATY).date() == date(2026, 3, 27)


@given(MOMENTS, AMOUNTS)
def test_so_many_working_days_lie_in_it(began_at: datetime, amount: int) -> None:
    end = ends_at(began_at, amount, Unit.WORKING_DAYS, ALMATY, KZ).astimezone(ALMATY)
    first, last = began_at.astimezone(ALMATY).date(), end.date() - timedelta(days=1)
    days = [first + timedelta(days=number) for number in range(1, (last - first).days + 1)]
    assert sum(map(KZ.is_working_day, days)) == amount
    assert KZ.is_working_day(last)


@given(MOMENTS, AMOUNTS, st.sampled_from(Unit), st.timedeltas(timedelta(), timedelta(days=90)))
def test_what_begins_later_or_lasts_longer_never_ends_earlier(
    began_at: datetime, amount: int, unit: Unit, later: timedelta
) -> None:
    end = ends_at(began_at, amount, unit, BERLIN, EU)
    assert end > began_at
    assert ends_at(began_at + later, amount, unit, BERLIN, EU) >= end
    assert ends_at(began_at, amount + 1, unit, BERLIN, EU) >= end


@given(MOMENTS, AMOUNTS, st.sampled_from([Unit.DAYS, Unit.WORKING_DAYS, Unit.MONTHS]))
def test_a_term_in_days_ends_at_a_local_midnight_after_a_working_day(
    began_at: datetime, amount: int, unit: Unit
) -> None:
    end = ends_at(began_at, amount, unit, ALMATY, KZ).astimezone(ALMATY)
    assert (end.hour, end.minute, end.second) == (0, 0, 0)
    assert KZ.is_working_day(end.date() - timedelta(days=1))


def test_a_calendar_goes_on_for_years() -> None:
    assert not KZ.is_working_day(date(2041, 12, 16))
