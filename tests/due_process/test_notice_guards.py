"""R16 behind the back of every service: no task and no login of the Docket makes a notice say or do anything else."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from include.writ.domain.states import CaseState
from include.writ.storage.roles import DatabaseRole
from include.writ.wiring.deployment import for_tasks
from tests.support.acting import refused_as
from tests.support.chain import DAY, Chain
from tests.support.orders import NOON
from tests.support.press import means_of
from tests.support.scripted import ScriptedPlatform

WORKER, DOCKET = DatabaseRole.WORKER, DatabaseRole.DOCKET
COPY = """
    INSERT INTO writ.notices (id, number, authority, year, position, platform, notice_kind, is_specimen, document,
                              document_sha256, issued_at)
    SELECT gen_random_uuid(), number || '-2', authority, year, :position, platform, notice_kind, is_specimen, document,
           document_sha256, issued_at FROM writ.notices LIMIT 1
"""


@pytest.fixture
def waiting(chain: Chain) -> Chain:
    """Two orders to one platform: one in a notice that was refused for now, one just released."""
    from include.writ.services import deliver
    from include.writ.storage.models import CaseRow, ContentItemRow

    with chain.begin() as session:
        cases = CaseRow.state == CaseState.PROPOSED, ContentItemRow.platform == "vkontakte"
        rows = session.query(CaseRow.id).join(ContentItemRow, CaseRow.content_item_id == ContentItemRow.id)
        first, second = (row.id for row in rows.filter(*cases).order_by(CaseRow.id).limit(2))
    chain.at(NOON)
    for case_id, run in ((first, "run-1"), (second, "run-2")):
        chain.draft(case_id)
        chain.approve(case_id)
        chain.release(DAY, run)
        if run == "run-1":
            here, busy = for_tasks(), ScriptedPlatform(for_tasks().clock, busy=True)
            deliver.run(here.begin, platform="vkontakte", channel=busy, means=means_of(here), clock=here.clock)
    return chain


def change(waiting: Chain, statement: str) -> None:
    with waiting.begin() as session:
        session.execute(text(statement))


NEW = "(SELECT id FROM writ.outbox WHERE notice_id IS NULL LIMIT 1)"
CARRIED = "(SELECT id FROM writ.outbox WHERE notice_id IS NOT NULL LIMIT 1)"
ATTEMPTS: dict[str, tuple[str, str]] = {
    "its words are changed": ("UPDATE writ.notices SET document = ''", "permission denied"),
    "it is deleted": ("DELETE FROM writ.notices", "permission denied"),
    "it is signed again": ("UPDATE writ.notices SET signature = 'a..b'", "not written down twice"),
    "it loses its signature": (
        "UPDATE writ.notices SET signature = NULL, pdf_sha256 = NULL",
        "not written down twice",
    ),
    "it carries what it does not say": (
        f"UPDATE writ.outbox SET notice_id = (SELECT id FROM writ.notices LIMIT 1) WHERE id = {NEW}",
        "does not say what was sealed",
    ),
    "what it carries is taken out of it": (
        f"UPDATE writ.outbox SET notice_id = NULL WHERE id = {CARRIED}",
        "goes with the notice that carries it",
    ),
    "something leaves without a notice": (
        f"UPDATE writ.outbox SET state = 'sending' WHERE id = {NEW}",
        "no notice that is whole and signed",
    ),
    "an attempt is written down for what another notice carries": (
        f"""INSERT INTO writ.deliveries (id, outbox_id, notice_id, attempt, started_at)
            VALUES (gen_random_uuid(), {NEW}, (SELECT id FROM writ.notices LIMIT 1), 9, now())""",
        "that notice does not carry it",
    ),
    "a number is left out": (COPY.replace(":position", "3"), "not the next one"),
    "a number is given twice": (COPY.replace(":position", "1"), "not the next one"),
}


@pytest.mark.requirement("R16")
@pytest.mark.parametrize("what", ATTEMPTS)
def test_a_task_can_not_have_it_that(waiting: Chain, what: str) -> None:
    statement, refusal = ATTEMPTS[what]
    refused_as(WORKER, refusal, statement)


@pytest.mark.requirement("R16")
def test_the_docket_makes_and_signs_no_notice(waiting: Chain) -> None:
    refused_as(DOCKET, "permission denied", COPY.replace(":position", "2"))
    refused_as(DOCKET, "permission denied", "UPDATE writ.notices SET signature = 'a..b', pdf_sha256 = repeat('a', 64)")
    refused_as(DOCKET, "permission denied", "UPDATE writ.outbox SET notice_id = NULL")


@pytest.mark.requirement("R16")
def test_a_notice_that_says_more_than_goes_with_it_is_not_signed(waiting: Chain) -> None:
    change(waiting, COPY.replace(":position", "2"))
    signing = "UPDATE writ.notices SET signature = 'a..b', pdf_sha256 = repeat('a', 64) WHERE position = 2"
    refused_as(WORKER, "all that it says goes with it", signing)


@pytest.mark.requirement("R16")
def test_what_is_not_signed_does_not_leave(waiting: Chain) -> None:
    from include.writ.services.issue import due_notices
    from include.writ.storage.models import NoticeRow

    here = for_tasks()
    with here.begin() as session:
        change(waiting, "UPDATE writ.outbox SET retry_at = NULL")
        first, *_ = due_notices(session, "vkontakte", means_of(here), here.clock(), 1)
        assert session.get_one(NoticeRow, first).signature
    with here.begin() as session:
        session.execute(text("UPDATE writ.outbox SET retry_at = now() + interval '1 year' WHERE notice_id IS NOT NULL"))
        (made,) = due_notices(session, "vkontakte", means_of(here), here.clock(), 1)
        assert session.get_one(NoticeRow, made).signature is None
    unsigned = "SELECT o.id FROM writ.outbox o JOIN writ.notices n ON n.id = o.notice_id WHERE n.signature IS NULL"
    refused_as(WORKER, "whole and signed", f"UPDATE writ.outbox SET state = 'sending' WHERE id = ({unsigned})")


@pytest.mark.requirement("R16", "R23")
@pytest.mark.parametrize("result", ["sent", "uncertain", "handed", None])
def test_a_notice_that_the_platform_may_have_is_not_void(waiting: Chain, result: str | None) -> None:
    with waiting.begin() as session:
        session.execute(text("ALTER TABLE writ.deliveries DISABLE TRIGGER one_result"))
        ended = "NULL, finished_at = NULL" if result is None else f"'{result}'"
        receipt = ", receipt_id = 'r'" if result == "sent" else ""
        session.execute(text(f"UPDATE writ.deliveries SET result = {ended}{receipt}"))
        session.execute(text("ALTER TABLE writ.deliveries ENABLE ALWAYS TRIGGER one_result"))
    refused_as(WORKER, "may have it", "UPDATE writ.notices SET voided_at = now()")
