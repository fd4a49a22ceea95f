"""The database matches orders as the plainest reckoning of their histories does, at any cut-off, again and again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from include.writ.domain.decision_table import rule_for
from include.writ.domain.delivery import Outcome
from include.writ.domain.reckoning import OrderClass
from include.writ.domain.verdict import TOLD_APART, Verdict
from include.writ.errors import RowRefused
from include.writ.services import order_balance
from include.writ.services.reckoning import reckon
from tests.support.chain import DAY, Chain
from tests.support.histories import History, facts_of, looks_of
from tests.support.orders import NOON, sent_cases

ORDERS = 12
LATER = DAY + timedelta(days=1)
HOURS = 24
STARTED = NOON.astimezone(UTC)

hours = st.integers(1, 96)
verdicts = st.lists(st.tuples(hours, st.sampled_from(list(Verdict))), max_size=9, unique_by=lambda one: one[0])
answers = st.lists(st.tuples(hours, st.sampled_from(list(Outcome))), max_size=5, unique_by=lambda one: one[0])
stops = st.lists(hours, max_size=3, unique=True)


def at(hour: int, minute: int = 0) -> datetime:
    return STARTED + timedelta(hours=hour, minutes=minute)


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Looks on the half hour, answers at a quarter, stops and reversals at three quarters: nothing at one instant.

    Of the answers some are withdrawn, ten minutes before the hour.
    """
    marks = sorted(draw(stops))
    ends = [*(at(hour, 45) for hour in marks[1::2]), None]
    reversed_after = draw(st.none() | hours)
    reversed_at = None if reversed_after is None else at(reversed_after, 45)
    looks = [(at(hour, 30), verdict) for hour, verdict in sorted(draw(verdicts))]
    asked = [when for when, verdict in looks if verdict in TOLD_APART and draw(st.booleans())]
    said = [(at(hour, 15), outcome) for hour, outcome in sorted(draw(answers))]
    told_at = reversed_at + timedelta(hours=draw(st.integers(1, 9))) if reversed_at and draw(st.booleans()) else None
    return History(
        received_at=STARTED,
        hours=HOURS,
        looks=looks,
        outside={when: draw(st.sampled_from(list(Verdict))) for when in asked},
        answers=said,
        withdrawn={when: when + timedelta(hours=draw(hours), minutes=35) for when, _ in said if draw(st.booleans())},
        stops=list(zip([at(hour, 45) for hour in marks[::2]], ends, strict=False)),
        reversed_at=reversed_at,
        told_at=told_at,
        restore_by=told_at + timedelta(hours=4) if told_at else None,
        to_be_restored=draw(st.booleans()),
    )


@pytest.fixture
def sent(chain: Chain) -> list[UUID]:
    """Orders that were received at noon."""
    sent_cases(chain, ORDERS)
    with chain.begin() as session:
        return list(session.scalars(text("SELECT id FROM writ.orders ORDER BY number")))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lived=st.lists(histories(), min_size=ORDERS, max_size=ORDERS), cutoffs=st.lists(hours, min_size=2, max_size=2))
def test_facts_and_classes_are_those_of_the_histories(
    chain: Chain, sent: list[UUID], lived: list[History], cutoffs: list[int]
) -> None:
    earlier, cutoff = sorted(at(hour) for hour in cutoffs)
    with chain.here.begin() as session:
        for order_id, history in zip(sent, lived, strict=True):
            live(session, order_id, history)
        stored: list[list[Any]] = []
        for day, instant in ((DAY, earlier), (LATER, cutoff), (DAY, earlier), (LATER, cutoff)):
            reckon(session, book_day=day, first=DAY, cutoff=instant)
            rows = reckoned(session)
            for order_id, history in zip(sent, lived, strict=True):
                expect(rows[order_id], history, instant)
            assert order_balance.store(session, day).gaps == {}
            order_balance.store_changes(session, day)
            stored.append(session.execute(text("SELECT * FROM writ.order_changes ORDER BY book_day, order_id")).all())
        assert stored[1] == stored[2] == stored[3]
        session.rollback()


