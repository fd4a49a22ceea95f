"""Deciding complaints about orders, by a reviewer of the higher body who had no part in the order (R2, R22)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from include.writ.domain.delivery import NoticeKind
from include.writ.domain.people import READERS, Person, Role, signature
from include.writ.domain.redress import OPEN_APPEALS, RULINGS, Appellant, ReversalCause
from include.writ.domain.states import AppealState
from include.writ.errors import NotAllowed, NotPossible
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.notices.follow_up import appeal_decision
from include.writ.services.appeals import is_late
from include.writ.services.clock_stops import resume_after_appeal, stop_for_appeal
from include.writ.services.orders import ENDED
from include.writ.services.outgoing import enqueue_after
from include.writ.services.reverse import reverse
from include.writ.storage.models import AppealRow, DecisionRow, OrderRow, PersonRow


@dataclass(frozen=True, slots=True)
class Ruling:
    """How a reviewer decides. `lateness`: on a late complaint, why it is heard or not; `ends_on`: the earlier end."""

    outcome: AppealState
    reasons: str
    lateness: str = ""
    ends_on: date | None = None


def take(session: Session, *, appeal_id: UUID, person: Person, now: datetime) -> AppealRow:
    """A reviewer of the higher body takes a complaint; nobody else decides it then."""
    appeal, order = _open_appeal(session, appeal_id, person)
    if appeal.reviewer == person.id:
        return appeal
    if appeal.reviewer:
        raise NotPossible(f"complaint {appeal.number} was taken by {appeal.reviewer}")
    appeal.state, appeal.reviewer, appeal.taken_at = AppealState.IN_REVIEW, person.id, now
    _record(session, appeal, person, "taken", now)
    if session.get_one(DecisionRow, order.decision_id).appeal_suspends:
        stop_for_appeal(session, order, appeal, now, person.id)
    return appeal


def give_back(session: Session, *, appeal_id: UUID, person: Person, now: datetime) -> AppealRow:
    """The reviewer leaves it to another one."""
    appeal, _ = _open_appeal(session, appeal_id, person)
    _require_taken(appeal, person)
    appeal.state, appeal.reviewer, appeal.taken_at = AppealState.RECEIVED, None, None
    return _record(session, appeal, person, "given_back", now)


def withdraw(session: Session, *, appeal_id: UUID, person: Person, reason: str, now: datetime) -> AppealRow:
    """Note that the appellant takes the complaint back; `reason`: how that is known."""
    person.require(*READERS)
    if not reason.strip():
        raise NotPossible("reason: say how it is known that the appellant takes the complaint back")
    appeal, order = _locked(session, appeal_id)
    appeal.state, appeal.reviewer, appeal.taken_at = AppealState.WITHDRAWN, None, None
    _record(session, appeal, person, "withdrawn", now, reason=reason.strip())
    _run_on(session, order, now, person)
    return appeal


def decide(
    session: Session, *, appeal_id: UUID, person: Person, ruling: Ruling, today: date, now: datetime
) -> AppealRow:
    """Decide a complaint that the reviewer has taken. An annulment reverses the order at once."""
    appeal, order = _open_appeal(session, appeal_id, person)
    _require_taken(appeal, person)
    _require_reasoned(appeal, order, ruling, today)
    appeal.state, appeal.reasons, appeal.decided_at = ruling.outcome, ruling.reasons.strip(), now
    appeal.lateness, appeal.ends_on = ruling.lateness.strip() or None, ruling.ends_on
    _record(session, appeal, person, ruling.outcome, now)
    _tell_platform(session, order, appeal, person, now)
    if ruling.outcome == AppealState.ANNULLED and order.state not in ENDED:
        reverse(
            session,
            order=order,
            cause=ReversalCause.APPEAL,
            because_of=appeal.id,
            decided_by=person.id,
            reasons=ruling.reasons.strip(),
            actor=person.id,
            today=today,
            now=now,
        )
    _run_on(session, order, now, person)
    return appeal


def _locked(session: Session, appeal_id: UUID) -> tuple[AppealRow, OrderRow]:
    order_id = session.scalar(select(AppealRow.order_id).where(AppealRow.id == appeal_id))
    if order_id is None:
        raise NotPossible(f"there is no complaint {appeal_id}")
    order = session.get_one(OrderRow, order_id, with_for_update=True)
    appeal = session.get_one(AppealRow, appeal_id, with_for_update=True)
    if appeal.state not in OPEN_APPEALS:
        raise NotPossible(f"complaint {appeal.number} is {appeal.state}; nothing is left to decide")
    return appeal, order


def _open_appeal(session: Session, appeal_id: UUID, person: Person) -> tuple[AppealRow, OrderRow]:
    person.require(Role.APPEAL_REVIEWER)
    appeal, order = _locked(session, appeal_id)
    body = session.get_one(DecisionRow, order.decision_id).higher_body
    if person.higher_body != body:
        raise NotAllowed(
            f"complaints about order {order.number} are decided by {body}, to which {person.id} is no reviewer (R2)"
        )
    if session.scalar(select(func.writ.acted_on(person.id, order.id))):
        raise NotAllowed(f"{person.id} had a part in order {order.number}; another reviewer decides (R2)")
    return appeal, order


def _require_taken(appeal: AppealRow, person: Person) -> None:
    if appeal.reviewer != person.id:
        raise NotPossible(f"complaint {appeal.number}: take it first, so that nobody else decides it meanwhile")


def _require_reasoned(appeal: AppealRow, order: OrderRow, ruling: Ruling, today: date) -> None:
    if ruling.outcome not in RULINGS:
        raise NotPossible(f"outcome: one of {', '.join(RULINGS)}")
    if not ruling.reasons.strip():
        raise NotPossible("reasons: say why, to the appellant (R22)")
    if is_late(appeal) and not ruling.lateness.strip():
        raise NotPossible("lateness: the complaint is late; say whether there was good cause, and what follows (R22)")
    if (ruling.outcome == AppealState.PARTLY_ANNULLED) != (ruling.ends_on is not None):
        raise NotPossible(
            "ends_on: the earlier day on which the order ends, where it is annulled in part, and only there"
        )
    if ruling.ends_on and not today <= ruling.ends_on < order.review_on:
        raise NotPossible(f"ends_on: a day from today on, and before the review on {order.review_on}")


def _tell_platform(session: Session, order: OrderRow, appeal: AppealRow, person: Person, now: datetime) -> None:
    if appeal.appellant != Appellant.PLATFORM:
        return
    enqueue_after(session, order, NoticeKind.APPEAL_DECISION, appeal.position, letter(appeal, person), now)


def letter(appeal: AppealRow, reviewer: Person | PersonRow) -> dict[str, object]:
    """What the appellant is told of the decision."""
    return appeal_decision(
        number=appeal.number,
        ruling=AppealState(appeal.state),
        reasons=str(appeal.reasons),
        lateness=appeal.lateness or "",
        ends_on=appeal.ends_on,
        by=signature(reviewer),
        at=appeal.decided_at,
    )


def _run_on(session: Session, order: OrderRow, now: datetime, person: Person) -> None:
    """Where the order stood still for complaints, it runs on once the last one is decided."""
    suspends = or_(AppealRow.state == AppealState.IN_REVIEW, AppealRow.answer_code_sha256.is_(None))
    of_order = AppealRow.order_id == order.id, AppealRow.state.in_(OPEN_APPEALS)
    still = select(AppealRow.id).where(*of_order, suspends)
    if session.scalar(still.limit(1)) is None:
        resume_after_appeal(session, order, now, person.id)


def _record(session: Session, appeal: AppealRow, person: Person, what: str, now: datetime, **more: str) -> AppealRow:
    session.flush()
    facts = {"order": str(appeal.order_id), **more}
    append(session, now, [Event(f"appeal.{what}", f"appeal:{appeal.id}", person.id, facts)])
    return appeal
