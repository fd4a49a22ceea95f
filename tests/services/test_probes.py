"""Which items are looked at when, and what is kept of each look."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select, text

from include.writ.domain.verdict import Verdict
from include.writ.services import probe
from include.writ.storage.models import LookRow, OrderRow, ProbeRow
from include.writ.wiring import looking
from tests.support.chain import DAY, Chain, local
from tests.support.orders import annul, order_of, see, sent_cases

NEXT = DAY + timedelta(days=1)
HALF_HOUR = timedelta(minutes=30)


@pytest.fixture
def cases(chain: Chain) -> list[UUID]:
    """Cases of twelve orders that their platforms received at noon."""
    chain.bring_in(DAY)
    return sent_cases(chain, 12)


def due(chain: Chain) -> list[UUID]:
    with chain.begin() as session:
        return [target.order_id for target in probe.due(session, now=chain.here.clock(), limit=1000)]


def probes(chain: Chain) -> list[ProbeRow]:
    with chain.begin() as session:
        return list(session.scalars(select(ProbeRow).order_by(ProbeRow.probed_at, ProbeRow.order_id)))


def look_of(chain: Chain, case_id: UUID) -> LookRow:
    order = order_of(chain, case_id)
    with chain.begin() as session:
        return session.get_one(LookRow, order.id)


def test_an_order_is_due_as_soon_as_it_was_sent_and_not_before(chain: Chain) -> None:
    chain.bring_in(DAY)
    chain.decide_all(limit=3)
    assert due(chain) == []
    cases = sent_cases(chain, 0)
    assert sorted(due(chain)) == sorted(order_of(chain, case).id for case in cases)
    assert len(cases) == 3


def test_a_task_that_runs_again_looks_at_nothing_twice(chain: Chain, cases: list[UUID]) -> None:
    looking.probe_due()
    first = probes(chain)
    assert len(first) == len(cases)
    assert due(chain) == []
    assert looking.probe_due() == {}
    chain.at(local(NEXT, 12) + timedelta(minutes=29))
    assert looking.probe_due() == {}
    assert [row.id for row in probes(chain)] == [row.id for row in first]


def test_what_was_recorded_in_a_slot_stays_as_it_was(chain: Chain, cases: list[UUID]) -> None:
    see(chain, cases[0], Verdict.AVAILABLE)
    before = look_of(chain, cases[0]).next_at
    chain.at(local(NEXT, 12) + timedelta(minutes=5))
    see(chain, cases[0], Verdict.REMOVED)
    (row,) = probes(chain)
    assert row.verdict == Verdict.AVAILABLE
    assert look_of(chain, cases[0]).next_at == before


def test_a_look_of_a_clock_that_is_behind_plans_nothing(chain: Chain, cases: list[UUID]) -> None:
    see(chain, cases[0], Verdict.AVAILABLE)
    planned, looked_at = look_of(chain, cases[0]).next_at, look_of(chain, cases[0]).looked_at
    chain.at(local(NEXT, 11))
    see(chain, cases[0], Verdict.REMOVED)
    assert len(probes(chain)) == 2
    assert (look_of(chain, cases[0]).next_at, look_of(chain, cases[0]).looked_at) == (planned, looked_at)


def test_doubts_are_counted_until_a_look_can_tell(chain: Chain, cases: list[UUID]) -> None:
    """What was seen before a doubt holds: an absence that was confirmed stays so, and is looked at daily again."""
    course = [
        (13, Verdict.UNKNOWN, 1, HALF_HOUR),
        (14, Verdict.UNKNOWN, 2, 2 * HALF_HOUR),
        (15, Verdict.REMOVED, 0, HALF_HOUR),
        (16, Verdict.ACCOUNT_GONE, 0, timedelta(days=1)),
        (17, Verdict.UNKNOWN, 1, HALF_HOUR),
        (18, Verdict.REMOVED, 0, timedelta(days=1)),
    ]
    for hour, verdict, doubts, wait in course:
        chain.at(local(NEXT, hour))
        see(chain, cases[0], verdict)
        look = look_of(chain, cases[0])
        assert (look.doubts, look.next_at) == (doubts, local(NEXT, hour) + wait), hour


def test_two_looks_of_one_day_confirm_and_what_is_there_stays_due(chain: Chain, cases: list[UUID]) -> None:
    """As in the demo: looks at 14:00 and 21:00 of the day on which the orders were received."""
    for hour in (14, 21):
        chain.at(local(NEXT, hour))
        looking.probe_due()
    with chain.begin() as session:
        looks = session.scalars(select(LookRow)).all()
        counts = session.scalars(select(func.count(ProbeRow.id)).group_by(ProbeRow.order_id)).all()
        gone = session.scalars(select(ProbeRow.order_id).where(ProbeRow.is_confirmed)).all()
    assert set(counts) == {2}
    assert gone
    assert {look.next_at for look in looks if look.order_id in gone} == {local(NEXT, 21 + 24)}
    assert all(look.next_at for look in looks)


def test_a_reversed_order_is_due_at_once_and_hourly(chain: Chain, cases: list[UUID]) -> None:
    for minutes in (0, 30):
        chain.at(local(NEXT, 13) + timedelta(minutes=minutes))
        see(chain, cases[0], Verdict.REMOVED)
    chain.at(local(NEXT, 14))
    annul(cases[0])
    assert order_of(chain, cases[0]).id in due(chain)
    see(chain, cases[0], Verdict.REMOVED)
    assert look_of(chain, cases[0]).next_at == local(NEXT, 15)


def test_a_review_day_that_moves_makes_an_item_due_again(chain: Chain, cases: list[UUID]) -> None:
    order = order_of(chain, cases[0])
    with chain.begin() as session:
        session.get_one(LookRow, order.id).next_at = None
        session.execute(text("SET LOCAL session_replication_role = replica"))  # no act of a reviewer is at stake here
        session.get_one(OrderRow, order.id).review_on = order.review_on - timedelta(days=1)
    chain.at(local(order.review_on + timedelta(days=1), 6))
    assert order.id in due(chain)


def test_a_probe_keeps_a_small_record_and_no_page(chain: Chain, cases: list[UUID]) -> None:
    chain.at(local(NEXT, 20))
    looking.probe_due()
    rows = probes(chain)
    assert {row.evidence["status"] for row in rows} >= {200, 404}
    for row in rows:
        assert row.evidence["sign"] == row.because
        assert row.evidence.keys() <= {"sign", "status", "item", "headers", "error"}
        assert len(json.dumps(row.evidence)) < 500
    assert {row.evidence["headers"].get("content-type") for row in rows} == {"text/html"}


def test_what_is_due_is_found_by_the_index_however_many_orders_wait(chain: Chain, cases: list[UUID]) -> None:
    with chain.begin() as session:
        session.execute(text("SET LOCAL session_replication_role = replica"))
        session.execute(
            text(
                "INSERT INTO writ.looks (order_id, next_at, looked_at)"
                " SELECT gen_random_uuid(), now() + n * interval '1 second', now() - interval '1 day'"
                " FROM generate_series(1, 100000) n"
            )
        )
        session.execute(text("ANALYZE writ.looks"))
        statement = (
            "EXPLAIN SELECT o.id, o.platform, o.url FROM writ.orders o JOIN writ.looks l ON l.order_id = o.id"
            " WHERE l.next_at <= now() AND (l.looked_at IS NULL OR l.looked_at < now())"
            " ORDER BY l.next_at, l.order_id LIMIT 500"
        )
        plan = "\n".join(session.scalars(text(statement)))
    assert "ix_looks_due" in plan
    assert "Seq Scan on looks" not in plan
