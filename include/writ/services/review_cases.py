"""Opening a look at an order again, with a lift notice drafted for whoever looks (R19)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.writ.domain.ids import stable_id
from include.writ.domain.redress import ReviewCause
from include.writ.domain.states import ReviewState
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.services.positions import next_position
from include.writ.storage.models import OrderRow, ReviewRow

DRAFTS = {
    ReviewCause.DAY: "Order {number} was to be looked at again by {review_on}, and nobody has found since that it is"
    " still needed. It is lifted.",
    ReviewCause.SIBLING: "Order {number} has the same reasoning as order {other}, which was annulled or lifted. It is"
    " lifted for the same reasons.",
    ReviewCause.OWN_MOTION: "Order {number} is not needed any more. It is lifted.",
}


def open_review(
    session: Session,
    *,
    order: OrderRow,
    cause: ReviewCause,
    today: date,
    now: datetime,
    because_of: OrderRow | None = None,
    actor: str = "reconcile",
) -> ReviewRow:
    """The open review of an order: the one that is there, or a new one with the draft of a lift notice."""
    known = session.scalar(
        select(ReviewRow).where(ReviewRow.order_id == order.id, ReviewRow.state == ReviewState.DUE).with_for_update()
    )
    if known:
        return known
    position = next_position(session, ReviewRow.order_id, order.id)
    other = because_of.number if because_of else ""
    review = ReviewRow(
        id=stable_id("review", order.id, position),
        order_id=order.id,
        position=position,
        cause=cause,
        because_of=because_of.id if because_of else None,
        due_on=order.review_on if cause == ReviewCause.DAY else today,
        opened_at=now,
        draft=DRAFTS[cause].format(number=order.number, review_on=order.review_on, other=other),
        state=ReviewState.DUE,
    )
    session.add(review)
    session.flush()
    facts = {"order": str(order.id), "cause": cause, "due_on": str(review.due_on)}
    append(session, now, [Event("review.due", f"review:{review.id}", actor, facts)])
    return review
