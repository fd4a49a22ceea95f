"""Putting notices into the outbox, where they wait for a releaser."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from include.writ.domain.delivery import NoticeKind
from include.writ.domain.ids import sha256_hex, stable_id
from include.writ.domain.states import OutboxState
from include.writ.notices.follow_up import follow_up
from include.writ.storage.models import AnnouncementRow, CaseRow, OrderRow, OutboxRow, PlatformRow


def enqueue(
    session: Session, order: OrderRow, kind: NoticeKind, version: int, document: bytes, now: datetime
) -> OutboxRow:
    """Seal one notice of an order; it is asked about with those of the day on which the case was opened."""
    row = OutboxRow(
        id=stable_id("outbox", order.id, kind, version),
        order_id=order.id,
        day=session.get_one(CaseRow, order.case_id).opened_day,
        platform=order.platform,
        notice_kind=kind,
        version=version,
        document=document,
        document_sha256=sha256_hex(document),
        state=OutboxState.WAITING,
        ask_after=now,
    )
    session.add(row)
    return row


def enqueue_announcement(
    session: Session, announcement: AnnouncementRow, document: bytes, day: date, now: datetime
) -> OutboxRow:
    """Seal what a platform is told before its first order; it is asked about with what waits of `day`."""
    row = OutboxRow(
        id=stable_id("outbox", announcement.id, NoticeKind.ANNOUNCEMENT),
        announcement_id=announcement.id,
        day=day,
        platform=announcement.platform,
        notice_kind=NoticeKind.ANNOUNCEMENT,
        version=1,
        document=document,
        document_sha256=sha256_hex(document),
        state=OutboxState.WAITING,
        ask_after=now,
    )
    session.add(row)
    return row


def of_mode(*, is_specimen: bool) -> ColumnElement[bool]:
    """Of the deployment's own mode, in a query that joins both what an outbox row can be about."""
    return func.coalesce(OrderRow.is_specimen, AnnouncementRow.is_specimen) == is_specimen


def document_after(session: Session, order: OrderRow, kind: NoticeKind, said: Mapping[str, Any]) -> bytes:
    """The document of a notice that follows on an order, to the contact point that is registered now."""
    of_order = OutboxRow.order_id == order.id, OutboxRow.notice_kind == NoticeKind.ORDER
    sealed = session.scalars(select(OutboxRow.document).where(*of_order)).one()
    addressee = session.get_one(PlatformRow, order.platform).contact_point
    return follow_up(json.loads(sealed), kind, addressee, said)


def enqueue_after(
    session: Session, order: OrderRow, kind: NoticeKind, version: int, said: Mapping[str, Any], now: datetime
) -> OutboxRow:
    """Seal a notice that follows on an order."""
    return enqueue(session, order, kind, version, document_after(session, order, kind, said), now)
