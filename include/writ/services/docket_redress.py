"""Reading complaints and reviews that wait, over all cases. It changes nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from include.writ.domain.people import Person
from include.writ.domain.redress import OPEN_APPEALS
from include.writ.domain.states import AppealState, ReviewState
from include.writ.services.docket_orders import appeal_record
from include.writ.services.possible_acts import AppealAct, may_review, on_appeal
from include.writ.services.redress_records import AppealRecord
from include.writ.storage.models import AppealRow, ApprovalRow, DecisionRow, OrderRow, ReviewRow


@dataclass(frozen=True, slots=True)
class AppealLine:
    """One complaint in a list, the case of its order, and what the reader can do with it now."""

    case: UUID
    order: str
    platform: str
    appeal: AppealRecord
    acts: frozenset[AppealAct]


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One review in a list, the case of its order, and whether the reader can end it now."""

    case: UUID
    order: str
    platform: str
    cause: str
    due_on: date
    opened_at: datetime
    may_review: bool


@dataclass(frozen=True, slots=True)
class RedressWaiting:
    """What waits, the oldest first, and how much there is in all."""

    appeals: list[AppealLine]
    appeals_total: int
    reviews: list[ReviewLine]
    reviews_total: int


def waiting(session: Session, reader: Person, limit: int) -> RedressWaiting:
    """Open complaints and due reviews."""
    return RedressWaiting(
        list_appeals(session, reader, OPEN_APPEALS, limit),
        count_open_appeals(session),
        _due_reviews(session, reader, limit),
        count_due_reviews(session),
    )


def count_open_appeals(session: Session) -> int:
    """How many complaints nobody has decided."""
    return session.scalars(select(func.count()).where(AppealRow.state.in_(OPEN_APPEALS))).one()


def count_due_reviews(session: Session) -> int:
    """How many orders wait to be looked at again."""
    return session.scalars(select(func.count()).where(ReviewRow.state == ReviewState.DUE)).one()


def list_appeals(session: Session, reader: Person, states: Collection[AppealState], limit: int) -> list[AppealLine]:
    """Complaints in some states, the oldest first."""
    rows = session.execute(
        select(AppealRow, OrderRow, DecisionRow.higher_body)
        .join(OrderRow, OrderRow.id == AppealRow.order_id)
        .join(DecisionRow, DecisionRow.id == OrderRow.decision_id)
        .where(AppealRow.state.in_(states))
        .order_by(AppealRow.received_at, AppealRow.id)
        .limit(limit)
    )
    return [_appeal_line(appeal, order, higher_body, reader) for appeal, order, higher_body in rows]


def _appeal_line(row: AppealRow, order: OrderRow, higher_body: str, reader: Person) -> AppealLine:
    appeal = appeal_record(row, reader)
    return AppealLine(order.case_id, order.number, order.platform, appeal, on_appeal(appeal, higher_body, reader))


def _due_reviews(session: Session, reader: Person, limit: int) -> list[ReviewLine]:
    rows = session.execute(
        select(ReviewRow, OrderRow, DecisionRow.drafted_by, ApprovalRow.approver)
        .join(OrderRow, OrderRow.id == ReviewRow.order_id)
        .join(DecisionRow, DecisionRow.id == OrderRow.decision_id)
        .join(ApprovalRow, ApprovalRow.id == OrderRow.approval_id)
        .where(ReviewRow.state == ReviewState.DUE)
        .order_by(ReviewRow.due_on, OrderRow.number)
        .limit(limit)
    )
    return [
        ReviewLine(
            *(order.case_id, order.number, order.platform, review.cause, review.due_on, review.opened_at),
            may_review(reader, drafter, approver),
        )
        for review, order, drafter, approver in rows
    ]
