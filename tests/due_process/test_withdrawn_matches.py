"""A match made in error can be withdrawn: from then on it counts no more, and what was said before stays said."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text

from include.writ.domain.delivery import Outcome
from include.writ.domain.figures import Figure
from include.writ.domain.reckoning import OrderClass
from include.writ.domain.states import AppealState
from include.writ.domain.verdict import Verdict
from include.writ.errors import NotAllowed, NotPossible
from include.writ.services.docket_questions import list_questions
from include.writ.services.reckoning import reckon
from include.writ.storage.models import AppealRow, ClockStopRow, LedgerRow, OrderRow, ResponseRow
from include.writ.storage.roles import DatabaseRole
from include.writ.wiring import docket, docket_figures, holding_pen
from tests.support.acting import refused_as, run_as
from tests.support.chain import DAY, Chain
from tests.support.orders import NOON, answer, book, decide, held, order_of, see_twice, sent_cases

HOUR = timedelta(hours=1)
ONE_DAY = timedelta(hours=24)
NEXT = DAY + timedelta(days=1)
WHY = "it speaks of a post of last year"


@pytest.fixture
def orders(chain: Chain) -> list[OrderRow]:
    """Several orders to one platform, which received them at noon."""
    found = [order_of(chain, case) for case in sent_cases(chain, 15)]
    [(platform, _)] = Counter(order.platform for order in found).most_common(1)
    same = [order for order in found if order.platform == platform]
    assert len(same) > 1
    return same


def match(response: UUID, outcome: Outcome, *orders: OrderRow) -> int:
    return holding_pen.match(response, "drafter_1", [order.number for order in orders], outcome).orders


def withdraw(response: UUID, outcome: Outcome, *orders: OrderRow, person: str = "drafter_2", why: str = WHY) -> int:
    return holding_pen.withdraw(response, person, [order.number for order in orders], outcome, why).orders


def waits(chain: Chain) -> int:
    return docket.holding_pen(10).total


def due(chain: Chain, order: OrderRow) -> datetime | None:
    return order_of(chain, order.case_id).due_at


def class_of(chain: Chain, day: date, order: OrderRow) -> str | None:
    """What the books until a day say of an order."""
    last = "SELECT order_class FROM writ.order_changes WHERE order_id = :id AND book_day <= :day ORDER BY book_day DESC"
    with chain.here.begin() as session:
        return session.scalar(text(last), {"id": order.id, "day": day})


def test_what_is_withdrawn_counts_no_more_and_books_before_stay(chain: Chain, orders: list[OrderRow]) -> None:
    order, day, after = orders[0], NEXT, NEXT + timedelta(days=1)
    response = held(chain, order, "Refused.")
    match(response, Outcome.REFUSED, order)
    book(chain, day)
    assert class_of(chain, day, order) == OrderClass.REFUSED
    written = docket.book(day)
    chain.at(chain.here.clock() + HOUR)
    assert withdraw(response, Outcome.REFUSED, order) == 1
    book(chain, day)
    assert docket.book(day) == written
    assert class_of(chain, day, order) == OrderClass.REFUSED
    book(chain, after)
    assert class_of(chain, after, order) != OrderClass.REFUSED
    assert waits(chain) == 1


def test_a_settled_order_is_in_the_book_of_the_day_on_which_its_claim_fell(
    chain: Chain, orders: list[OrderRow]
) -> None:
    order = orders[0]
    response = held(chain, order, "Removed.")
    match(response, Outcome.REMOVED, order)
    see_twice(chain, order.case_id, Verdict.REMOVED)
    book(chain, NEXT)
    assert class_of(chain, NEXT, order) == OrderClass.COMPLIED
    for day in (3, 4, 5):
        book(chain, NEXT + timedelta(days=day))
    withdraw(response, Outcome.REMOVED, order)
    at, long_after = chain.here.clock(), DAY + timedelta(days=400)
    for cutoff, expected in ((at + HOUR, OrderClass.SILENTLY_GONE), (at, None)):
        with chain.here.begin() as session:
            reckon(session, book_day=NEXT + timedelta(days=6), first=long_after, cutoff=cutoff)
            found = session.scalar(text("SELECT order_class FROM pg_temp.reckoned WHERE id = :id"), {"id": order.id})
            assert found == expected
    for day in (6, 7, 8):
        book(chain, NEXT + timedelta(days=day))
    match(response, Outcome.REMOVED, order)
    with chain.here.begin() as session:
        cutoff = chain.here.clock() + HOUR
        reckon(session, book_day=NEXT + timedelta(days=9), first=long_after, cutoff=cutoff)
        found = session.scalar(text("SELECT order_class FROM pg_temp.reckoned WHERE id = :id"), {"id": order.id})
        assert found == OrderClass.COMPLIED, "matched anew, it is in the next book"


@pytest.mark.requirement("R14")
@pytest.mark.parametrize("outcome", [Outcome.CLARIFICATION, Outcome.IMPOSSIBLE])
def test_a_stop_that_rests_on_nothing_else_ends_with_the_withdrawal(
    chain: Chain, orders: list[OrderRow], outcome: Outcome
) -> None:
    response = held(chain, orders[0])
    match(response, outcome, *orders)
    assert [due(chain, order) for order in orders] == [None] * len(orders)
    chain.at(NOON + 30 * HOUR)
    assert withdraw(response, outcome, orders[0], person="approver_1") == 1
    assert due(chain, orders[0]) == NOON + 30 * HOUR + ONE_DAY, "nothing of the time in between counts against it"
    assert due(chain, orders[1]) is None, "of this order the match stands"
    with chain.begin() as session:
        stop = session.scalars(select(ClockStopRow).where(ClockStopRow.order_id == orders[0].id)).one()
        assert (stop.stopped_at, stop.resumed_at, stop.ended_by) == (NOON + 3 * HOUR, NOON + 30 * HOUR, "approver_1")
        of_order = LedgerRow.subject == f"order:{orders[0].id}"
        events = session.scalars(select(LedgerRow.event).where(of_order).order_by(LedgerRow.seq.desc()).limit(2)).all()
        assert events == ["clock.resumed", "match.withdrawn"]


@pytest.mark.requirement("R14")
def test_a_stop_goes_on_while_another_question_stands(chain: Chain, orders: list[OrderRow]) -> None:
    order, other = orders[0], held(chain, orders[0], "And which paragraph?")
    wrong = held(chain, order)
    match(wrong, Outcome.CLARIFICATION, order)
    chain.at(NOON + 4 * HOUR)
    match(other, Outcome.CLARIFICATION, order)
    chain.at(NOON + 5 * HOUR)
    withdraw(wrong, Outcome.CLARIFICATION, order)
    assert due(chain, order) is None
    with chain.begin() as session:
        [line] = list_questions(session, after=None, limit=10).lines
        assert (line.asks, line.stopped_at) == ("And which paragraph?", NOON + 3 * HOUR)
    refused_as(
        DatabaseRole.DOCKET,
        "no clarification yet",
        "UPDATE writ.clock_stops SET (ended_by, resumed_at) = "
        "(SELECT person, withdrawn_at FROM writ.match_withdrawals)",
    )
    chain.at(NOON + 6 * HOUR)
    withdraw(other, Outcome.CLARIFICATION, order)
    assert due(chain, order) == NOON + 6 * HOUR + ONE_DAY


@pytest.mark.requirement("R14")
def test_no_stop_of_another_cause_ends_with_a_withdrawal(chain: Chain, orders: list[OrderRow]) -> None:
    order, response = orders[0], held(chain, orders[0])
    answer(chain, order.case_id, Outcome.IMPOSSIBLE)
    for outcome in (Outcome.CLARIFICATION, Outcome.ACKNOWLEDGED):
        match(response, outcome, order)
        chain.at(chain.here.clock() + HOUR)
        withdraw(response, outcome, order)
        assert due(chain, order) is None


def test_the_same_orders_can_be_matched_again(chain: Chain, orders: list[OrderRow]) -> None:
    order, response = orders[0], held(chain, orders[0])
    for hours in (4, 6, 8):
        chain.at(NOON + hours * HOUR)
        assert match(response, Outcome.CLARIFICATION, order) == 1
        assert (match(response, Outcome.CLARIFICATION, order), due(chain, order), waits(chain)) == (0, None, 0)
        chain.at(NOON + (hours + 1) * HOUR)
        assert withdraw(response, Outcome.CLARIFICATION, order) == 1
        assert (due(chain, order), waits(chain)) == (NOON + (hours + 1) * HOUR + ONE_DAY, 1)


@pytest.mark.requirement("R22")
def test_a_complaint_stays_for_its_reviewer_and_is_not_taken_twice(chain: Chain, orders: list[OrderRow]) -> None:
    order, response = orders[0], held(chain, orders[0], "We appeal.")
    match(response, Outcome.APPEALED, order)
    chain.at(NOON + 4 * HOUR)
    withdraw(response, Outcome.APPEALED, order)
    assert due(chain, order) is None, "the complaint keeps the time still until it is decided"
    assert match(response, Outcome.APPEALED, order) == 1
    with chain.begin() as session:
        [appeal] = session.scalars(select(AppealRow)).all()
        assert appeal.state == AppealState.RECEIVED
    decide(appeal.id, AppealState.UPHELD)
    assert due(chain, order) == NOON + 4 * HOUR + ONE_DAY


def test_an_answer_waits_again_when_no_match_of_it_is_left(chain: Chain, orders: list[OrderRow]) -> None:
    first, second = orders[:2]
    response = held(chain, first, "We are looking at it.")
    holding_pen.set_aside(response, "drafter_1", "a newsletter")
    chain.at(NOON + 4 * HOUR)
    match(response, Outcome.ACKNOWLEDGED, first, second)
    chain.at(NOON + 5 * HOUR)
    withdraw(response, Outcome.ACKNOWLEDGED, first)
    assert waits(chain) == 0
    withdraw(response, Outcome.ACKNOWLEDGED, second)
    assert waits(chain) == 1, "it was set aside before somebody thought otherwise, so a person looks again"
    chain.at(NOON + 6 * HOUR)
    holding_pen.set_aside(response, "drafter_2", "a newsletter it is")
    assert waits(chain) == 0


def test_what_was_withdrawn_is_no_answer_to_an_order(chain: Chain, orders: list[OrderRow]) -> None:
    order, day = orders[0], NOON.date()
    response = held(chain, order)
    match(response, Outcome.REFUSED, order)
    assert sum(one.answered for one in docket_figures.answer_times(day, day)) == 1
    withdraw(response, Outcome.REFUSED, order)
    assert sum(one.answered for one in docket_figures.answer_times(day, day)) == 0


def test_a_refusal_that_was_withdrawn_is_in_no_figure_of_a_time_that_ends_later(
    chain: Chain, orders: list[OrderRow]
) -> None:
    def refusals(last: date) -> int:
        figures = docket_figures.figures(DAY, last)
        return sum(by_figure[Figure.REFUSED] for by_figure in figures.figures.values())

    response = held(chain, orders[0], "No.")
    match(response, Outcome.REFUSED, orders[0])
    chain.at(NOON + 3 * ONE_DAY)
    withdraw(response, Outcome.REFUSED, orders[0])
    assert (refusals(NEXT), refusals(NEXT + timedelta(days=5))) == (1, 0)


def test_who_withdraws_what(chain: Chain, orders: list[OrderRow]) -> None:
    order, response = orders[0], held(chain, orders[0])
    match(response, Outcome.REMOVED, order)
    for person in ("releaser_1", "auditor", "engineer"):
        with pytest.raises(NotAllowed):
            withdraw(response, Outcome.REMOVED, order, person=person)
    with pytest.raises(NotPossible, match="reason"):
        withdraw(response, Outcome.REMOVED, order, why=" ")
    with pytest.raises(NotPossible, match="orders: name"):
        withdraw(response, Outcome.REMOVED)
    for what, orders_of in ((Outcome.REFUSED, [order]), (Outcome.REMOVED, orders[:2])):
        with pytest.raises(NotPossible, match="no match of this answer"):
            withdraw(response, what, *orders_of)
    assert withdraw(response, Outcome.REMOVED, order) == 1
    with pytest.raises(NotPossible, match="no match of this answer"):
        withdraw(response, Outcome.REMOVED, order)
    with pytest.raises(NotPossible, match="no answer"):
        withdraw(uuid4(), Outcome.REMOVED, order)


INSERT = (
    "INSERT INTO writ.match_withdrawals (response_id, person, reason, withdrawn_at) "
    "SELECT id, '{}', '{}', {} FROM writ.responses WHERE {}"
)
LATER = "collected_at + interval '1 minute'"


def test_the_database_knows_who_withdraws_what(chain: Chain, orders: list[OrderRow]) -> None:
    response = held(chain, orders[0])
    match(response, Outcome.CLARIFICATION, orders[0])
    docket_role, matched = DatabaseRole.DOCKET, "matched_from IS NOT NULL"
    refused_as(DatabaseRole.WORKER, "permission denied", INSERT.format("drafter_1", "why", LATER, matched))
    for person, reason, at, which, why in (
        ("auditor", "why", LATER, matched, "a drafter or an approver"),
        ("drafter_1", "why", LATER, "matched_from IS NULL", "what a person has matched"),
        ("drafter_1", "why", "collected_at - interval '1 minute'", matched, "what a person has matched"),
        ("drafter_1", " ", LATER, matched, "says_why"),
    ):
        refused_as(docket_role, why, INSERT.format(person, reason, at, which))
    stop = "UPDATE writ.clock_stops SET ended_by = 'drafter_1', resumed_at = {}"
    refused_as(docket_role, "no clarification yet", stop.format("now()"))
    run_as(docket_role, INSERT.format("drafter_1", "why", LATER, matched))
    for change in ("UPDATE writ.match_withdrawals SET reason = 'other'", "DELETE FROM writ.match_withdrawals"):
        refused_as(docket_role, "permission denied", change)
        with pytest.raises(Exception, match="append-only"), chain.here.begin() as session:
            session.execute(text(change))
    refused_as(docket_role, "no clarification yet", stop.format("now() + interval '1 year'"))
    with chain.begin() as session:
        answered = session.scalars(select(ResponseRow.id).where(ResponseRow.order_id == orders[0].id)).one()
    refused_as(
        docket_role,
        "has not asked",
        "INSERT INTO writ.clock_stops (order_id, position, cause, response_id, stopped_at) "
        "VALUES (:order, 2, 'clarification', :answer, now())",
        order=orders[0].id,
        answer=answered,
    )
    run_as(docket_role, stop.format("(SELECT withdrawn_at FROM writ.match_withdrawals)"))
