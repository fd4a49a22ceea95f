"""Reading one order for the Docket: its notices, its clock, complaints about it, and what came of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.writ.domain.people import READERS, Person
from include.writ.domain.redress import author_reference
from include.writ.services.docket_notice import course_of
from include.writ.services.docket_records import NoticeRecord, OrderRecord
from include.writ.services.records import record_of
from include.writ.services.redress_records import AppealRecord, ReversalRecord, ReviewRecord, StopRecord
from include.writ.storage.models import (
    AppealRow,
    ApprovalRow,
    ClockStopRow,
    DecisionRow,
    NoticeRow,
    OrderRow,
    OutboxRow,
    ReversalRow,
    ReviewRow,
)


def read_order(session: Session, order: OrderRow, reader: Person) -> OrderRecord:
    """An order with all that belongs to it."""
    reversal = session.get(ReversalRow, order.id)
    return record_of(
        OrderRecord,
        order,
        author_reference=author_reference(order.id, session.get_one(DecisionRow, order.decision_id).draft_hash),
        approver=session.get_one(ApprovalRow, order.approval_id).approver,
        notices=_notices(session, order),
        on_the_way=course_of(session, order.id),
        stops=[record_of(StopRecord, row) for row in _of(session, ClockStopRow, order, ClockStopRow.position)],
        appeals=[appeal_record(row, reader) for row in _of(session, AppealRow, order, AppealRow.received_at)],
        reviews=[record_of(ReviewRecord, row) for row in _of(session, ReviewRow, order, ReviewRow.position)],
        reversal=record_of(ReversalRecord, reversal) if reversal else None,
    )


def appeal_record(row: AppealRow, reader: Person) -> AppealRecord:
    """One complaint as this reader may see it."""
    return record_of(AppealRecord, row, statement=row.statement if reader.roles & READERS else None)


def people_of(order: OrderRecord) -> Iterator[str | None]:
    """The ids of all persons whom an order names."""
    yield order.approver
    yield from (moment.who for moment in order.on_the_way)
    yield from (stop.ended_by for stop in order.stops)
    yield from (appeal.reviewer for appeal in order.appeals)
    yield from (review.reviewer for review in order.reviews)
    if order.reversal:
        yield order.reversal.decided_by


def _notices(session: Session, order: OrderRow) -> list[NoticeRecord]:
    rows = _of(session, OutboxRow, order, OutboxRow.ask_after).all()
    carrying = [row.notice_id for row in rows if row.notice_id]
    of_notices = session.execute(select(NoticeRow.id, NoticeRow.number).where(NoticeRow.id.in_(carrying)))
    numbers = {notice_id: number for notice_id, number in of_notices}
    return [record_of(NoticeRecord, row, notice_number=numbers.get(row.notice_id)) for row in rows]


def _of(session: Session, table: Any, order: OrderRow, order_by: Any) -> Any:
    return session.scalars(
        select(table).where(table.order_id == order.id).order_by(order_by, *table.__table__.primary_key)
    )
