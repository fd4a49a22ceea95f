"""The end of an order before its time: it is annulled on appeal, or lifted on review.

The database moves order, case and notices when the reversal is written. What the platform has already is followed by a
notice to restore; every order with the same reasoning is put before a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from include.writ.domain.delivery import NoticeKind
from include.writ.domain.people import signature
from include.writ.domain.redress import ReversalCause, ReviewCause
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.notices.follow_up import restoration
from include.writ.services.orders import ENDED
from include.writ.services.outgoing import enqueue_after
from include.writ.services.review_cases import open_review
from include.writ.storage.models import DecisionRow, OrderRow, PersonRow, ReversalRow


def reverse(
    session: Session,
    *,
    order: OrderRow,
    cause: ReversalCause,
    because_of: UUID,
    decided_by: str,
    reasons: str,
    actor: str,
    today: date,
    now: datetime,
) -> ReversalRow:
    """Reverse one order for good. `because_of`: the appeal or review that decided it; `actor`: who writes it down."""
    decision = session.get_one(DecisionRow, order.decision_id)
    reversal = ReversalRow(
        order_id=order.id,
        cause=cause,
        appeal_id=because_of if cause == ReversalCause.APPEAL else None,
        review_id=because_of if cause == ReversalCause.REVIEW else None,
        decided_by=decided_by,
        reasons=reasons,
        reversed_at=now,
        restore_hours=decision.restore_hours,
        to_be_restored=False,
    )
    session.add(reversal)
    session.flush()
    session.expire_all()
    if reversal.to_be_restored:
        by = signature(session.get_one(PersonRow, decided_by))
        hours = reversal.restore_hours
        said = restoration(cause=cause, reasons=reasons, by=by, reversed_at=now, hours=hours)
        enqueue_after(session, order, NoticeKind.RESTORATION, 1, said, now)
    siblings = siblings_of(session, decision)
    for sibling in siblings:
        open_review(session, order=sibling, cause=ReviewCause.SIBLING, because_of=order, today=today, now=now)
    facts = {
        "cause": cause,
        "because_of": str(because_of),
        "decided_by": decided_by,
        "to_be_restored": reversal.to_be_restored,
        "siblings": [str(sibling.id) for sibling in siblings],
    }
    append(session, now, [Event("order.reversed", f"order:{order.id}", actor, facts)])
    return reversal


def siblings_of(session: Session, decision: DecisionRow) -> Sequence[OrderRow]:
    """Orders in force with the same reasoning.

    That is: the same words, the same court act or decision of experts where the ground needs one, or the same item.
    """
    fallen, other = aliased(OrderRow), aliased(DecisionRow)
    same = [func.md5(other.reasons) == func.md5(decision.reasons)]
    for needed in decision.requires:
        if number := decision.worksheet.get(needed, {}).get("number"):
            same.append(other.worksheet[needed]["number"].astext == number)
    item = select(fallen.content_item_id).where(fallen.decision_id == decision.id).scalar_subquery()
    found = (
        select(OrderRow)
        .join(other, other.id == OrderRow.decision_id)
        .where(OrderRow.state.not_in(ENDED), OrderRow.decision_id != decision.id)
        .where(or_(*same, OrderRow.content_item_id == item))
    )
    return session.scalars(found.order_by(OrderRow.number)).all()
