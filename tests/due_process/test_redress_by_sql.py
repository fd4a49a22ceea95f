"""R2, R22, R23, R25 behind the back of every service: what neither tasks nor the Docket can write about an order."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from include.writ.domain.verdict import Verdict
from include.writ.errors import RowRefused
from include.writ.storage.roles import DatabaseRole
from include.writ.wiring import redress
from tests.support.acting import refused_as, run_as
from tests.support.chain import Chain
from tests.support.orders import NOON, annul, lodge, order_of, reversal_of, see, see_twice, sent_case

WORKER, DOCKET = DatabaseRole.WORKER, DatabaseRole.DOCKET
REVERSE = """
    INSERT INTO writ.reversals
        (order_id, cause, appeal_id, decided_by, reasons, reversed_at, restore_hours, to_be_restored)
    SELECT order_id, 'appeal', id, :person, 'it reports', now(), :hours, true FROM writ.appeals
"""
DECIDE = "UPDATE writ.appeals SET state = :state, reviewer = :person, taken_at = now(), {} WHERE id = :id"
NOTICE = """
    INSERT INTO writ.outbox (id, order_id, day, platform, notice_kind, version, document, document_sha256, state,
                             ask_after, attempts)
    SELECT gen_random_uuid(), order_id, day, platform, :kind, :version, document, document_sha256, 'waiting', now(), 0
    FROM writ.outbox WHERE notice_kind = 'order' LIMIT 1
