"""How soon platforms answer: numbers that can be worked out by hand, on a day played with real parts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from include.writ.domain.delivery import Outcome
from include.writ.domain.verdict import Verdict
from include.writ.errors import NotPossible
from include.writ.services.answer_times import AnswerTimes, Hours
from include.writ.storage.models import OrderRow
from include.writ.wiring.docket_figures import answer_times
from tests.support.chain import DAY, Chain, local
from tests.support.orders import NOON, answer, book, see_twice

NEXT = DAY + timedelta(days=1)


@pytest.fixture
def orders(chain: Chain) -> dict[str, list[OrderRow]]:
    """Orders by platform, each released at noon and received half an hour later."""
    chain.at(local(NEXT, 6))
    chain.bring_in(DAY)
    chain.decide_all(limit=12)
    chain.at(NOON)
    chain.release(DAY)
    chain.at(NOON + timedelta(minutes=30))
    chain.deliver()
    found: dict[str, list[OrderRow]] = {}
    with chain.begin() as session:
        for order in session.scalars(select(OrderRow).order_by(OrderRow.number)):
            found.setdefault(order.platform, []).append(order)
    return found


def of(platform: str) -> AnswerTimes:
    [found] = [one for one in answer_times(NEXT, NEXT) if one.platform == platform]
    return found


def busiest(orders: dict[str, list[OrderRow]]) -> str:
    return max(orders, key=lambda platform: len(orders[platform]))


def test_receipts_are_measured_from_the_release(orders: dict[str, list[OrderRow]]) -> None:
    name = busiest(orders)
    found = of(name)
    assert (found.released, found.received) == (len(orders[name]), len(orders[name]))
    assert (found.to_receipt, found.to_answer) == (Hours(0.5, 0.5), None)
    assert (found.answered, found.obeyed, found.obeyed_in_time) == (0, 0, 0)


def test_the_first_answer_counts_and_no_acknowledgement(chain: Chain, orders: dict[str, list[OrderRow]]) -> None:
    name = busiest(orders)
    first, second, *_ = orders[name]
    received = NOON + timedelta(minutes=30)
    chain.at(received + timedelta(minutes=6))
    answer(chain, first.case_id, Outcome.ACKNOWLEDGED)
    assert of(name).answered == 0
    for hours, order, outcome in (
        (2, first, Outcome.REMOVED),
        (4, second, Outcome.REFUSED),
        (7, first, Outcome.REFUSED),
    ):
        chain.at(received + timedelta(hours=hours))
        answer(chain, order.case_id, outcome)
    found = of(name)
    assert found.answered == 2
    assert found.to_answer is not None
    assert (found.to_answer.median, found.to_answer.p90) == (pytest.approx(3), pytest.approx(3.8))


def test_obeyed_in_time_is_before_the_deadline(chain: Chain, orders: dict[str, list[OrderRow]]) -> None:
    name = busiest(orders)
    first, second, *_ = orders[name]
    see_twice(chain, first.case_id, Verdict.REMOVED)
    assert first.due_at is not None
    chain.at(first.due_at + timedelta(hours=1))
    see_twice(chain, second.case_id, Verdict.REMOVED)
    book(chain, NEXT + timedelta(days=2))
    found = of(name)
    assert (found.obeyed, found.obeyed_in_time) == (2, 1)


def test_every_platform_is_there_and_other_days_have_nothing(orders: dict[str, list[OrderRow]]) -> None:
    quiet = answer_times(DAY, DAY)
    assert len(quiet) == 11
    assert {(one.released, one.received, one.to_receipt, one.to_answer) for one in quiet} == {(0, 0, None, None)}
    assert sum(one.released for one in answer_times(NEXT, NEXT)) == sum(map(len, orders.values()))
    with pytest.raises(NotPossible, match="is before the first"):
        answer_times(NEXT, DAY)


def test_a_local_midnight_ends_the_day_of_a_release(chain: Chain) -> None:
    chain.at(local(NEXT, 6))
    chain.bring_in(DAY)
    chain.decide_all(limit=2)
    chain.at(local(NEXT, 24) - timedelta(seconds=1))
    chain.release(DAY)
    assert sum(one.released for one in answer_times(NEXT, NEXT)) == 2
    assert sum(one.released for one in answer_times(NEXT + timedelta(days=1), NEXT + timedelta(days=1))) == 0
