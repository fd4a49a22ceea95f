"""Approval is by item, after the item was opened: in the service, and by SQL as the Docket's role."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from include.writ.domain.states import CaseState
from include.writ.errors import NotPossible
from include.writ.services.drafts import latest_version
from include.writ.storage.models import ApprovalRow, LedgerRow, OpeningRow
from include.writ.storage.roles import DatabaseRole
from tests.due_process.test_refusals import refused
from tests.support.acting import refused_as, run_as
from tests.support.chain import Chain

DOCKET = DatabaseRole.DOCKET
OPEN = "INSERT INTO writ.openings VALUES (:case, :person, :hash, :at)"
APPROVE = "SELECT writ.approve(:id, :decision, :person, :hash, :now)"


@pytest.fixture
def case(chain: Chain) -> UUID:
    """A case with a draft that waits for approval."""
    found = chain.cases(CaseState.PROPOSED)[0]
    chain.draft(found)
    return found


def opened(chain: Chain) -> int:
    with chain.begin() as session:
        return session.scalars(select(func.count()).select_from(OpeningRow)).one()


def call(chain: Chain, case: UUID, **changed: Any) -> dict[str, Any]:
    """What `writ.approve` is called with for the newest draft."""
    with chain.begin() as session:
        draft = latest_version(session, case)
    assert draft is not None
    values = {"id": uuid4(), "decision": draft.id, "person": "approver_1", "hash": draft.draft_hash}
    return values | {"now": chain.here.clock()} | changed


def opening(chain: Chain, case: UUID, **changed: Any) -> dict[str, Any]:
    draft = call(chain, case)
    return {"case": case, "person": draft["person"], "hash": draft["hash"], "at": draft["now"]} | changed


def later(chain: Chain) -> datetime:
    return chain.here.clock() + timedelta(hours=1)


def test_who_has_not_opened_the_case_can_not_approve_it(chain: Chain, case: UUID) -> None:
    with pytest.raises(NotPossible, match=f"opened first: approver_1 .* version 1 .*/docket/cases/{case}"):
        chain.approve_unopened(case)
    refused_as(DOCKET, "approver_1 must open the case and read version 1", APPROVE, **call(chain, case))
    chain.open(case)
    assert chain.approve_unopened(case).number


def test_the_opening_of_an_older_draft_does_not_count(chain: Chain, case: UUID) -> None:
    chain.open(case)
    read = call(chain, case)
    chain.draft(case, "drafter_2")
    with pytest.raises(NotPossible, match="has not opened version 2"):
        chain.approve_unopened(case)
    refused_as(DOCKET, "must open the case and read version 2", APPROVE, **call(chain, case))
    refused_as(DOCKET, "newer version", APPROVE, **read)
    refused_as(DOCKET, "not of this draft", APPROVE, **call(chain, case, hash=read["hash"]))


def test_somebody_elses_opening_does_not_count(chain: Chain, case: UUID) -> None:
    chain.open(case, "approver_2")
    with pytest.raises(NotPossible, match="approver_1 has not opened"):
        chain.approve_unopened(case)
    refused_as(DOCKET, "approver_1 must open", APPROVE, **call(chain, case))
    refused(
        chain,
        "approver_1 must open",
        "INSERT INTO writ.approvals SELECT :id, d.id, :person, d.draft_hash, pack_version, opened_at, :now"
        " FROM writ.decisions d JOIN writ.openings USING (case_id)",
        **call(chain, case),
    )


def test_an_opening_after_the_fact_does_not_count(chain: Chain, case: UUID) -> None:
    run_as(DOCKET, OPEN, **opening(chain, case, at=later(chain)))
    with pytest.raises(NotPossible, match="has not opened"):
        chain.approve_unopened(case)
    refused_as(DOCKET, "must open the case", APPROVE, **call(chain, case))
    refused(
        chain,
        "opened_first",
        "INSERT INTO writ.approvals SELECT :id, id, :person, draft_hash, pack_version, :at, :now FROM writ.decisions",
        **call(chain, case, at=later(chain)),
    )


def test_nobody_can_have_opened_what_was_not_written_yet(chain: Chain, case: UUID) -> None:
    before = chain.here.clock() - timedelta(minutes=1)
    refused_as(DOCKET, "no such draft then", OPEN, **opening(chain, case, at=before))
    refused_as(DOCKET, "no such draft then", OPEN, **opening(chain, case, hash="0" * 64))
    refused_as(
        DOCKET, "no such draft then", OPEN, **opening(chain, case) | {"case": chain.cases(CaseState.PROPOSED)[0]}
    )


def test_only_an_approvers_look_is_an_opening(chain: Chain, case: UUID) -> None:
    for person in ("drafter_2", "auditor", "engineer", "releaser_1", "reviewer_1"):
        chain.open(case, person)
    assert opened(chain) == 0
    refused_as(DOCKET, "no active approver", OPEN, **opening(chain, case, person="drafter_2"))


def test_what_the_pack_proposes_is_nothing_to_open(chain: Chain) -> None:
    chain.open(chain.cases(CaseState.PROPOSED)[0])
    assert opened(chain) == 0


def test_an_opening_stays_as_it_is(chain: Chain, case: UUID) -> None:
    chain.open(case)
    for statement in ("UPDATE writ.openings SET opened_at = now()", "DELETE FROM writ.openings"):
        refused_as(DOCKET, "permission denied", statement)
        refused(chain, "append-only", statement)
    refused(chain, "append-only", "TRUNCATE writ.openings")


def test_the_approval_says_since_when_the_draft_was_known(chain: Chain, case: UUID) -> None:
    chain.open(case)
    first = chain.here.clock()
    chain.at(later(chain))
    chain.approve(case)
    with chain.begin() as session:
        approval = session.scalars(select(ApprovalRow)).one()
        event = session.scalars(select(LedgerRow).where(LedgerRow.event == "order.approved")).one()
    assert (approval.opened_at, approval.approved_at) == (first, first + timedelta(hours=1))
    assert event.data["opened_at"] == first.isoformat()
    assert opened(chain) == 1
