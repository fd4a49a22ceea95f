"""Taking notices for sending, some hundreds in one transaction.

An attempt is on record before anything is sent. One that has no result belongs to a sender that died: whether the
platform has its notice is uncertain.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from include.writ.domain.delivery import AttemptResult, Notice, NoticeKind
from include.writ.domain.ids import stable_id
from include.writ.domain.states import OrderState, OutboxState
from include.writ.storage.conditions import any_of, as_table
from include.writ.storage.models import DeliveryRow, NoticeRow, OrderRow, OutboxRow
from include.writ.storage.models.delivery import subject_of

_SENT = (
    NoticeRow.id,
    NoticeRow.notice_kind,
    NoticeRow.number,
    NoticeRow.is_specimen,
    NoticeRow.document,
    NoticeRow.signature,
)
ENDS_WITH_ITS_ORDER = (NoticeKind.ORDER, NoticeKind.CLARIFICATION, NoticeKind.REMINDER)


@dataclass(frozen=True, slots=True)
class Carried:
    """One thing that a claimed notice carries, and the number of this attempt at it."""

    delivery_id: UUID
    outbox_id: UUID
    order_id: UUID | None
    subject: str
    document_sha256: str
    attempt: int
    is_reversed: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """One notice taken for sending. `was_attempted`: an earlier attempt may have reached the platform.

    `last_attempt_at`: when the one before this began.

    `is_reversed`: an order of it was reversed meanwhile, so the platform is asked for it, and it is not sent again.
    """

    notice_id: UUID
    kind: NoticeKind
    notice: Notice
    carries: tuple[Carried, ...]
    first_attempt_at: datetime
    last_attempt_at: datetime | None
    was_attempted: bool

    @property
    def is_reversed(self) -> bool:
        """Whether something that it carries ends with an order that was reversed."""
        return self.kind in ENDS_WITH_ITS_ORDER and any(one.is_reversed for one in self.carries)


def claim(session: Session, pdfs: Mapping[UUID, bytes], now: datetime) -> list[Claim]:
    """Take these notices (id to signed PDF); one of which an order fell in this moment is left for later."""
    found: dict[UUID, list[Any]] = {}
    for row in session.execute(locked(pdfs)):
        found.setdefault(row.notice_id, []).append(row)
    whole = {
        notice_id: rows for notice_id, rows in found.items() if all(row.state != OutboxState.CANCELLED for row in rows)
    }
    rows = [row for of_notice in whole.values() for row in of_notice]
    _close_orphans(session, [row for row in rows if row.state == OutboxState.SENDING], now)
    taken = OutboxRow.id == any_of(row.id for row in rows)
    session.execute(update(OutboxRow).where(taken).values(state=OutboxState.SENDING, attempts=OutboxRow.attempts + 1))
    names = ("id", "outbox_id", "notice_id", "attempt", "started_at")
    carried = {notice_id: tuple(map(_carried, of_notice)) for notice_id, of_notice in whole.items()}
    attempts = [
        (one.delivery_id, one.outbox_id, notice_id, one.attempt, now)
        for notice_id, parts in carried.items()
        for one in parts
    ]
    begun = as_table("begun", DeliveryRow, names, attempts)
    session.execute(insert(DeliveryRow).from_select(names, select(begun)))
    return _claims(session, whole, carried, pdfs)


def locked(notice_ids: Iterable[UUID]) -> Any:
    """What these notices carry, locked, always in the same order."""
    return (
        select(
            OutboxRow.id,
            OutboxRow.notice_id,
            OutboxRow.order_id,
            OutboxRow.announcement_id,
            OutboxRow.state,
            OutboxRow.attempts,
            OutboxRow.document_sha256,
            OrderRow.number,
            (OrderRow.state == OrderState.REVERSED).label("is_reversed"),
        )
        .outerjoin(OrderRow, OrderRow.id == OutboxRow.order_id)
        .where(OutboxRow.notice_id == any_of(notice_ids))
        .order_by(OutboxRow.id)
        .with_for_update(of=OutboxRow)
    )


def _close_orphans(session: Session, rows: Sequence[Any], now: datetime) -> None:
    """Their sender died between writing the attempt and its result."""
    if not rows:
        return
    cut_short = DeliveryRow.id == any_of(stable_id("delivery", row.id, row.attempts) for row in rows)
    ended = {"finished_at": now, "result": AttemptResult.UNCERTAIN, "error": "SenderDied"}
    session.execute(update(DeliveryRow).where(cut_short).values(ended))
    orphaned = OutboxRow.id == any_of(row.id for row in rows)
    session.execute(update(OutboxRow).where(orphaned).values(state=OutboxState.UNCERTAIN))


def _claims(
    session: Session,
    rows: Mapping[UUID, Sequence[Any]],
    carried: Mapping[UUID, tuple[Carried, ...]],
    pdfs: Mapping[UUID, bytes],
) -> list[Claim]:
    began, ended = DeliveryRow.started_at, DeliveryRow.result.is_not(None)
    notices = session.execute(
        select(*_SENT, func.min(began).label("first"), func.max(began).filter(ended).label("last"))
        .join(DeliveryRow, DeliveryRow.notice_id == NoticeRow.id)
        .where(NoticeRow.id == any_of(carried))
        .group_by(NoticeRow.id)
        .order_by(NoticeRow.issued_at, NoticeRow.position)
    )
    return [
        Claim(
            notice.id,
            NoticeKind(notice.notice_kind),
            _message(notice, [row.number for row in rows[notice.id] if row.number], pdfs[notice.id]),
            carried[notice.id],
            notice.first,
            notice.last,
            any(row.state in (OutboxState.SENDING, OutboxState.UNCERTAIN) for row in rows[notice.id]),
        )
        for notice in notices
    ]


def _carried(row: Any) -> Carried:
    attempt, subject = row.attempts + 1, subject_of(row.order_id, row.announcement_id)
    delivery_id = stable_id("delivery", row.id, attempt)
    return Carried(delivery_id, row.id, row.order_id, subject, row.document_sha256, attempt, bool(row.is_reversed))


def _message(notice: Any, numbers: Sequence[str], pdf: bytes) -> Notice:
    return Notice(
        key=str(notice.id),
        number=notice.number,
        addressee=json.loads(notice.document)["addressee"]["contact_point"],
        order_numbers=tuple(sorted(numbers)),
        is_specimen=notice.is_specimen,
        document=notice.document,
        signature=notice.signature or "",
        pdf=pdf,
    )
