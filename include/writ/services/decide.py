"""What people do with a draft: write it, decline it, ask for law review, take it up again.

Approval, the act that makes an order, is in `approve`. Each call is one person's act on one case, in one transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from include.writ.domain.case import Act, LegalBasis
from include.writ.domain.completeness import Missing, can_wait_for_approval, missing
from include.writ.domain.ids import stable_id
from include.writ.domain.people import DECIDERS, Person, Role
from include.writ.domain.states import CaseState
from include.writ.domain.worksheet import Worksheet
from include.writ.errors import NotPossible
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.packs.loader import LoadedPack
from include.writ.services.addressing import addressee_of
from include.writ.services.bases import are_registered
from include.writ.services.case_holding import let_go, require_free
from include.writ.services.drafts import add_version, evidence_of, findings_of, is_second_look, latest_version
from include.writ.services.positions import next_position
from include.writ.storage.models import CaseActRow, CaseRow, DecisionRow

DRAFTABLE = {CaseState.PROPOSED, CaseState.DRAFTED, CaseState.LAW_REVIEW}
OUTCOME = {
    Act.DECLINED: CaseState.DECLINED,
    Act.LAW_REVIEW: CaseState.LAW_REVIEW,
    Act.REOPENED: CaseState.PROPOSED,
    Act.RETURNED: CaseState.PROPOSED,
}
BEFORE = {
    Act.DECLINED: {CaseState.PROPOSED, CaseState.DRAFTED, CaseState.LAW_REVIEW},
    Act.LAW_REVIEW: {CaseState.PROPOSED, CaseState.DRAFTED},
    Act.REOPENED: {CaseState.DECLINED},
    Act.RETURNED: {CaseState.DRAFTED, CaseState.LAW_REVIEW},
}
WHOSE = {
    Act.DECLINED: DECIDERS,
    Act.LAW_REVIEW: DECIDERS,
    Act.REOPENED: DECIDERS,
    Act.RETURNED: {Role.APPROVER, Role.LAW_REVIEWER},
}


@dataclass(frozen=True, slots=True)
class Written:
    """The version that was kept, the state of its case, and what nobody has supplied yet."""

    decision: DecisionRow
    state: CaseState
    missing: list[Missing]


def draft(
    session: Session,
    *,
    case_id: UUID,
    person: Person,
    reasons: str,
    worksheet: Worksheet,
    seen: int,
    pack: LoadedPack,
    today: date,
    now: datetime,
) -> Written:
    """Keep what a person wrote as a new version: approvals of earlier ones count for nothing.

    What is not complete yet is kept too, and the case stays with the drafters. `seen`: the version that it was written
    from, 0 for none; `NotPossible` if another is the latest by now. The same words by the same person again (a doubled
    click) are the version that is there.
    """
    person.require(Role.DRAFTER)
    case = locked_case(session, case_id, DRAFTABLE)
    if case.state == CaseState.LAW_REVIEW:
        person.require(Role.LAW_REVIEWER)
    require_free(session, case_id, person, now)
    basis = _basis_for(session, case, pack, today)
    _require_words_of_their_own(reasons, worksheet, basis, asked=pack.to_be_written(case.ground, today))
    is_reviewer = Role.LAW_REVIEWER in person.roles
    second_look = is_reviewer and is_second_look(session, case_id, person.id)
    addressee = addressee_of(session, case.platform, basis)
    lacking = list(missing(reasons, worksheet, basis, addressee, second_look=second_look, today=today, now=now))
    state = _state_after(CaseState(case.state), is_complete=can_wait_for_approval(lacking))
    earlier = latest_version(session, case_id)
    said: dict[str, Any] = {"reasons": reasons.strip(), "worksheet": worksheet.as_json(), "drafted_by": person.id}
    known = sorted({item.sha256 for item in evidence_of(session, case_id, findings_of(session, case_id))})
    same = said | {"pack_sha256": basis.pack_sha256, "evidence": known}
    if earlier and case.state == state and all(getattr(earlier, name) == value for name, value in same.items()):
        return Written(earlier, state, lacking)
    _require_seen(case, earlier, seen)
    if earlier:
        _require_what_it_may_be(earlier, worksheet, is_reviewer=is_reviewer)
    row = add_version(session, case=case, version=seen + 1, basis=basis, evidence=known, now=now, **said)
    case.state = state
    if state == CaseState.DRAFTED:
        let_go(session, case_id, person, now)
    facts = {"case": str(case.id), "version": row.version, "draft": row.draft_hash, "pack": basis.pack_sha256}
    append(session, now, [Event("decision.drafted", f"decision:{row.id}", person.id, facts)])
    return Written(row, state, lacking)


def _basis_for(session: Session, case: CaseRow, pack: LoadedPack, today: date) -> LegalBasis:
    if pack.pack.jurisdiction != case.jurisdiction:
        raise NotPossible(f"this case is one of {case.jurisdiction}; the pack in force here is {pack.pack.title}")
    if not are_registered(session, pack):
        raise NotPossible(
            f"pack {pack.pack.id} {pack.pack.version} is new here, and the tasks have not registered it yet: "
            "gather_approvals does within ten minutes; keep what is written and send it again then"
        )
    return pack.basis(case.ground, today)


def _require_seen(case: CaseRow, latest: DecisionRow | None, seen: int) -> None:
    """Nobody's draft is replaced by one that was written without a look at it."""
    if latest is None and seen:
        raise NotPossible(f"seen: there is no version {seen} of this draft, nor any other; send it with seen = 0")
    if latest and latest.version != seen:
        raise NotPossible(
            f"seen: the latest version of this draft is {latest.version}, by {latest.drafted_by}, and this one starts "
            f"from {seen or 'none'}; open /docket/cases/{case.id}, or GET /docket/api/cases/{case.id}, take over what "
            f"is needed, and send it again with seen = {latest.version}"
        )


