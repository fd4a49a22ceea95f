"""What waits too long: one reminder that a person releases, then an approver; never anything beyond the order."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from include.writ.domain.delivery import NoticeKind, Outcome
from include.writ.domain.reckoning import Mismatch
from include.writ.domain.states import OutboxState
from include.writ.domain.verdict import Verdict
from include.writ.services.docket_mismatches import count_before_approvers
from include.writ.storage.models import EscalationRow, LedgerRow, OutboxRow
from include.writ.storage.roles import DatabaseRole
from include.writ.wiring.docket_mismatches import mismatches
from tests.support.acting import refused_as
from tests.support.chain import DAY, Chain
from tests.support.orders import NOON, answer, book, notices_of, order_of, release_again, see, sent_case, sent_cases

OVER = NOON + timedelta(hours=24)
NEXT = DAY + timedelta(days=2)
AFTER = DAY + timedelta(days=3)


def steps(chain: Chain) -> set[tuple[str, str]]:
    with chain.begin() as session:
        return {(row.step, row.kind) for row in session.scalars(select(EscalationRow))}


def reminders(chain: Chain) -> list[OutboxRow]:
    with chain.begin() as session:
        return list(session.scalars(select(OutboxRow).where(OutboxRow.notice_kind == NoticeKind.REMINDER)))


@pytest.mark.requirement("R27")
def test_a_platform_is_reminded_once_and_only_by_a_releaser(chain: Chain) -> None:
    case = sent_case(chain)
    chain.at(OVER + timedelta(hours=1))
    see(chain, case, Verdict.AVAILABLE)
    book(chain, NEXT)
    assert reminders(chain) == []
    book(chain, AFTER)
    book(chain, AFTER)
    book(chain, AFTER + timedelta(days=1))
    (waiting,) = reminders(chain)
    assert waiting.state == OutboxState.WAITING
    due = order_of(chain, case).due_at
    assert release_again(chain, "run-2") == {"sent": 1}
    order = json.loads(notices_of(chain, case)["order"].document)
    said = json.loads(waiting.document)
    assert {name: said[name] for name in said if name in order} == {
        **{name: order[name] for name in ("specimen", "mark", "order_number", "platform", "content", "authority")},
        **{name: said[name] for name in ("schema", "notice_kind", "addressee")},
    }
    assert said.keys() - order.keys() == {"says", "due_at"}
    assert order_of(chain, case).due_at == due
    with chain.begin() as session:
        assert len(session.scalars(select(LedgerRow).where(LedgerRow.event == "order.reminded")).all()) == 1


def test_nobody_is_reminded_of_what_no_look_could_tell_nor_after_a_refusal(chain: Chain) -> None:
    unseen, refused, gone = sent_cases(chain, 3)
    chain.at(NOON + timedelta(hours=1))
    see(chain, unseen, Verdict.AVAILABLE)
    answer(chain, refused, Outcome.REFUSED)
    chain.at(OVER + timedelta(hours=1))
    see(chain, unseen, Verdict.UNKNOWN)
    see(chain, refused, Verdict.AVAILABLE)
    see(chain, gone, Verdict.REMOVED)
    book(chain, AFTER)
    book(chain, AFTER + timedelta(days=4))
    assert reminders(chain) == []
    assert steps(chain) == {("person", "unknown"), ("person", "refused")}


def test_what_is_withheld_elsewhere_only_is_reminded_of_like_what_is_there(chain: Chain) -> None:
    """By the view in the territory: from outside alone nobody is reminded, and nothing is closed."""
    elsewhere, walled = sent_cases(chain, 2)
    chain.at(OVER + timedelta(hours=1))
    see(chain, elsewhere, Verdict.AVAILABLE, outside=Verdict.REMOVED)
    see(chain, walled, Verdict.RESTRICTED)
    book(chain, AFTER)
    book(chain, AFTER + timedelta(days=3))
    assert steps(chain) == {
        ("reminder", "withheld_elsewhere"),
        ("person", "withheld_elsewhere"),
        ("person", "walled_off"),
    }
    (reminder,) = reminders(chain)
    assert reminder.order_id == order_of(chain, elsewhere).id
    assert order_of(chain, elsewhere).effected_at is None


def test_what_waits_on_is_put_before_an_approver_once(chain: Chain) -> None:
    case = sent_case(chain)
    chain.at(OVER + timedelta(hours=1))
    see(chain, case, Verdict.AVAILABLE)
    book(chain, AFTER + timedelta(days=3))
    book(chain, AFTER + timedelta(days=4))
    assert steps(chain) == {("reminder", "overdue"), ("person", "overdue")}
    with chain.begin() as session:
        assert len(session.scalars(select(LedgerRow).where(LedgerRow.event == "order.escalated")).all()) == 1


@pytest.mark.parametrize("role", list(DatabaseRole))
def test_no_one_reminds_of_an_order_whose_time_is_not_over(chain: Chain, role: DatabaseRole) -> None:
    sent_case(chain)
    copied = """
        INSERT INTO writ.outbox SELECT (jsonb_populate_record(o, jsonb_build_object(
            'id', gen_random_uuid(), 'notice_kind', 'reminder', 'version', 1, 'state', 'waiting', 'release_id', NULL,
            'notice_id', NULL, 'attempts', 0))).* FROM writ.outbox o"""
    refused_as(role, "reminded once|permission denied", copied)


def test_an_escalation_is_not_taken_back(chain: Chain) -> None:
    case = sent_case(chain)
    chain.at(OVER + timedelta(hours=1))
    see(chain, case, Verdict.AVAILABLE)
    book(chain, AFTER)
    with pytest.raises(Exception, match="append-only"), chain.begin() as session:
        session.execute(text("DELETE FROM writ.escalations"))


def test_people_see_what_waits_page_by_page_the_oldest_first(chain: Chain) -> None:
    cases = sent_cases(chain, 3)
    for number, case in enumerate(cases):
        chain.at(NOON + timedelta(hours=1 + number))
        answer(chain, case, Outcome.REFUSED)
    book(chain, AFTER + timedelta(days=1))
    seen, after = [], None
    while True:
        page = mismatches(None, Mismatch.REFUSED, after, 2)
        seen += [(line.case, line.steps) for line in page.lines]
        after = page.next
        if after is None:
            break
    assert seen == [(case, ["person"]) for case in cases]
    assert (page.day, page.counts) == (AFTER + timedelta(days=1), {"refused": 3})
    assert mismatches(AFTER + timedelta(days=1), Mismatch.OVERDUE, None, 2).lines == []
    with chain.begin() as session:
        assert count_before_approvers(session) == 3
