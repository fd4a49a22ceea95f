"""Whether a platform has to have a representative follows from figures of the right kind, or is not known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from include.writ.domain.registry import Duty, UserMetric, Users, representative_duty
from include.writ.packs.loader import load_pack

THRESHOLD = load_pack("kz").pack.representative
FIGURE = Users(UserMetric.DAILY_USERS, "KZ", 100_001, date(2026, 10, 31), "their report", date(2026, 11, 2))


@given(st.integers(0, 10**9))
def test_more_than_the_threshold_makes_the_duty(value: int) -> None:
    duty, by = representative_duty([replace(FIGURE, value=value)], "KZ", THRESHOLD)
    assert duty == (Duty.YES if value > 100_000 else Duty.NO)
    assert by is not None


def test_without_a_figure_of_the_metric_and_territory_nothing_is_known() -> None:
    others = [replace(FIGURE, metric=UserMetric.MONTHLY_RECIPIENTS), replace(FIGURE, territory="DE")]
    assert representative_duty(others, "KZ", THRESHOLD) == (Duty.UNKNOWN, None)
    assert representative_duty([], "KZ", THRESHOLD) == (Duty.UNKNOWN, None)


def test_the_latest_period_counts_and_of_it_what_was_read_last() -> None:
    old = replace(FIGURE, period_until=date(2026, 9, 30), value=9, read_on=date(2026, 11, 9))
    corrected = replace(FIGURE, value=7, read_on=date(2026, 11, 5))
    assert representative_duty([old, FIGURE], "KZ", THRESHOLD) == (Duty.YES, FIGURE)
    assert representative_duty([corrected, FIGURE, old], "KZ", THRESHOLD) == (Duty.NO, corrected)


def test_a_law_without_the_duty_asks_for_none() -> None:
    assert representative_duty([FIGURE], "KZ", load_pack("eu_dsa").pack.representative) == (Duty.NOT_ASKED, None)
