"""R14: the time stands still while the platform cannot obey or waits to be told what is meant, and then runs anew."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from include.writ.domain.delivery import Outcome
from include.writ.domain.redress import Stop, due_at
from include.writ.domain.states import AppealState
from include.writ.errors import NotAllowed, NotPossible
from include.writ.storage.roles import DatabaseRole
from include.writ.wiring import docket, redress
from tests.support.acting import refused_as
from tests.support.chain import DAY, Chain, local
from tests.support.orders import NOON, answer, book, decide, lodge, notices_of, order_of, release_again, sent_case

NEXT = DAY + timedelta(days=1)
ONE_DAY = timedelta(hours=24)


@pytest.mark.requirement("R14")
@pytest.mark.parametrize("outcome", [Outcome.CLARIFICATION, Outcome.IMPOSSIBLE])
def test_nothing_is_overdue_while_the_time_stands_still(chain: Chain, outcome: Outcome) -> None:
    case = sent_case(chain)
    assert order_of(chain, case).due_at == NOON + ONE_DAY
    chain.at(NOON + timedelta(hours=2))
    answer(chain, case, outcome)
    assert order_of(chain, case).due_at is None
    book(chain, NEXT + timedelta(days=3))
    written = docket.book(NEXT + timedelta(days=3))
    assert written is not None
    assert (written.totals["paused"], written.totals["overdue"], written.discrepancies) == (1, 0, {})


@pytest.mark.requirement("R14")
def test_the_whole_time_runs_anew_from_the_receipt_of_a_clarification(chain: Chain) -> None:
    case = sent_case(chain)
    answer(chain, case, Outcome.CLARIFICATION)
    with pytest.raises(NotAllowed):
        redress.clarify(case, "approver_1", "the second video of the post")
    redress.clarify(case, "drafter_2", "the second video of the post")
    with pytest.raises(NotPossible, match="answered already"):
        redress.clarify(case, "drafter_1", "once more")
    assert order_of(chain, case).due_at is None
    chain.at(NOON + timedelta(hours=5))
    assert release_again(chain, "run-2") == {"sent": 1}
    assert json.loads(notices_of(chain, case)["clarification"].document)["clarification"].startswith("the second")
    assert order_of(chain, case).due_at == NOON + timedelta(hours=5) + ONE_DAY
    chain.at(NOON + timedelta(hours=6))
    answer(chain, case, Outcome.CLARIFICATION)
    assert order_of(chain, case).due_at is None


@pytest.mark.requirement("R14")
def test_a_person_notes_that_the_platform_can_obey_again(chain: Chain) -> None:
    case = sent_case(chain)
    with pytest.raises(NotPossible, match="has not said"):
        redress.possible_again(case, "drafter_1", "they wrote so")
    answer(chain, case, Outcome.IMPOSSIBLE)
    with pytest.raises(NotAllowed):
        redress.possible_again(case, "releaser_1", "they wrote so")
    chain.at(NOON + timedelta(hours=30))
    redress.possible_again(case, "drafter_1", "they wrote so")
    assert order_of(chain, case).due_at == NOON + timedelta(hours=30) + ONE_DAY


@pytest.mark.requirement("R14")
def test_the_time_stands_still_while_a_complaint_is_decided_where_the_law_says_so(chain: Chain) -> None:
    case = sent_case(chain)
    first, second = lodge(case).appeal, lodge(case, statement="and another reason").appeal
    assert order_of(chain, case).due_at is None
    chain.at(NOON + timedelta(hours=3))
    decide(first.id, AppealState.UPHELD)
    assert order_of(chain, case).due_at is None
    decide(second.id, AppealState.UPHELD)
    assert order_of(chain, case).due_at == NOON + timedelta(hours=3) + ONE_DAY


@pytest.mark.requirement("R13", "R14")
@pytest.mark.parametrize("role", [*DatabaseRole])
def test_nobody_stops_or_starts_a_clock_by_hand(chain: Chain, role: DatabaseRole) -> None:
    case = sent_case(chain)
    order = order_of(chain, case)
    move = "UPDATE writ.orders SET {} WHERE id = :id"
    allowed = role == DatabaseRole.WORKER
    for what, why in (
        ("due_at = due_at - interval '1 hour'", "runs from the receipt"),
        ("due_at = NULL, clock_from = NULL", "permission denied"),
        ("received_at = received_at - interval '1 hour'", "received once|sent when its notice has a receipt"),
    ):
        refused_as(role, why if allowed else "permission denied", move.format(what), id=order.id)
    stop = "INSERT INTO writ.clock_stops (order_id, position, cause, {}, stopped_at) VALUES (:id, 1, :cause, {}, now())"
    for cause in ("clarification", "impossibility"):
        refused_as(role, "has not asked", stop.format("response_id", "gen_random_uuid()"), id=order.id, cause=cause)
    refused_as(role, "no appeal", stop.format("appeal_id", "gen_random_uuid()"), id=order.id, cause="appeal")
    answer(chain, case, Outcome.CLARIFICATION)
    refused_as(role, "no clarification yet", "UPDATE writ.clock_stops SET resumed_at = now() + interval '1 year'")


@given(
    hours=st.integers(1, 100),
    stops=st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500) | st.none()), max_size=5),
    at=st.integers(0, 1000),
)
@pytest.mark.requirement("R14")
def test_the_clock_of_the_domain_and_of_the_database_agree(
    hours: int, stops: list[tuple[int, int | None]], at: int
) -> None:
    """What the books reckon for any instant is what the database has once all stops before it are known."""
    began = local(DAY, 9)
    known = [
        Stop(began + timedelta(hours=start), None if length is None else began + timedelta(hours=start + length))
        for start, length in stops
    ]
    seen_at = began + timedelta(hours=at)
    due = due_at(began, hours, known, seen_at)
    begun = [stop for stop in known if stop.stopped_at < seen_at]
    open_then = [stop for stop in begun if stop.resumed_at is None or stop.resumed_at >= seen_at]
    assert (due is None) == bool(open_then)
    if due:
        assert due >= began + timedelta(hours=hours)
        assert due == max([began, *(s.resumed_at for s in begun if s.resumed_at)]) + timedelta(hours=hours)


@pytest.mark.requirement("R14")
def test_the_database_reckons_the_clock_from_the_stops(chain: Chain) -> None:
    case = sent_case(chain)
    order = order_of(chain, case)
    assert order.received_at is not None
    pauses = []
    for n in range(3):
        chain.at(NOON + timedelta(hours=10 * n + 1))
        answer(chain, case, Outcome.IMPOSSIBLE)
        chain.at(NOON + timedelta(hours=10 * n + 5))
        redress.possible_again(case, "drafter_1", "they wrote so")
        pauses.append(Stop(NOON + timedelta(hours=10 * n + 1), NOON + timedelta(hours=10 * n + 5)))
        later = NOON + timedelta(hours=10 * n + 6)
        assert order_of(chain, case).due_at == due_at(order.received_at, order.deadline_hours, pauses, later)
    with chain.begin() as session:
        assert session.scalar(text("SELECT count(*) FROM writ.clock_stops")) == 3