def _require_what_it_may_be(earlier: DecisionRow, worksheet: Worksheet, *, is_reviewer: bool) -> None:
    """What an item may be is taken back by a law reviewer only."""
    gone = set(earlier.worksheet.get("may_be", ())) - set(worksheet.may_be)
    if gone and not is_reviewer:
        raise NotPossible(f"may_be: that the item may be {', '.join(sorted(gone))} is for a law reviewer to take back")


def _state_after(state: CaseState, *, is_complete: bool) -> CaseState:
    if is_complete:
        return CaseState.DRAFTED
    return CaseState.PROPOSED if state == CaseState.DRAFTED else state


def _require_words_of_their_own(reasons: str, worksheet: Worksheet, basis: LegalBasis, *, asked: str) -> None:
    if not reasons.strip() and not worksheet.as_json():
        raise NotPossible("draft: nothing is written yet; write the reasons or answer a question of the worksheet")
    if reasons.strip() == asked.strip():
        raise NotPossible("reasons: the pack's text says what to write; it is not the reasons for this item")
    unknown = sorted(worksheet.elements.keys() - set(basis.elements))
    if unknown:
        raise NotPossible(f"elements: this ground has no {', '.join(unknown)}; it has {', '.join(basis.elements)}")


def act(session: Session, *, case_id: UUID, person: Person, what: Act, reason: str, now: datetime) -> CaseRow:
    """Decline, ask for law review, return to the drafters, or take up again; each with a reason, on what is there."""
    person.require(*WHOSE[what])
    if not reason.strip():
        raise NotPossible("reason: say why, for the record")
    case = locked_case(session, case_id, BEFORE[what])
    if case.state == CaseState.LAW_REVIEW:
        person.require(Role.LAW_REVIEWER)
    require_free(session, case_id, person, now)
    decision = latest_version(session, case_id)
    position = next_position(session, CaseActRow.case_id, case_id)
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
    let_go(session, case_id, person, now)
    facts = {"decision": str(decision.id), "version": decision.version} if decision else {"basis": str(case.basis_id)}
    append(session, now, [Event(f"case.{what}", f"case:{case_id}", person.id, facts)])
    return case


def locked_case(session: Session, case_id: UUID, states: set[CaseState]) -> CaseRow:
    """The case, locked until the transaction ends; `NotPossible` unless it is in one of `states`."""
    case = session.get(CaseRow, case_id, with_for_update=True)
    if case is None:
        raise NotPossible(f"there is no case {case_id}")
    require_state(case, states)
    return case


def require_state(case: CaseRow, states: set[CaseState]) -> None:
    """Raise `NotPossible` unless the case is in one of `states`."""
    if case.state not in states:
        raise NotPossible(f"case {case.id} is {case.state}; this is possible only when {', '.join(sorted(states))}")