"""


@pytest.fixture
def case(chain: Chain) -> UUID:
    return sent_case(chain)


@pytest.mark.requirement("R2")
@pytest.mark.parametrize("person", ["drafter_1", "approver_1", "releaser_1", "reviewer_1", "nobody"])
def test_no_one_else_is_written_down_as_the_reviewer_of_a_complaint(chain: Chain, case: UUID, person: str) -> None:
    appeal = lodge(case).appeal
    take = DECIDE.format("lateness = NULL")
    refused_as(DOCKET, "no active reviewer", take, state="in_review", person=person, id=appeal.id)
    refused_as(WORKER, "permission denied", take, state="in_review", person="appeals_1", id=appeal.id)


@pytest.mark.requirement("R2")
def test_a_reviewer_holds_no_other_role_and_belongs_to_a_body(chain: Chain) -> None:
    for change in (
        "roles = '{appeal_reviewer,approver}' WHERE id = 'appeals_1'",
        "higher_body = NULL WHERE id = 'appeals_1'",
        "higher_body = 'kz_higher' WHERE id = 'drafter_1'",
    ):
        with pytest.raises((DBAPIError, RowRefused), match="appeal_reviewer"), chain.begin() as session:
            session.execute(text(f"UPDATE writ.people SET {change}"))


@pytest.mark.requirement("R22")
def test_a_complaint_is_not_decided_without_reasons_nor_out_of_its_order(chain: Chain, case: UUID) -> None:
    appeal = lodge(case).appeal
    at_once = DECIDE.format("reasons = 'no', decided_at = now()")
    refused_as(DOCKET, "no step from", at_once, state="annulled", person="appeals_1", id=appeal.id)
    redress.take(appeal.id, "appeals_1")
    silent = "UPDATE writ.appeals SET state = 'upheld', decided_at = now() WHERE id = :id"
    refused_as(DOCKET, "decision_has_reasons", silent, id=appeal.id)
    gone = "UPDATE writ.appeals SET statement = 'never mind' WHERE id = :id"
    for role in DatabaseRole:
        refused_as(role, "permission denied", gone, id=appeal.id)
        refused_as(role, "permission denied", "DELETE FROM writ.appeals")


@pytest.mark.requirement("R23")
@pytest.mark.parametrize("role", [*DatabaseRole])
def test_an_order_is_not_reversed_without_the_act_of_a_person(chain: Chain, case: UUID, role: DatabaseRole) -> None:
    appeal = lodge(case).appeal
    refused_as(role, "no appeal annulled", REVERSE, person="appeals_1", hours=24)
    redress.take(appeal.id, "appeals_1")
    refused_as(role, "no appeal annulled", REVERSE, person="appeals_1", hours=24)
    for table, why in (("orders", "nobody has reversed"), ("cases", "nobody has reversed its order")):
        may = (role, table) in {(WORKER, "orders"), (WORKER, "cases"), (DOCKET, "cases")}
        move = f"UPDATE writ.{table} SET state = 'reversed' WHERE state IN ('sent', 'ordered')"
        refused_as(role, why if may else "permission denied", move)


@pytest.mark.requirement("R23")
def test_a_reversal_gives_the_platform_the_time_of_the_decision_and_ends_when_a_probe_saw_it(
    chain: Chain, case: UUID
) -> None:
    annul(case)
    restored = "UPDATE writ.orders SET state = 'restored' WHERE state = 'reversed'"
    refused_as(WORKER, "not seen back", restored)
    chain.at(NOON + timedelta(hours=2))
    see_twice(chain, case, Verdict.REMOVED)
    seen = "UPDATE writ.reversals SET restored_at = (SELECT max(probed_at) FROM writ.probes)"
    refused_as(WORKER, "no probe saw", seen)
    chain.at(NOON + timedelta(hours=4))
    see(chain, case, Verdict.AVAILABLE)
    run_as(WORKER, seen)
    run_as(WORKER, restored)
    assert order_of(chain, case).state == "restored"
    refused_as(WORKER, "no step from", "UPDATE writ.orders SET state = 'sent' WHERE state = 'restored'")
    refused_as(WORKER, "permission denied", "UPDATE writ.reversals SET restore_hours = 1000")


@pytest.mark.requirement("R25", "R27")
@pytest.mark.parametrize(
    ("kind", "version", "why"),
    [
        ("order", 2, "an order has one notice"),
        ("clarification", 1, "does not wait for a clarification"),
        ("restoration", 1, "nobody has reversed"),
        ("appeal_receipt", 1, "no appeal to answer"),
        ("appeal_decision", 1, "no appeal to answer"),
    ],
)
def test_no_notice_comes_of_nothing(chain: Chain, case: UUID, kind: str, version: int, why: str) -> None:
    refused_as(DOCKET, why, NOTICE, kind=kind, version=version)
    of_people = kind in {"order", "clarification", "appeal_decision"}
    refused_as(WORKER, "act of a person" if of_people else why, NOTICE, kind=kind, version=version)


def test_a_task_names_nobody_who_wrote_a_complaint_down(chain: Chain, case: UUID) -> None:
    lodge(case)
    copy = """
        INSERT INTO writ.appeals
            (id, number, order_id, position, appellant, language, statement, received_at, recorded_by, receipt,
             receipt_sha256, state)
        SELECT gen_random_uuid(), 'X', order_id, 2, appellant, language, statement, received_at, 'drafter_1', receipt,
               receipt_sha256, 'received' FROM writ.appeals
    """
    refused_as(WORKER, "only the Docket takes one", copy)


@pytest.mark.requirement("R23")
def test_a_reversal_is_not_written_down_as_done(chain: Chain, case: UUID) -> None:
    appeal = lodge(case).appeal
    redress.take(appeal.id, "appeals_1")
    annulled = "UPDATE writ.appeals SET state = 'annulled', reasons = 'it reports', decided_at = now() WHERE id = :id"
    run_as(DOCKET, annulled, id=appeal.id)
    done = REVERSE.replace("to_be_restored)", "to_be_restored, received_at, due_at, restored_at)")
    done = done.replace("true FROM", "true, now(), now() + interval '24 hours', now() FROM")
    run_as(DOCKET, done, person="appeals_1", hours=24)
    reversal = reversal_of(chain, case)
    assert (reversal.to_be_restored, reversal.received_at, reversal.due_at, reversal.restored_at) == (
        True,
        None,
        None,
        None,
    )


@pytest.mark.requirement("R23")
def test_a_notice_in_doubt_is_not_given_up_to_leave_content_away(chain: Chain, case: UUID) -> None:
    """A task moves the notice as if it had failed; but its last attempt was no refusal."""
    annul(case)
    with chain.begin() as session:
        session.execute(text("ALTER TABLE writ.outbox DISABLE TRIGGER transition"))
        session.execute(text("UPDATE writ.outbox SET state = 'refused' WHERE notice_kind = 'order'"))
        session.execute(text("ALTER TABLE writ.outbox ENABLE ALWAYS TRIGGER transition"))
    refused_as(WORKER, "its content is to be restored", "UPDATE writ.reversals SET to_be_restored = false")
    refused_as(
        WORKER, "is not cancelled", "UPDATE writ.outbox SET state = 'cancelled' WHERE notice_kind = 'restoration'"
    )
