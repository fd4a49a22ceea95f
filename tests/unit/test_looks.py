"""When an item is looked at again: the rules one by one, and what holds for every order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.writ.domain.looks import AGREEING, OBEYED, SLOT, Seen, Watched, next_look_at, slot_of
from include.writ.domain.states import OrderState
from include.writ.domain.verdict import Verdict

SENT = datetime(2026, 11, 18, 6, 30, 45, tzinfo=UTC)
DUE = SENT + timedelta(hours=72)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
OPEN = Watched(OrderState.SENT, sent_at=SENT, due_at=DUE, review_ends_at=SENT + timedelta(days=180))


def see(before: Seen | None, at: datetime, verdict: Verdict) -> Seen:
    """One more look, compared as the database does."""
    if verdict is Verdict.UNKNOWN:
        return replace(before, looked_at=at, doubts=before.doubts + 1) if before else Seen(at, doubts=1)
    if before is not None and before.verdict is verdict:
        return replace(before, looked_at=at, agreed_at=at, doubts=0)
    return Seen(at, verdict, since=at, agreed_at=at)


def after(*looks: tuple[timedelta, Verdict], order: Watched = OPEN) -> timedelta | None:
    """How long after the slot of the last look the next one is."""
    seen = None
    for since_sent, verdict in looks:
        seen = see(seen, SENT + since_sent, verdict)
    assert seen is not None
    wished = next_look_at(order, seen)
    return None if wished is None else wished - slot_of(seen.looked_at)


def doubts(number: int) -> list[tuple[timedelta, Verdict]]:
    return [(HOUR + n * SLOT, Verdict.UNKNOWN) for n in range(number)]


THERE, GONE, DOUBT = Verdict.AVAILABLE, Verdict.REMOVED, Verdict.UNKNOWN


def test_a_new_order_is_looked_at_hourly_and_an_open_one_every_three_hours() -> None:
    assert after((HOUR, THERE)) == HOUR
    assert after((23 * HOUR, Verdict.RESTRICTED)) == HOUR
    assert after((25 * HOUR, THERE)) == 3 * HOUR
    assert after((100 * HOUR, THERE)) == 3 * HOUR


@pytest.mark.parametrize("verdict", [THERE, DOUBT])
@pytest.mark.parametrize("hours", [-2, -1, 0, 1, 1.9])
def test_around_the_deadline_every_run_looks(hours: float, verdict: Verdict) -> None:
    assert after((DUE - SENT + timedelta(hours=hours), verdict)) == SLOT


def test_the_time_around_the_deadline_is_never_jumped_over() -> None:
    seen = see(None, DUE - 3 * HOUR, THERE)
    assert next_look_at(OPEN, seen) == DUE - 2 * HOUR


def test_a_first_absence_is_looked_at_again_after_half_an_hour() -> None:
    seen = see(None, SENT + HOUR, GONE)
    assert next_look_at(OPEN, seen) == SENT + HOUR + AGREEING


@pytest.mark.parametrize("verdict", sorted(OBEYED))
def test_what_is_confirmed_is_looked_at_daily_for_a_week_then_weekly_until_the_review(verdict: Verdict) -> None:
    first, second = (HOUR, verdict), (2 * HOUR, verdict)
    assert after(first, second) == DAY
    assert after(first, second, (6 * DAY, verdict)) == DAY
    assert after(first, second, (9 * DAY, verdict)) == WEEK
    assert after(first, second, (175 * DAY, verdict)) is None
    assert after(first, second, (200 * DAY, DOUBT)) is None


def test_looks_that_are_too_close_confirm_nothing() -> None:
    assert after((HOUR, GONE), (HOUR + timedelta(minutes=29), GONE)) != DAY
    assert after((HOUR, GONE), (HOUR + timedelta(minutes=30), GONE)) == DAY


def test_another_verdict_in_between_begins_anew_and_a_doubt_does_not() -> None:
    assert after((HOUR, GONE), (2 * HOUR, THERE), (3 * HOUR, GONE)) != DAY
    assert after((HOUR, GONE), (2 * HOUR, DOUBT), (3 * HOUR, GONE)) == DAY


def test_content_that_is_back_is_looked_at_like_that_of_an_open_order() -> None:
    obeyed = Watched(OrderState.EFFECTED, sent_at=SENT, due_at=DUE, review_ends_at=SENT + 180 * DAY)
    looks = ((HOUR, GONE), (2 * HOUR, GONE), (20 * DAY, THERE))
    assert after(*looks, order=obeyed) == 3 * HOUR
    assert after(*looks, (200 * DAY, THERE), order=obeyed) is None


def test_a_doubt_is_followed_by_the_next_run_and_more_doubts_by_longer_waits() -> None:
    waits = [after(*doubts(n)) for n in range(1, 9)]
    assert waits == [SLOT * n for n in (1, 2, 4, 8, 12, 12, 12, 12)]
    assert after(*doubts(5), (5 * HOUR, THERE)) == HOUR


REVERSED = SENT + 30 * DAY
TO_RESTORE = Watched(OrderState.REVERSED, sent_at=SENT, due_at=DUE, reversed_at=REVERSED)


def test_what_is_to_be_restored_is_looked_at_hourly_until_it_is_back_then_after_a_day_and_a_week() -> None:
    gone = ((HOUR, GONE), (31 * DAY, GONE))
    assert after(*gone, order=TO_RESTORE) == HOUR
    assert after(*gone, (32 * DAY, DOUBT), order=TO_RESTORE) == SLOT
    back = see(see(None, REVERSED + DAY, GONE), REVERSED + 2 * DAY, THERE)
    assert next_look_at(TO_RESTORE, back) == REVERSED + 3 * DAY
    back = see(back, REVERSED + 3 * DAY, THERE)
    assert next_look_at(TO_RESTORE, back) == REVERSED + 9 * DAY
    assert next_look_at(TO_RESTORE, see(back, REVERSED + 9 * DAY, THERE)) is None


def test_content_that_was_there_before_the_reversal_is_back_only_when_seen_after_it() -> None:
    before = see(None, REVERSED - HOUR, THERE)
    assert next_look_at(TO_RESTORE, before) == slot_of(REVERSED - HOUR) + HOUR
    assert next_look_at(TO_RESTORE, see(before, REVERSED + HOUR, THERE)) == REVERSED + DAY


@pytest.mark.parametrize("state", [OrderState.APPROVED, OrderState.RELEASED, OrderState.REVERSED, OrderState.RESTORED])
def test_nobody_looks_where_there_is_nothing_to_see_to(state: OrderState) -> None:
    assert next_look_at(Watched(state, sent_at=SENT), see(None, SENT, THERE)) is None


MOMENTS = st.integers(0, 400 * 48).map(lambda n: SENT + n * timedelta(minutes=29, seconds=7))
LOOKS = st.lists(st.tuples(MOMENTS, st.sampled_from(Verdict)), min_size=1, max_size=12, unique_by=lambda look: look[0])
ORDERS = st.builds(
    Watched,
    st.sampled_from([OrderState.SENT, OrderState.EFFECTED, OrderState.REVERSED, OrderState.RESTORED]),
    st.just(SENT),
    st.none() | MOMENTS,
    st.none() | MOMENTS,
    st.none() | MOMENTS,
    st.none() | MOMENTS,
)


def fold(looks: list[tuple[datetime, Verdict]]) -> Seen:
    seen = None
    for at, verdict in sorted(looks):
        seen = see(seen, at, verdict)
    assert seen is not None
    return seen


@given(ORDERS, LOOKS)
def test_the_next_look_is_in_a_later_slot_and_within_a_week_of_an_end_that_is_known(
    order: Watched, looks: list[tuple[datetime, Verdict]]
) -> None:
    seen = fold(looks)
    wished = next_look_at(order, seen)
    if wished is not None:
        assert slot_of(wished) > slot_of(seen.looked_at)
        if order.state in {OrderState.SENT, OrderState.EFFECTED}:
            assert wished <= seen.looked_at + WEEK


@given(ORDERS, LOOKS)
def test_an_open_order_is_always_looked_at_again(order: Watched, looks: list[tuple[datetime, Verdict]]) -> None:
    seen = fold(looks)
    if order.state is OrderState.SENT and not (seen.verdict in OBEYED and seen.is_confirmed):
        wished = next_look_at(order, seen)
        assert wished is not None
        assert wished <= seen.looked_at + 6 * HOUR


@given(ORDERS, LOOKS, st.lists(MOMENTS, min_size=2, max_size=6))
def test_a_later_look_at_the_same_never_leads_to_an_earlier_next(
    order: Watched, looks: list[tuple[datetime, Verdict]], later: list[datetime]
) -> None:
    """The same facts, looked at later: the next look is not earlier, and an end stays an end."""
    seen = fold(looks)
    agreed = seen.agreed_at
    nexts = [
        next_look_at(order, Seen(at, seen.verdict, seen.since, agreed, seen.doubts))
        for at in sorted({at for at in later if at >= seen.looked_at} | {seen.looked_at})
    ]
    for earlier, following in pairwise(nexts):
        assert following is None or (earlier is not None and earlier <= following)


@given(ORDERS, LOOKS)
def test_a_further_doubt_never_makes_the_next_look_come_sooner(
    order: Watched, looks: list[tuple[datetime, Verdict]]
) -> None:
    seen = fold(looks)
    if seen.doubts:
        more = Seen(seen.looked_at, seen.verdict, seen.since, seen.agreed_at, seen.doubts + 1)
        soon, late = next_look_at(order, seen), next_look_at(order, more)
        assert late is None or (soon is not None and soon <= late)


@given(MOMENTS)
def test_slots_are_half_hours(moment: datetime) -> None:
    assert slot_of(moment) <= moment < slot_of(moment) + SLOT
    assert slot_of(moment).minute in {0, 30}