def expect(row: Any, history: History, cutoff: datetime) -> None:
    rule = rule_for(facts_of(history, cutoff))
    assert (row.order_class, row.standing) == (rule.order_class, rule.standing), (history, cutoff)
    if history.reversed_at is None or history.reversed_at >= cutoff:
        looks = looks_of(history, cutoff)
        assert row.effected_at == looks.effected_at
        assert row.back_at == (looks.backs[0] if looks.backs else None)


def reckoned(session: Session) -> dict[UUID, Any]:
    return {row.id: row for row in session.execute(text("SELECT * FROM pg_temp.reckoned"))}


def live(session: Session, order_id: UUID, history: History) -> None:
    """Write a history down past the guards, but for the one that compares looks."""
    for table in ("clock_stops", "reversals", "responses", "match_withdrawals"):
        session.execute(text(f"ALTER TABLE writ.{table} DISABLE TRIGGER ALL"))
    for table, rows in rows_of(order_id, history).items():
        for row in rows:
            columns = ", ".join(row)
            values = ", ".join(f":{name}" for name in row)
            session.execute(text(f"INSERT INTO writ.{table} ({columns}) VALUES ({values})"), row)


def rows_of(order_id: UUID, history: History) -> dict[str, Sequence[dict[str, Any]]]:
    answer_ids = {when: uuid4() for when, _ in history.answers}
    rows: dict[str, Sequence[dict[str, Any]]] = {
        "probes": [
            {
                "id": uuid4(),
                "order_id": order_id,
                "slot": when,
                "probed_at": when,
                "verdict": verdict,
                "because": "test",
                "outside": history.outside.get(when),
                "outside_evidence": "{}" if when in history.outside else None,
            }
            for when, verdict in history.looks
        ],
        "responses": [
            {
                "id": answer_ids[when],
                "platform": "vkontakte",
                "seq": seq,
                "answer_id": str(uuid4()),
                "order_id": order_id,
                "outcome": outcome,
                "reason": "",
                "answered_at": when,
                "collected_at": when,
                "matched_from": uuid4() if when in history.withdrawn else None,
                "matched_by": "drafter_1" if when in history.withdrawn else None,
            }
            for seq, (when, outcome) in enumerate(history.answers)
        ],
        "match_withdrawals": [
            {"response_id": answer_ids[when], "person": "drafter_1", "reason": "test", "withdrawn_at": withdrawn_at}
            for when, withdrawn_at in history.withdrawn.items()
        ],
        "clock_stops": [
            {
                "order_id": order_id,
                "position": n,
                "cause": "clarification",
                "response_id": uuid4(),
                "stopped_at": began,
                "resumed_at": ended,
            }
            for n, (began, ended) in enumerate(history.stops, 1)
        ],
    }
    if history.reversed_at:
        rows["reversals"] = [
            {
                "order_id": order_id,
                "cause": "review",
                "review_id": uuid4(),
                "decided_by": "reviewer_1",
                "reasons": "test",
                "reversed_at": history.reversed_at,
                "restore_hours": 4,
                "received_at": history.told_at,
                "due_at": history.restore_by,
                "to_be_restored": history.to_be_restored,
            }
        ]
    return rows


def test_one_look_closes_nothing_and_a_second_look_at_once_agrees_with_nothing(chain: Chain, sent: list[UUID]) -> None:
    removed = [(at(1), Verdict.REMOVED), (at(1, 29), Verdict.ACCOUNT_GONE)]
    for looks, expected in (
        (removed, OrderClass.SECOND_LOOK),
        ([*removed, (at(1, 30), Verdict.REMOVED)], OrderClass.SILENTLY_GONE),
        ([*removed, (at(2), Verdict.AVAILABLE), (at(3), Verdict.REMOVED)], OrderClass.SECOND_LOOK),
        ([*removed, (at(2), Verdict.UNKNOWN), (at(3), Verdict.REMOVED)], OrderClass.SILENTLY_GONE),
        ([*removed, (at(2), Verdict.WITHHELD)], OrderClass.SECOND_LOOK),
    ):
        with chain.here.begin() as session:
            live(session, sent[0], History(STARTED, HOURS, looks))
            reckon(session, book_day=DAY, first=DAY, cutoff=at(10))
            assert reckoned(session)[sent[0]].order_class == expected
            session.rollback()


