"""R19: an order that nobody has looked at again by its day is put before people with a lift notice drafted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from include.writ.domain.states import CaseState
from include.writ.errors import NotAllowed, NotPossible
from include.writ.storage.roles import DatabaseRole
from include.writ.wiring import docket, redress
from tests.support.acting import refused_as
from tests.support.chain import DAY, Chain
from tests.support.orders import annul, book, notices_of, order_of, release_again, sent_case

REVIEWER = "reviewer_1"


@pytest.mark.requirement("R19")
def test_the_day_of_review_drafts_a_lift_notice_and_stays_in_every_book_until_a_person_looks(chain: Chain) -> None:
    case = sent_case(chain)
    day = order_of(chain, case).review_on
    book(chain, day - timedelta(days=1))
    assert redress.waiting(docket.person(REVIEWER), 9).reviews == []
    for later, overdue in enumerate((0, 1, 1)):  # the first book is of what was known on the day itself
        book(chain, day + timedelta(days=later))
        written = docket.book(day + timedelta(days=later))
        assert written is not None
        assert written.discrepancies.get("review_overdue", 0) == overdue
    waiting = redress.waiting(docket.person(REVIEWER), 9).reviews
    assert [(line.case, line.cause, line.due_on) for line in waiting] == [(case, "day", day)]
    shown = docket.case(case, docket.person(REVIEWER))
    assert shown is not None
    assert shown.order is not None
    assert order_of(chain, case).number in shown.order.reviews[0].draft
    assert order_of(chain, case).state == "sent"
    redress.keep(case, REVIEWER, "it goes on to call for the conduct")
    book(chain, day + timedelta(days=4))
    written = docket.book(day + timedelta(days=4))
    assert written is not None
    assert "review_overdue" not in written.discrepancies
    assert order_of(chain, case).review_on == chain.here.today - timedelta(days=2) + timedelta(days=180)


@pytest.mark.requirement("R19", "R23")
def test_a_lifted_order_is_restored(chain: Chain) -> None:
    case = sent_case(chain)
    redress.lift(case, REVIEWER, "the campaign is over")
    assert order_of(chain, case).state == "reversed"
    assert release_again(chain, "run-2") == {"sent": 1}
    assert notices_of(chain, case)["restoration"].state == "sent"
    with pytest.raises(NotPossible, match="annulled or lifted"):
        redress.keep(case, REVIEWER, "and yet")


@pytest.mark.requirement("R19", "R23")
def test_a_review_that_waits_is_overtaken_by_an_annulment(chain: Chain) -> None:
    case = sent_case(chain)
    book(chain, order_of(chain, case).review_on)
    annul(case)
    shown = docket.case(case, docket.person(REVIEWER))
    assert shown is not None
    assert shown.order is not None
    assert [review.state for review in shown.order.reviews] == ["overtaken"]
    assert redress.waiting(docket.person(REVIEWER), 9).reviews == []


@pytest.mark.requirement("R19")
def test_who_made_an_order_does_not_review_it(chain: Chain) -> None:
    item = chain.cases(CaseState.PROPOSED)[0]
    chain.draft(item, REVIEWER)
    chain.approve(item)
    with pytest.raises(NotAllowed, match="another law reviewer"):
        redress.keep(item, REVIEWER, "I still think so")
    for person in ("drafter_1", "approver_1", "releaser_1", "appeals_1"):
        with pytest.raises(NotAllowed):
            redress.lift(item, person, "why not")


@pytest.mark.requirement("R19")
@pytest.mark.parametrize("role", [*DatabaseRole])
def test_no_day_of_review_is_moved_and_no_review_ended_behind_a_person(chain: Chain, role: DatabaseRole) -> None:
    case = sent_case(chain)
    book(chain, order_of(chain, case).review_on)
    refused_as(role, "permission denied", "UPDATE writ.orders SET review_on = review_on + 100")
    keep = """UPDATE writ.reviews SET state = 'kept', reviewer = :person, reasons = 'it stays', reviewed_at = now(),
              next_review_on = current_date + 5000"""
    worker = role == DatabaseRole.WORKER
    refused_as(role, "permission denied" if worker else "no active law reviewer", keep, person="drafter_1")
    refused_as(role, "permission denied" if worker else "due within 180 days", keep, person=REVIEWER)
    reverse = """
        INSERT INTO writ.reversals
            (order_id, cause, review_id, decided_by, reasons, reversed_at, restore_hours, to_be_restored)
        SELECT order_id, 'review', id, 'reviewer_1', 'gone', now(), 24, true FROM writ.reviews
    """
    refused_as(role, "no review lifted it", reverse)
    assert order_of(chain, case).review_on > DAY
