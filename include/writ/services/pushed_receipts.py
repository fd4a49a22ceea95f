"""Receipts that a platform pushed, whose signature was right: each is written down once.

Nothing follows from it here. The next collection takes it up and looks whether its time can be true.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from include.writ.domain.delivery import Receipt
from include.writ.errors import NotPossible
from include.writ.services.issue import notice_named
from include.writ.storage.models import DeliveryRow, PushedReceiptRow


def keep(session: Session, *, platform: str, notice_key: str, receipt: Receipt, now: datetime) -> UUID:
    """Write a receipt down, unless it is there; the id of its notice.

    Raises `NotPossible` where this platform was sent no such notice.
    """
    notice_id = notice_named(session, platform, notice_key)
    if notice_id is None or not session.scalar(select(exists().where(DeliveryRow.notice_id == notice_id))):
        raise NotPossible("a pushed receipt names no notice that its platform was sent; nothing was taken from it")
    values = {
        "notice_id": notice_id,
        "receipt_id": receipt.receipt_id,
        "platform": platform,
        "received_at": receipt.received_at,
        "pushed_at": now,
    }
    session.execute(insert(PushedReceiptRow).values(values).on_conflict_do_nothing())
    return notice_id
