"""What follows when a platform has a notice, or turns out never to have had it. A receipt proves one notice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from include.writ.domain.delivery import NoticeKind, Receipt
from include.writ.domain.states import OrderState, OutboxState
from include.writ.services.clock_stops import clarified
from include.writ.storage.conditions import any_text
from include.writ.storage.models import AnnouncementRow, DeliveryRow, NoticeRow, OrderRow, OutboxRow, ReversalRow

CLOCKS_DIFFER_BY = timedelta(minutes=5)
NEVER_THERE = (OutboxState.CANCELLED, OutboxState.REFUSED)


def may_be_true(receipt: Receipt, began: datetime, now: datetime) -> bool:
    """The statutory clock runs from the receipt, so its time lies between the first attempt and now."""
    return began - CLOCKS_DIFFER_BY <= receipt.received_at <= now + CLOCKS_DIFFER_BY


def given_for(session: Session, platform: str, receipt_ids: Iterable[str]) -> dict[str, UUID]:
    """For which notice the platform gave each of these receipts, where it gave one before."""
    given = (
        select(DeliveryRow.receipt_id, DeliveryRow.notice_id)
        .join(NoticeRow, NoticeRow.id == DeliveryRow.notice_id)
        .where(DeliveryRow.receipt_id == any_text(receipt_ids), NoticeRow.platform == platform)
    )
    return {str(receipt_id): notice_id for receipt_id, notice_id in session.execute(given)}


def received(session: Session, notice: OutboxRow, receipt: Receipt, now: datetime) -> None:
    """Let the time run that begins with this receipt.

    That to obey begins with the order's, and anew with a clarification's; that to restore with the restoration's; that
    before a first order with the announcement's.
    """
    if notice.notice_kind == NoticeKind.ORDER:
        order = session.get_one(OrderRow, notice.order_id, with_for_update=True)
        order.sent_at, order.received_at = now, receipt.received_at
        if order.state == OrderState.RELEASED:
            order.state = OrderState.SENT
    elif notice.notice_kind == NoticeKind.CLARIFICATION:
        clarified(session, notice, receipt)
    elif notice.notice_kind == NoticeKind.RESTORATION:
        reversal = session.get_one(ReversalRow, notice.order_id, with_for_update=True)
        reversal.received_at = receipt.received_at
        reversal.due_at = receipt.received_at + timedelta(hours=reversal.restore_hours)
    elif notice.notice_kind == NoticeKind.ANNOUNCEMENT:
        session.get_one(AnnouncementRow, notice.announcement_id).received_at = receipt.received_at


def settle_reversal(session: Session, notice: OutboxRow) -> None:
    """Draw the line under an order that was reversed while its notice was on the way.

    What did not arrive is not sent again; where the platform never had it, nothing is to be restored.
    """
    reversal = session.get(ReversalRow, notice.order_id, with_for_update=True)
    if reversal is None:
        return
    if notice.state == OutboxState.RELEASED:
        notice.state, notice.retry_at = OutboxState.CANCELLED, None
    session.flush()  # the database looks at the notice before it lets go of the restoration
    if notice.state in NEVER_THERE and reversal.to_be_restored:
        reversal.to_be_restored = False
        unsent = OutboxRow.state.in_((OutboxState.WAITING, OutboxState.RELEASED))
        of_order = OutboxRow.order_id == notice.order_id, OutboxRow.notice_kind == NoticeKind.RESTORATION
        session.execute(update(OutboxRow).where(*of_order, unsent).values(state=OutboxState.CANCELLED))
