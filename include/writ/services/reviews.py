"""Looking at orders again: when their day has come, when a like order fell, or because a person chose to (R19).

What nobody looks at stays on the list and in each book until somebody does; no order ends, and none goes on, by
silence. The one end that needs nobody is the day that a higher body set when it annulled an order in part.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.writ.domain.people import Person, Role
from include.writ.domain.redress import ReversalCause, ReviewCause
from include.writ.domain.states import AppealState, ReviewState
from include.writ.errors import NotAllowed, NotPossible
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.services.orders import ENDED, order_of_case, require_in_force
from include.writ.services.reverse import reverse
from include.writ.services.review_cases import open_review
from include.writ.storage.models import AppealRow, ApprovalRow, DecisionRow, OrderRow, ReviewRow


@dataclass(frozen=True, slots=True)
class Opened:
    """Counts: reviews whose day has come, and orders that ended on the day a higher body had set."""

    due: int
    ended: int


def open_due(session: Session, *, today: date, now: datetime) -> Opened:
    """Open the reviews whose day is over, and end what a higher body limited in time. Again it changes nothing."""
    ended = 0
    for order, appeal in _over(session, today):
        reverse(
            session,
            order=order,
            cause=ReversalCause.APPEAL,
            because_of=appeal.id,
            decided_by=str(appeal.reviewer),
            reasons=str(appeal.reasons),
            actor="reconcile",
            today=today,
            now=now,
        )
        ended += 1
    waiting = select(ReviewRow.id).where(ReviewRow.order_id == OrderRow.id, ReviewRow.state == ReviewState.DUE)
    late = session.scalars(
        select(OrderRow)
        .where(OrderRow.review_on < today, OrderRow.state.not_in(ENDED), ~waiting.exists())
        .order_by(OrderRow.number)
    ).all()
    for order in late:
        open_review(session, order=order, cause=ReviewCause.DAY, today=today, now=now)
    return Opened(len(late), ended)


def keep(session: Session, *, case_id: UUID, person: Person, reasons: str, today: date, now: datetime) -> ReviewRow:
    """The order is still needed; it is looked at again after the time that its decision gives."""
    review, order = _review(session, case_id, person, reasons, today, now)
    days = session.get_one(DecisionRow, order.decision_id).review_after_days
    review.next_review_on = today + timedelta(days=days)
    _end(session, review, ReviewState.KEPT, person, reasons, now)
    return review


def lift(session: Session, *, case_id: UUID, person: Person, reasons: str, today: date, now: datetime) -> ReviewRow:
    """The order is not needed any more; the platform is told to restore what it had removed."""
    review, order = _review(session, case_id, person, reasons, today, now)
    _end(session, review, ReviewState.LIFTED, person, reasons, now)
    reverse(
        session,
        order=order,
        cause=ReversalCause.REVIEW,
        because_of=review.id,
        decided_by=person.id,
        reasons=reasons.strip(),
        actor=person.id,
        today=today,
        now=now,
    )
    return review


def _over(session: Session, today: date) -> list[tuple[OrderRow, AppealRow]]:
    """Orders that a higher body ended on a day that is over."""
    rows = session.execute(
        select(OrderRow, AppealRow)
        .join(AppealRow, AppealRow.order_id == OrderRow.id)
        .where(AppealRow.state == AppealState.PARTLY_ANNULLED, AppealRow.ends_on < today)
        .where(OrderRow.state.not_in(ENDED))
        .order_by(OrderRow.number, AppealRow.ends_on, AppealRow.id)
    )
    earliest: dict[UUID, tuple[OrderRow, AppealRow]] = {}
    for order, appeal in rows:
        earliest.setdefault(order.id, (order, appeal))
    return list(earliest.values())


def _review(
    session: Session, case_id: UUID, person: Person, reasons: str, today: date, now: datetime
) -> tuple[ReviewRow, OrderRow]:
    person.require(Role.LAW_REVIEWER)
    if not reasons.strip():
        raise NotPossible("reasons: say why the order is kept or lifted, for this item (R19)")
    order = order_of_case(session, case_id)
    require_in_force(order)
    drafter = session.get_one(DecisionRow, order.decision_id).drafted_by
    approver = session.get_one(ApprovalRow, order.approval_id).approver
    if person.id in (drafter, approver):
        raise NotAllowed(f"{person.id} made order {order.number}; another law reviewer looks at it again (R19)")
    cause = ReviewCause.DAY if order.review_on < today else ReviewCause.OWN_MOTION
    return open_review(session, order=order, cause=cause, today=today, now=now, actor=person.id), order


def _end(session: Session, review: ReviewRow, state: ReviewState, person: Person, reasons: str, now: datetime) -> None:
    review.state, review.reviewer, review.reasons, review.reviewed_at = state, person.id, reasons.strip(), now
    session.flush()
    facts = {"order": str(review.order_id), "next": str(review.next_review_on) if review.next_review_on else None}
    append(session, now, [Event(f"review.{state}", f"review:{review.id}", person.id, facts)])
