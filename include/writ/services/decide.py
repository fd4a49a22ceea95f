"""What people do with a draft: write it, decline it, ask for law review, take it up again.

Approval, the act that makes an order, is in `approve`. Each call is one person's act on one case, in one transaction.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from include.writ.domain.case import Act, LegalBasis, Worksheet
from include.writ.domain.ids import stable_id
from include.writ.domain.people import Person, Role
from include.writ.domain.states import CaseState
from include.writ.errors import NotPossible
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.packs.loader import LoadedPack
from include.writ.services.drafts import add_version, latest_version
from include.writ.storage.models import CaseActRow, CaseRow, DecisionRow
from include.writ.storage.models.casework import REASONS_MIN_CHARS

DRAFTABLE = {CaseState.PROPOSED, CaseState.DRAFTED, CaseState.LAW_REVIEW}
OUTCOME = {
    Act.DECLINED: CaseState.DECLINED,
    Act.LAW_REVIEW: CaseState.LAW_REVIEW,
    Act.REOPENED: CaseState.PROPOSED,
}
BEFORE = {
    Act.DECLINED: {CaseState.PROPOSED, CaseState.DRAFTED, CaseState.LAW_REVIEW},
    Act.LAW_REVIEW: {CaseState.PROPOSED, CaseState.DRAFTED},
    Act.REOPENED: {CaseState.DECLINED},
}


def draft(
    session: Session,
    *,
    case_id: UUID,
    person: Person,
    reasons: str,
    worksheet: Worksheet,
    pack: LoadedPack,
    today: date,
    now: datetime,
) -> DecisionRow:
    """A person writes the reasons. It is a new version: approvals of earlier ones count for nothing.

    The same words by the same person again (a doubled click) are the version that is there.
    """
    person.require(Role.DRAFTER)
    case = locked_case(session, case_id, DRAFTABLE)
    _require_words_of_their_own(reasons, worksheet, asked=pack.ground(case.ground, today).draft)
    if case.state == CaseState.LAW_REVIEW:
        person.require(Role.LAW_REVIEWER)
    basis = pack.basis(case.ground, today)
    earlier = latest_version(session, case_id)
    if earlier and case.state == CaseState.DRAFTED and _says_the_same(earlier, person, reasons, worksheet, basis):
        return earlier
    row = add_version(
        session,
        case=case,
        basis=basis,
        reasons=reasons.strip(),
        worksheet=worksheet.as_json(),
        drafted_by=person.id,
        now=now,
    )
    case.state = CaseState.DRAFTED
    facts = {"case": str(case.id), "version": row.version, "draft": row.draft_hash, "pack": basis.pack_sha256}
    append(session, now, [Event("decision.drafted", f"decision:{row.id}", person.id, facts)])
    return row


def _require_words_of_their_own(reasons: str, worksheet: Worksheet, *, asked: str) -> None:
    if len(reasons.strip()) < REASONS_MIN_CHARS:
        raise NotPossible(f"reasons: at least {REASONS_MIN_CHARS} characters that speak of this item")
    if reasons.strip() == asked.strip():
        raise NotPossible("reasons: the pack's text says what to write; it is not the reasons for this item")
    if not (worksheet.necessity.strip() and worksheet.exceptions.strip()):
        raise NotPossible("worksheet: both necessity and exceptions need an answer")


def _says_the_same(earlier: DecisionRow, person: Person, reasons: str, worksheet: Worksheet, basis: LegalBasis) -> bool:
    said = earlier.drafted_by, earlier.reasons, earlier.worksheet, earlier.pack_sha256
    return said == (person.id, reasons.strip(), worksheet.as_json(), basis.pack_sha256)


def act(session: Session, *, case_id: UUID, person: Person, what: Act, reason: str, now: datetime) -> CaseRow:
    """Decline a case, ask for law review, or take a declined case up again; always with a reason."""
    if not person.roles & {Role.DRAFTER, Role.APPROVER, Role.LAW_REVIEWER}:
        person.require(Role.DRAFTER)
    if not reason.strip():
        raise NotPossible("reason: say why, for the record")
    case = locked_case(session, case_id, BEFORE[what])
    if case.state == CaseState.LAW_REVIEW:
        person.require(Role.LAW_REVIEWER)
    decision = latest_version(session, case_id)
    position = 1 + session.scalars(select(func.count()).where(CaseActRow.case_id == case_id)).one()
    row = CaseActRow(
        id=stable_id("act", case_id, position),
        case_id=case_id,
        position=position,
        decision_id=decision.id if decision else None,
        act=what,
        person=person.id,
        reason=reason,
        acted_at=now,
    )
    session.add(row)
    case.state = OUTCOME[what]
    facts = {"decision": str(decision.id), "version": decision.version} if decision else {"basis": str(case.basis_id)}
    append(session, now, [Event(f"case.{what}", f"case:{case_id}", person.id, facts)])
    return case


def locked_case(session: Session, case_id: UUID, states: set[CaseState]) -> CaseRow:
    """The case, locked until the transaction ends; `NotPossible` unless it is in one of `states`."""
    case = session.get(CaseRow, case_id, with_for_update=True)
    if case is None:
        raise NotPossible(f"there is no case {case_id}")
    if case.state not in states:
        raise NotPossible(f"case {case_id} is {case.state}; this is possible only when {', '.join(sorted(states))}")
    return case
