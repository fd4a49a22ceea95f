"""What fits no order is never lost: a person says what it is, and what came stays as it came."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import select

from include.writ.domain.delivery import Outcome
from include.writ.errors import NotAllowed, NotPossible
from include.writ.services.docket_pen import count_held_answers
from include.writ.storage.models import ClockStopRow, LedgerRow, OrderRow, ResponseRow
from include.writ.storage.roles import DatabaseRole
from include.writ.wiring import docket, holding_pen
from tests.support.acting import refused_as
from tests.support.chain import Chain
from tests.support.orders import LATER, held, order_of, sent_cases


def of_order(chain: Chain, order: OrderRow) -> list[ResponseRow]:
    with chain.begin() as session:
        return list(session.scalars(select(ResponseRow).where(ResponseRow.order_id == order.id)))


@pytest.fixture
def orders(chain: Chain) -> list[OrderRow]:
    return [order_of(chain, case) for case in sent_cases(chain, 6)]


def test_a_person_matches_an_answer_to_several_orders_and_what_came_stays(chain: Chain, orders: list[OrderRow]) -> None:
    same = [order for order in orders if order.platform == orders[0].platform]
    response = held(chain, orders[0], "We are looking at all of them.")
    numbers = [order.number for order in same]
    for _ in range(2):
        holding_pen.match(response, "drafter_2", numbers, Outcome.ACKNOWLEDGED)
    for order in same:
        (answer,) = of_order(chain, order)
        assert (answer.matched_from, answer.matched_by, answer.outcome) == (response, "drafter_2", "acknowledged")
        assert (answer.reason, answer.answered_at, answer.collected_at) == (
            "We are looking at all of them.",
            LATER,
            LATER,
        )
    with chain.begin() as session:
        kept = session.get_one(ResponseRow, response)
        assert (kept.order_id, kept.outcome, count_held_answers(session)) == (None, None, 0)
        events = session.scalars(select(LedgerRow).where(LedgerRow.event == "answer.matched")).all()
        assert {event.actor for event in events} == {"drafter_2"}


def test_what_a_person_reads_in_an_answer_has_its_consequence(chain: Chain, orders: list[OrderRow]) -> None:
    response = held(chain, orders[0], "Which of the two images?")
    holding_pen.match(response, "approver_1", [orders[0].number], Outcome.CLARIFICATION)
    with chain.begin() as session:
        (stop,) = session.scalars(select(ClockStopRow)).all()
        assert (stop.order_id, stop.stopped_at) == (orders[0].id, LATER)


def test_answers_that_contradict_each_other_both_stay(chain: Chain, orders: list[OrderRow]) -> None:
    response = held(chain, orders[0], "Done. On reflection, no.")
    for outcome in (Outcome.REMOVED, Outcome.REFUSED):
        holding_pen.match(response, "drafter_1", [orders[0].number], outcome)
    assert {answer.outcome for answer in of_order(chain, orders[0])} == {"removed", "refused"}


def test_orders_are_suggested_by_number_and_never_those_of_another_platform(
    chain: Chain, orders: list[OrderRow]
) -> None:
    other = next(order for order in orders if order.platform != orders[0].platform)
    held(chain, orders[0], f"re: {orders[0].number.lower()} and {other.number}")
    (waiting,) = docket.holding_pen(10).responses
    assert [(one.number, one.because) for one in waiting.suggestions] == [(orders[0].number, "number")]


def test_what_is_set_aside_waits_no_more_and_can_be_matched_all_the_same(chain: Chain, orders: list[OrderRow]) -> None:
    response = held(chain, orders[0], "Our newsletter")
    with pytest.raises(NotPossible, match="reason"):
        holding_pen.set_aside(response, "drafter_1", " ")
    holding_pen.set_aside(response, "drafter_1", "an advertisement")
    assert docket.holding_pen(10).total == 0
    with pytest.raises(NotPossible, match="already"):
        holding_pen.set_aside(response, "drafter_2", "again")
    assert holding_pen.match(response, "drafter_1", [orders[0].number], Outcome.ACKNOWLEDGED).orders == 1


def test_nothing_is_matched_by_the_wrong_person_or_to_an_order_that_did_not_go_there(
    chain: Chain, orders: list[OrderRow]
) -> None:
    other = next(order for order in orders if order.platform != orders[0].platform)
    response = held(chain, orders[0], "Removed.")
    for person in ("releaser_1", "auditor", "engineer"):
        with pytest.raises(NotAllowed):
            holding_pen.match(response, person, [orders[0].number], Outcome.REMOVED)
        with pytest.raises(NotAllowed):
            holding_pen.set_aside(response, person, "why not")
    for number in (other.number, "MCI-1999-000001"):
        with pytest.raises(NotPossible, match="did not go to"):
            holding_pen.match(response, "drafter_1", [orders[0].number, number], Outcome.REMOVED)
    assert of_order(chain, orders[0]) == []
    with pytest.raises(NotPossible, match="no answer"):
        holding_pen.match(uuid4(), "drafter_1", [orders[0].number], Outcome.REMOVED)


@pytest.mark.parametrize("role", list(DatabaseRole))
@pytest.mark.parametrize(
    "change",
    [
        "matched_by = 'releaser_1'",
        "reason = 'Removed at once.'",
        "answered_at = now()",
        "order_id = (SELECT id FROM writ.orders WHERE platform <> r.platform LIMIT 1)",
    ],
)
def test_no_answer_is_made_up_in_the_name_of_a_platform(
    chain: Chain, orders: list[OrderRow], role: DatabaseRole, change: str
) -> None:
    held(chain, orders[0], "We are looking at it.")
    name, _, value = change.partition(" = ")
    values = {
        "id": "gen_random_uuid()",
        "answer_id": "'made up'",
        "outcome": "'removed'",
        "order_id": f"'{orders[0].id}'::uuid",
        "matched_from": "r.id",
        "matched_by": "'drafter_1'",
        "held_because": "NULL",
    } | {name: value}
    copied = ", ".join(f"'{column}', {what}" for column, what in values.items())
    refused_as(
        role,
        "answer: ",
        f"INSERT INTO writ.responses SELECT (jsonb_populate_record(r, jsonb_build_object({copied}))).* "
        "FROM writ.responses r WHERE order_id IS NULL",
    )


def test_only_tasks_write_down_what_came(chain: Chain, orders: list[OrderRow]) -> None:
    held(chain, orders[0], "We are looking at it.")
    copied = "jsonb_build_object('id', gen_random_uuid(), 'answer_id', 'made up')"
    statement = f"INSERT INTO writ.responses SELECT (jsonb_populate_record(r, {copied})).* FROM writ.responses r"
    refused_as(DatabaseRole.DOCKET, "nobody writes an answer for a platform", statement)