GONE_HERE = (at(1), Verdict.REMOVED), (at(2), Verdict.ACCOUNT_GONE)
THERE_HERE = (at(25), Verdict.AVAILABLE), (at(26), Verdict.AVAILABLE)
LOST = Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("looks", "outside", "expected"),
    [
        (GONE_HERE, (Verdict.AVAILABLE, Verdict.AVAILABLE), (OrderClass.SILENTLY_GONE, "withheld")),
        (GONE_HERE, (Verdict.REMOVED, Verdict.REMOVED), (OrderClass.SILENTLY_GONE, "removed")),
        (GONE_HERE, (LOST, LOST), (OrderClass.SILENTLY_GONE, "removed")),
        (GONE_HERE, (Verdict.RESTRICTED, None), (OrderClass.SILENTLY_GONE, "removed")),
        (GONE_HERE, (Verdict.AVAILABLE, LOST), (OrderClass.SILENTLY_GONE, "withheld")),
        (GONE_HERE, (Verdict.AVAILABLE, Verdict.REMOVED), (OrderClass.SILENTLY_GONE, "removed")),
        (THERE_HERE, (Verdict.REMOVED, Verdict.WITHHELD), (OrderClass.WITHHELD_ELSEWHERE, "overdue")),
        (THERE_HERE, (Verdict.ACCOUNT_GONE, LOST), (OrderClass.WITHHELD_ELSEWHERE, "overdue")),
        (THERE_HERE, (Verdict.REMOVED, Verdict.AVAILABLE), (OrderClass.OVERDUE, "overdue")),
        (THERE_HERE, (LOST, Verdict.RESTRICTED), (OrderClass.OVERDUE, "overdue")),
        (((at(1), LOST), (at(26), LOST)), (None, None), (OrderClass.UNKNOWN, "unknown")),
    ],
)
def test_the_territory_decides_and_the_outside_tells_withheld_from_removed(
    chain: Chain, sent: list[UUID], looks: Any, outside: Any, expected: tuple[OrderClass, str]
) -> None:
    seen = {when: verdict for (when, _), verdict in zip(looks, outside, strict=True) if verdict}
    with chain.here.begin() as session:
        live(session, sent[0], History(STARTED, HOURS, looks, seen))
        reckon(session, book_day=DAY, first=DAY, cutoff=at(30))
        row = reckoned(session)[sent[0]]
        assert (row.order_class, row.standing) == expected
        assert (row.effected_at is None) == (looks is not GONE_HERE)
        session.rollback()


def test_nothing_from_outside_makes_an_order_obeyed_or_takes_that_back(chain: Chain, sent: list[UUID]) -> None:
    """Each verdict from outside beside each from inside: obedience is that of the inside alone."""
    confirmed = "SELECT is_confirmed FROM writ.probes WHERE order_id = :id ORDER BY probed_at DESC LIMIT 1"
    for inside in TOLD_APART:
        for first in Verdict:
            for second in Verdict:
                looks = [(at(1), inside), (at(2), inside)]
                with chain.here.begin() as session:
                    live(session, sent[0], History(STARTED, HOURS, looks, {at(1): first, at(2): second}))
                    is_gone = session.scalar(text(confirmed), {"id": sent[0]})
                    assert is_gone == (inside is not Verdict.AVAILABLE), (inside, first, second)
                    session.rollback()


@pytest.mark.parametrize("inside", [Verdict.UNKNOWN, Verdict.RESTRICTED, Verdict.WITHHELD])
def test_the_outside_is_on_record_only_where_it_tells_something(
    chain: Chain, sent: list[UUID], inside: Verdict
) -> None:
    history = History(STARTED, HOURS, [(at(1), inside)], {at(1): Verdict.REMOVED})
    with pytest.raises(RowRefused, match="outside_is_asked_to_tell"), chain.here.begin() as session:
        live(session, sent[0], history)
