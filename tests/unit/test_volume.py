"""When so many approvals are unusual, for any history of days."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from include.writ.domain.volume import (
    ENOUGH_DAYS,
    FEW,
    TIMES,
    Approvals,
    Counted,
    find_unusual,
    is_unusual,
    known_days,
)
from include.writ.domain.workload import WINDOW_DAYS

TODAY = date(2026, 11, 18)
LONG_AGO = TODAY - timedelta(days=100)
NUMBERS = st.integers(0, 500)
HISTORIES = st.lists(NUMBERS, max_size=WINDOW_DAYS)


def approvals(number: int, before: list[int], since: date | None = LONG_AGO) -> Approvals:
    """One officer: `number` today, and so many on each day before it, the latest first."""
    by_day = Counter({TODAY - timedelta(days=back): n for back, n in enumerate(before, start=1)})
    by_day[TODAY] = number
    return Approvals({(Counted.OFFICER, "x"): by_day}, {(Counted.OFFICER, "x", TODAY)}, since)


@given(NUMBERS, NUMBERS, HISTORIES)
def test_more_today_never_removes_an_alarm(number: int, more: int, before: list[int]) -> None:
    assert is_unusual(number + more, before) >= is_unusual(number, before)
    assert len(find_unusual(approvals(number + more, before))) >= len(find_unusual(approvals(number, before)))


@given(NUMBERS, NUMBERS, HISTORIES, st.integers(0, WINDOW_DAYS))
def test_more_on_a_day_before_never_raises_one(number: int, more: int, before: list[int], place: int) -> None:
    busier = [*before[:place], more, *before[place:]]
    assert is_unusual(number, busier) <= is_unusual(number, before)


@given(NUMBERS, HISTORIES, st.randoms())
def test_the_order_of_the_days_does_not_matter(number: int, before: list[int], random: object) -> None:
    shuffled = sorted(before, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert is_unusual(number, shuffled) == is_unusual(number, before)
    full = before + [0] * (WINDOW_DAYS - len(before))
    moved = full[1:] + full[:1]
    assert find_unusual(approvals(number, moved)) == find_unusual(approvals(number, full))


@given(NUMBERS, st.integers(1, WINDOW_DAYS))
def test_equal_days_raise_none(number: int, days: int) -> None:
    assert not is_unusual(number, [number] * days)
    assert find_unusual(approvals(number, [number] * days)) == []


@given(HISTORIES)
def test_it_takes_more_than_five_and_more_than_three_times_the_busiest_day(before: list[int]) -> None:
    limit = max(FEW, TIMES * max(before, default=0))
    assert (is_unusual(limit, before), is_unusual(limit + 1, before)) == (False, True)


@given(NUMBERS, HISTORIES, st.integers(0, ENOUGH_DAYS - 1))
def test_with_few_days_of_record_nothing_is_called_unusual(number: int, before: list[int], days: int) -> None:
    since = TODAY - timedelta(days=days)
    assert find_unusual(approvals(number, before, since)) == []
    assert find_unusual(approvals(number, before, None)) == []
    assert (known_days(since, TODAY), known_days(None, TODAY), known_days(LONG_AGO, TODAY)) == (days, 0, WINDOW_DAYS)


def test_a_day_out_of_the_window_does_not_count() -> None:
    busy_long_ago = approvals(41, [0] * WINDOW_DAYS + [50])
    assert [one.busiest for one in find_unusual(busy_long_ago)] == [0]
    assert find_unusual(approvals(41, [0] * (WINDOW_DAYS - 1) + [50])) == []


def test_it_is_said_with_the_day_to_compare_with() -> None:
    [today] = find_unusual(approvals(41, [9, 3]))
    assert today.says(TODAY) == "officer x approved 41 today; the most on any of the last 28 days was 9"
    later = TODAY + timedelta(days=2)
    assert today.says(later) == "officer x approved 41 on 2026-11-18; the most on any of the 28 days before was 9"


def test_of_several_days_the_largest_is_named_and_officers_come_before_platforms() -> None:
    earlier = TODAY - timedelta(days=3)
    by_day = Counter({TODAY: 90, earlier: 20})
    counts = {(counted, "x"): by_day for counted in Counted}
    asked = {(counted, "x", day) for counted in Counted for day in (TODAY, earlier)}
    found = find_unusual(Approvals(counts, asked, LONG_AGO))
    assert [(one.counted, one.day) for one in found] == [(counted, TODAY) for counted in Counted]


def test_only_what_is_asked_about_is_named() -> None:
    flood = approvals(41, [9])
    assert find_unusual(Approvals(flood.counts, set(), LONG_AGO)) == []
