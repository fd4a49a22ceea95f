"""R22 and R23: complaints are taken from anyone at any time, and an annulled order is followed until it is undone."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from include.writ.domain.redress import Appellant
from include.writ.domain.states import AppealState, CaseState
from include.writ.domain.verdict import Verdict
from include.writ.errors import NotAllowed, NotPossible
from include.writ.services import probe
from include.writ.storage.models import CaseRow, LedgerRow, OrderRow
from include.writ.wiring import docket, redress, stages
from tests.support.chain import DAY, Chain, local
from tests.support.orders import (
    annul,
    book,
    decide,
    lodge,
    notices_of,
    order_of,
    release_again,
    reversal_of,
    see,
    see_twice,
    sent_case,
    sent_cases,
)

NEXT = DAY + timedelta(days=1)


@pytest.mark.requirement("R22")
def test_a_complaint_is_taken_at_once_with_a_receipt(chain: Chain) -> None:
    case = sent_case(chain)
    lodged = lodge(case, learned_on=NEXT)
    assert lodged.appeal.state == AppealState.RECEIVED
    assert lodged.receipt["appeal_number"] == lodged.appeal.number == f"{order_of(chain, case).number}/A1"
    assert lodged.receipt["late"] is False
    assert set(lodged.receipt["says"]) == {"en", "kk", "ru"}


@pytest.mark.requirement("R22")
def test_a_late_complaint_is_taken_and_its_lateness_examined(chain: Chain) -> None:
    case = sent_case(chain)
    learned = DAY - timedelta(days=200)
    lodged = lodge(case, learned_on=learned)
    assert lodged.receipt["late"] is True
    with pytest.raises(NotPossible, match="lateness"):
        decide(lodged.appeal.id)
    decided = decide(lodged.appeal.id, lateness="the author was in hospital; heard as in time")
    assert decided.appeal.state == AppealState.ANNULLED
    assert decided.letter is not None
    assert decided.letter["lateness"].startswith("the author")


@pytest.mark.requirement("R22")
def test_anyone_in_the_register_who_may_read_can_write_a_complaint_down(chain: Chain) -> None:
    case = sent_case(chain)
    for n, person in enumerate(("drafter_1", "approver_2", "reviewer_1", "appeals_1")):
        assert lodge(case, statement=f"complaint {n}", person=person).appeal.number.endswith(f"/A{n + 1}")
    with pytest.raises(NotAllowed):
        lodge(case, statement="another", person="engineer")


@pytest.mark.requirement("R22")
def test_the_same_complaint_twice_is_one(chain: Chain) -> None:
    case = sent_case(chain)
    assert lodge(case).appeal == lodge(case, person="approver_1").appeal


@pytest.mark.requirement("R22")
def test_the_platform_gets_its_receipt_and_its_decision_as_notices(chain: Chain) -> None:
    case = sent_case(chain)
    appeal = lodge(case, Appellant.PLATFORM).appeal
    decide(appeal.id, AppealState.UPHELD)
    assert release_again(chain, "run-2") == {"sent": 2}
    notices = notices_of(chain, case)
    assert {kind: notice.state for kind, notice in notices.items()} == {
        "order": "sent",
        "appeal_receipt": "sent",
        "appeal_decision": "sent",
    }
    assert json.loads(notices["appeal_decision"].document)["ruling"] == "upheld"
    assert order_of(chain, case).state == "sent"


@pytest.mark.requirement("R23")
def test_an_annulled_order_is_followed_by_a_notice_to_restore_until_the_content_is_seen_back(chain: Chain) -> None:
    case = sent_case(chain)
    see_twice(chain, case, Verdict.REMOVED)
    assert book(chain, NEXT)["closed"] == 1
    chain.at(local(NEXT + timedelta(days=1), 10))
    annul(case)
    assert (order_of(chain, case).state, docket.case(case, docket.person("auditor")).state) == ("reversed", "reversed")  # type: ignore[union-attr]
    assert notices_of(chain, case)["restoration"].state == "waiting"
    assert release_again(chain, "run-2") == {"sent": 1}
    reversal = reversal_of(chain, case)
    assert reversal.received_at
    assert reversal.due_at == reversal.received_at + timedelta(hours=24)
    with chain.begin() as session:
        due = probe.due(session, now=chain.here.clock() + timedelta(hours=2), limit=9)
    assert [target.order_id for target in due] == [order_of(chain, case).id]
    book(chain, NEXT + timedelta(days=1))
    assert order_of(chain, case).state == "reversed"
    chain.at(local(NEXT + timedelta(days=2), 9))
    see(chain, case, Verdict.AVAILABLE)
    written = book(chain, NEXT + timedelta(days=2))
    assert (written["restored"], written["reappeared"], written["gaps"]) == (1, 0, {})
    assert order_of(chain, case).state == "restored"


@pytest.mark.requirement("R23")
def test_what_was_not_sent_yet_is_never_sent(chain: Chain) -> None:
    chain.decide_all(limit=2)
    with chain.begin() as session:
        waiting, released = session.scalars(select(OrderRow.case_id).order_by(OrderRow.number))
    annul(waiting)
    chain.ask(DAY)
    stages.answer_release("run-1", "releaser_1", let_go=True)
    annul(released)
    assert chain.deliver() == {}
    for case in (waiting, released):
        assert {kind: notice.state for kind, notice in notices_of(chain, case).items()} == {"order": "cancelled"}
        assert not reversal_of(chain, case).to_be_restored


@pytest.mark.requirement("R23")
def test_an_annulled_order_corrects_the_book_that_counted_it(chain: Chain) -> None:
    case = sent_case(chain)
    see_twice(chain, case, Verdict.REMOVED)
    book(chain, NEXT)
    before = docket.book(NEXT)
    assert before is not None
    assert (before.totals["removed"], before.reversed_since) == (1, {})
    annul(case)
    after = docket.book(NEXT)
    assert after is not None
    assert sum(after.reversed_since.values()) == 1
    book(chain, NEXT + timedelta(days=1))
    later = docket.book(NEXT + timedelta(days=1))
    assert later is not None
    assert (later.totals["removed"], later.totals["reversed"]) == (0, 1)
    stages.draw_up_book(NEXT)
    again = docket.book(NEXT)
    assert again is not None
    assert again.totals == before.totals


@pytest.mark.requirement("R23")
def test_orders_with_the_same_reasoning_are_put_before_a_person(chain: Chain) -> None:
    first, second, other = sent_cases(chain, 3)
    appeal = lodge(first).appeal
    redress.take(appeal.id, "appeals_1")
    make_alike(chain, first, second)
    redress.decide(appeal.id, "appeals_1", redress.Ruling(AppealState.ANNULLED, "no element of the ground is there"))
    waiting = redress.waiting(docket.person("reviewer_1"), 10)
    assert [(line.case, line.cause) for line in waiting.reviews] == [(second, "sibling")]
    assert order_of(chain, second).state == order_of(chain, other).state == "sent"
    redress.keep(second, "reviewer_1", "this one praises the drug in its own words")
    assert redress.waiting(docket.person("reviewer_1"), 10).reviews_total == 0


@pytest.mark.requirement("R23")
def test_an_order_annulled_in_part_ends_on_the_day_that_was_set(chain: Chain) -> None:
    case = sent_case(chain)
    ends = NEXT + timedelta(days=3)
    with pytest.raises(NotPossible, match="ends_on"):
        decide(lodge(case).appeal.id, AppealState.PARTLY_ANNULLED)
    redress.decide(
        lodge(case).appeal.id, "appeals_1", redress.Ruling(AppealState.PARTLY_ANNULLED, "only for a time", ends_on=ends)
    )
    assert order_of(chain, case).review_on == ends
    book(chain, ends - timedelta(days=1))
    assert order_of(chain, case).state == "sent"
    book(chain, ends)
    assert order_of(chain, case).state == "reversed"
    assert notices_of(chain, case)["restoration"].state == "waiting"


@pytest.mark.requirement("R2", "R22")
def test_only_the_higher_body_decides_and_nobody_who_had_a_part(chain: Chain) -> None:
    case = sent_case(chain)
    appeal = lodge(case).appeal
    for person in ("drafter_2", "approver_2", "reviewer_1", "releaser_1", "engineer"):
        with pytest.raises(NotAllowed):
            redress.take(appeal.id, person)
    with pytest.raises(NotPossible, match="take it first"):
        redress.decide(appeal.id, "appeals_1", redress.Ruling(AppealState.UPHELD, "it stands"))


@pytest.mark.requirement("R22")
def test_a_complaint_is_decided_once_and_by_who_took_it(chain: Chain) -> None:
    case = sent_case(chain)
    appeal = lodge(case).appeal
    decide(appeal.id, AppealState.UPHELD)
    with pytest.raises(NotPossible, match="upheld"):
        decide(appeal.id, AppealState.ANNULLED)
    other = lodge(case, statement="something else").appeal
    redress.take(other.id, "appeals_1")
    redress.give_back(other.id, "appeals_1")
    assert redress.withdraw(other.id, "drafter_1", "a letter of the author").appeal.state == "withdrawn"


@pytest.mark.requirement("R23")
def test_content_reported_again_after_an_annulment_opens_no_case(chain: Chain) -> None:
    case = sent_case(chain)
    see_twice(chain, case, Verdict.REMOVED)
    book(chain, NEXT)
    annul(case)
    with chain.begin() as session:
        cases = len(list(session.scalars(select(CaseRow.id))))
    chain.at(local(NEXT + timedelta(days=2), 9))
    see(chain, case, Verdict.AVAILABLE)
    assert book(chain, NEXT + timedelta(days=2))["reappeared"] == 0
    with chain.begin() as session:
        assert len(list(session.scalars(select(CaseRow.id)))) == cases
        events = set(session.scalars(select(LedgerRow.event)))
    assert {"appeal.received", "appeal.taken", "appeal.annulled", "order.reversed"} <= events
    assert chain.cases(CaseState.REVERSED) == [case]


def make_alike(chain: Chain, first: object, second: object) -> None:
    """Two orders come to rest on the same words, as if both drafters had copied them."""
    from sqlalchemy import text

    with chain.begin() as session:
        session.execute(text("ALTER TABLE writ.decisions DISABLE TRIGGER append_only"))
        copy = """UPDATE writ.decisions SET reasons = (SELECT reasons FROM writ.decisions WHERE case_id = :first)
                  WHERE case_id = :second"""
        session.execute(text(copy), {"first": first, "second": second})
        session.execute(text("ALTER TABLE writ.decisions ENABLE ALWAYS TRIGGER append_only"))
