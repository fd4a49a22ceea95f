"""The second person's act. Approval, order and outbox row come into being in one transaction, or none does."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from include.writ.domain.delivery import NoticeKind
from include.writ.domain.ids import stable_id
from include.writ.domain.people import Person, Role
from include.writ.domain.states import CaseState, OrderState
from include.writ.errors import NotAllowed, NotPossible
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.packs.loader import LoadedPack
from include.writ.services.assessing import missing_of
from include.writ.services.case_holding import let_go, require_free
from include.writ.services.decide import locked_case, require_state
from include.writ.services.drafts import latest_version, require_current
from include.writ.services.non_disclosure import of_draft
from include.writ.services.openings import require_opened
from include.writ.services.order_document import sealed_document
from include.writ.services.outgoing import enqueue
from include.writ.storage.models import (
    ApprovalRow,
    CaseRow,
    ContentItemRow,
    DecisionRow,
    OrderNumberRow,
    OrderRow,
)


def run(
    session: Session,
    *,
    case_id: UUID,
    person: Person,
    draft_hash: str,
    pack: LoadedPack,
    is_specimen: bool,
    today: date,
    now: datetime,
) -> OrderRow:
    """Approve exactly the draft that the approver opened, by its hash. `today`: the local day, for year and review."""
    person.require(Role.APPROVER)
    case = locked_case(session, case_id, {CaseState.PROPOSED, CaseState.DRAFTED, CaseState.ORDERED})
    if case.state == CaseState.ORDERED:
        raise _already_approved(session, case)
    require_free(session, case_id, person, now)
    decision = _approvable(latest_version(session, case_id), person, draft_hash, pack)
    _require_complete(session, decision, today, now)
    silence = of_draft(session, decision.id)
    if silence and silence.person == person.id:
        raise NotAllowed(f"R21: {person.id} decided that the author is not told; another approver has to approve")
    require_state(case, {CaseState.DRAFTED})
    pack.require_issuable(case.ground, today, is_specimen=is_specimen)
    require_opened(session, decision, person, now, since=silence.decided_at if silence else None)
    approval = _approve(session, decision, person, now)
    content = session.get_one(ContentItemRow, case.content_item_id)
    order = _order(session, decision, content, approval, pack, is_specimen, today)
    session.add(order)
    session.flush()
    document = sealed_document(session, decision, order, silence, person, pack, today)
    enqueue(session, order, NoticeKind.ORDER, 1, document, now)
    case.state = CaseState.ORDERED
    let_go(session, case_id, person, now)
    facts = {"case": str(case.id), "decision": str(decision.id), "draft": draft_hash, "drafter": decision.drafted_by}
    facts["opened_at"] = approval.opened_at.isoformat()
    append(session, now, [Event("order.approved", f"order:{order.id}", person.id, facts)])
    return order


def _already_approved(session: Session, case: CaseRow) -> NotPossible:
    order, approval = session.execute(
        select(OrderRow, ApprovalRow)
        .join(ApprovalRow, ApprovalRow.id == OrderRow.approval_id)
        .where(OrderRow.case_id == case.id)
    ).one()
    when = f"{approval.approved_at:%Y-%m-%d %H:%M} UTC"
    return NotPossible(f"case {case.id} is ordered: {approval.approver} approved it at {when}, as {order.number}")


def _approvable(decision: DecisionRow | None, person: Person, draft_hash: str, pack: LoadedPack) -> DecisionRow:
    if decision is None:
        raise NotPossible("no person has drafted this decision yet")
    if decision.drafted_by == person.id:
        raise NotAllowed("the drafter of a decision can not approve it; another person must")
    require_current(decision, draft_hash, pack)
    return decision


def _require_complete(session: Session, decision: DecisionRow, today: date, now: datetime) -> None:
    lacking = missing_of(session, decision, today, now)
    if lacking:
        said = "; ".join(f"{one.requirement} {one.what} ({one.who})" for one in lacking)
        raise NotPossible(f"the draft is not complete: {said}")


def _approve(session: Session, decision: DecisionRow, person: Person, now: datetime) -> ApprovalRow:
    """By the function of the database, for nobody may insert an approval."""
    approval_id = stable_id("approval", decision.id)
    session.execute(select(func.writ.approve(approval_id, decision.id, person.id, decision.draft_hash, now)))
    return session.get_one(ApprovalRow, approval_id)


def _order(
    session: Session,
    decision: DecisionRow,
    content: ContentItemRow,
    approval: ApprovalRow,
    pack: LoadedPack,
    is_specimen: bool,
    today: date,
) -> OrderRow:
    return OrderRow(
        id=stable_id("order", decision.id),
        number=_next_number(session, decision.authority, pack, is_specimen, today.year),
        case_id=decision.case_id,
        decision_id=decision.id,
        approval_id=approval.id,
        content_item_id=content.id,
        platform=content.platform,
        url=content.canonical_url,
        territory=decision.territory,
        deadline_hours=decision.deadline_hours,
        review_on=today + timedelta(days=decision.review_after_days),
        is_specimen=is_specimen,
        state=OrderState.APPROVED,
        approved_at=approval.approved_at,
    )


def _next_number(session: Session, authority_id: str, pack: LoadedPack, is_specimen: bool, year: int) -> str:
    """The next number of this authority and year. The row lock makes numbers gapless: a rollback gives one back."""
    series = f"{authority_id}:specimen" if is_specimen else authority_id
    statement = insert(OrderNumberRow).values(authority=series, year=year, last=1)
    upsert = statement.on_conflict_do_update(
        index_elements=["authority", "year"], set_={"last": OrderNumberRow.last + 1}
    ).returning(OrderNumberRow.last)
    prefix = pack.pack.authority(authority_id).number_prefix
    mark = "-SPECIMEN" if is_specimen else ""
    return f"{prefix}{mark}-{year}-{session.scalars(upsert).one():06d}"
