"""The books over time: long-open orders still close, and a book drawn up again says the same."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from include.writ.domain.states import CaseState, OrderState
from include.writ.errors import NotPossible
from include.writ.storage.models import CaseRow, DiscrepancyRow, OrderRow, ReconciliationRow
from include.writ.wiring import looking, stages
from tests.support.chain import DAY, Chain, local
from tests.support.orders import look_twice

AFTER = DAY + timedelta(days=1)


def send_some(chain: Chain, limit: int = 40) -> None:
    chain.bring_in(DAY)
    chain.decide_all(limit=limit)
    chain.at(local(AFTER, 11))
    chain.release(DAY)
    chain.deliver()


def test_an_order_that_is_obeyed_after_weeks_is_closed_all_the_same(chain: Chain) -> None:
    send_some(chain)
    late = AFTER + timedelta(days=40)
    chain.at(local(late, 12))
    look_twice(chain)
    chain.at(local(late, 24))
    book = stages.draw_up_book(late)
    assert book["closed"] > 20
    assert book["gaps"] == {}
    with chain.begin() as session:
        assert session.scalars(select(OrderRow.id).where(OrderRow.state == OrderState.EFFECTED)).first()


def test_a_book_drawn_up_again_later_says_the_same(chain: Chain) -> None:
    send_some(chain)
    chain.at(local(AFTER, 20))
    chain.collect()
    look_twice(chain)
    chain.at(local(AFTER, 24))
    stages.draw_up_book(AFTER)
    first = rows(chain)
    chain.at(local(AFTER, 40))
    chain.decide_all(limit=10)
    chain.collect()
    look_twice(chain)
    stages.draw_up_book(AFTER)
    assert rows(chain) == first


def test_a_day_that_is_not_over_has_no_book(chain: Chain) -> None:
    chain.at(local(DAY, 23))
    with pytest.raises(NotPossible, match="not over"):
        stages.draw_up_book(DAY)


def test_where_no_probe_could_tell_the_standing_is_unknown_and_never_overdue(
    chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    send_some(chain)
    network = "127.0.0.1:9:" + str(chain.simulator.ca_file)
    monkeypatch.setenv("WRIT_SIMULATED_NETWORK", network)
    chain.at(local(AFTER, 40))
    assert set(looking.probe_due()) == {"unknown"}
    chain.at(local(AFTER, 48))
    stages.draw_up_book(AFTER + timedelta(days=1))
    with chain.begin() as session:
        total: Counter[str] = Counter()
        for row in session.scalars(select(ReconciliationRow)):
            total.update(row.counts)
    assert total["sent"] == 40
    assert total["unknown"] == 40
    assert total["overdue"] == total["removed"] == 0


def rows(chain: Chain) -> list[tuple[object, ...]]:
    with chain.begin() as session:
        books = session.execute(
            select(ReconciliationRow.cohort_day, ReconciliationRow.platform, ReconciliationRow.counts)
            .where(ReconciliationRow.book_day == AFTER)
            .order_by(ReconciliationRow.cohort_day, ReconciliationRow.platform)
        ).all()
        found = session.execute(
            select(DiscrepancyRow.order_id, DiscrepancyRow.kind, DiscrepancyRow.since).order_by(
                DiscrepancyRow.order_id, DiscrepancyRow.kind
            )
        ).all()
    return [*map(tuple, books), *map(tuple, found)]


def test_findings_and_book_may_come_in_either_order(chain: Chain) -> None:
    """Content that was removed and reported again is a reappearance, also when the finding was taken in first."""
    send_some(chain, limit=200)
    chain.at(local(AFTER, 20))
    look_twice(chain)
    later = AFTER + timedelta(days=1)
    chain.at(local(later, 30))
    for day in (AFTER, later):
        chain.bring_in(day)
    with chain.begin() as session:
        before = session.scalars(select(CaseRow.id).where(CaseRow.reappearance_of.is_not(None))).all()
    book = stages.draw_up_book(AFTER)
    assert before == []
    assert book["reappeared"] > 0
    with chain.begin() as session:
        back = session.scalars(select(CaseRow).where(CaseRow.reappearance_of.is_not(None))).all()
        assert all(case.state == CaseState.PROPOSED or case.opened_day != AFTER for case in back)
        assert all(case.opened_by_ref for case in back)
