"""Notices out of what is released: numbered, composed, signed, and kept before anything is sent.

The orders of one day to one platform that say the same but for their item go as one notice with an annex. A notice that
is made is never changed: where an order of it was reversed before the platform had it, or the contact that it names is
another one now, it is void, and the rest goes with another.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from include.writ.domain.delivery import NoticeKind, VoidCause
from include.writ.domain.ids import sha256_hex, stable_id
from include.writ.domain.states import OutboxState
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.notices.message import Cover, compose, issuer_of, shared_words
from include.writ.notices.press import Press
from include.writ.services.outgoing import of_mode
from include.writ.services.recall import recall
from include.writ.storage.blobs import BlobStore
from include.writ.storage.models import AnnouncementRow, NoticeRow, OrderRow, OutboxRow, PlatformRow

ACTOR = "issue_notices"
MOST_ITEMS = 50
PENDING = (OutboxState.RELEASED, OutboxState.SENDING, OutboxState.UNCERTAIN)


@dataclass(frozen=True, slots=True)
class Means:
    """With what notices are made: the press, where PDFs are kept, and the zone in which years are counted.

    `is_specimen`: the deployment's mode; nothing of the other mode is made or sent.
    """

    press: Press
    blobs: BlobStore
    zone: ZoneInfo
    is_specimen: bool


def due_notices(
    session: Session, platform: str, means: Means, now: datetime, most: int, but: Collection[UUID] = ()
) -> dict[UUID, str | None]:
    """The notices to send now, at most so many: those that wait, then those that are made of what is released.

    Of each the name under which its signed PDF is kept; None for one that is not signed yet. `but`: those that the same
    sender has in flight.
    """
    recall(session, platform, actor=ACTOR, now=now)
    _make_void_what_fell(session, platform, now)
    waiting = _waiting(platform, means, now).where(NoticeRow.id.not_in(but)).limit(most)
    due: dict[UUID, str | None] = {notice.id: notice.pdf_sha256 for notice in session.execute(waiting)}
    while len(due) < most and (rows := _released(session, platform, means, now)):
        due[_make(session, rows, means, now).id] = None
        session.flush()
    return due


def notice_named(session: Session, platform: str, key: str | None) -> UUID | None:
    """The notice to a platform that somebody outside names by its key; None for whatever names none.

    By its id, which has an index, and not by the text of it, for which all notices would be gone through.
    """
    try:
        notice_id = UUID(key or "")
    except ValueError:
        return None
    if str(notice_id) != key:
        return None
    return session.scalar(select(NoticeRow.id).where(NoticeRow.id == notice_id, NoticeRow.platform == platform))


def carried_by(session: Session, notice_id: UUID) -> Sequence[OutboxRow]:
    """What a notice carries, locked, always in the same order."""
    rows = select(OutboxRow).where(OutboxRow.notice_id == notice_id).order_by(OutboxRow.id)
    return session.scalars(rows.with_for_update().execution_options(populate_existing=True)).all()


def sign(session: Session, notice_id: UUID, means: Means) -> bytes:
    """The signed PDF of a notice; made and kept the first time, the same ever after."""
    notice = session.get_one(NoticeRow, notice_id, with_for_update=True)
    if notice.pdf_sha256:
        return means.blobs.get(notice.pdf_sha256)
    sealed = means.press.seal(notice.document, notice.issued_at)
    notice.pdf_sha256, notice.signature = means.blobs.put(sealed.pdf), sealed.signature
    return sealed.pdf


def make_void(session: Session, notice: NoticeRow, now: datetime) -> None:
    """End a notice that the platform certainly does not have, as an order of it fell; the rest goes with another."""
    carried = carried_by(session, notice.id)  # locked before the notice, as by whoever recalls it
    notice.voided_at, notice.void_because = now, VoidCause.REVERSED
    session.flush()
    for row in carried:
        if row.state == OutboxState.RELEASED:
            row.notice_id = None
    facts = {"number": notice.number, "because": VoidCause.REVERSED}
    append(session, now, [Event("notice.void", f"notice:{notice.id}", ACTOR, facts)])


def _waiting(platform: str, means: Means, now: datetime) -> Select[UUID, str | None]:
    due = select(OutboxRow.notice_id).where(
        OutboxRow.platform == platform,
        OutboxRow.state.in_(PENDING),
        or_(OutboxRow.retry_at.is_(None), OutboxRow.retry_at <= now),
    )
    waiting = select(NoticeRow.id, NoticeRow.pdf_sha256).where(
        NoticeRow.id.in_(due), NoticeRow.is_specimen == means.is_specimen, NoticeRow.voided_at.is_(None)
    )
    return waiting.order_by(NoticeRow.issued_at, NoticeRow.position)


def _make_void_what_fell(session: Session, platform: str, now: datetime) -> None:
    """Notices of which an order was reversed before they left; the platform has nothing of them."""
    rest = aliased(OutboxRow)
    may_be_there = select(rest.id).where(
        rest.notice_id == OutboxRow.notice_id, rest.state.not_in((OutboxState.CANCELLED, OutboxState.RELEASED))
    )
    fell = select(OutboxRow.notice_id).where(
        OutboxRow.platform == platform, OutboxRow.state == OutboxState.CANCELLED, ~may_be_there.exists()
    )
    for notice in session.scalars(select(NoticeRow).where(NoticeRow.id.in_(fell), NoticeRow.voided_at.is_(None))).all():
        make_void(session, notice, now)


def _released(session: Session, platform: str, means: Means, now: datetime) -> list[OutboxRow]:
    """What goes with the oldest that no notice carries yet. What follows on an order waits until that has left."""
    first = aliased(OutboxRow)
    order_pending = select(first.id).where(
        first.order_id == OutboxRow.order_id, first.notice_kind == NoticeKind.ORDER, first.state.in_(PENDING)
    )
    rows = session.scalars(
        select(OutboxRow)
        .outerjoin(OrderRow, OrderRow.id == OutboxRow.order_id)
        .outerjoin(AnnouncementRow, AnnouncementRow.id == OutboxRow.announcement_id)
        .where(
            OutboxRow.platform == platform,
            of_mode(is_specimen=means.is_specimen),
            OutboxRow.state == OutboxState.RELEASED,
            OutboxRow.notice_id.is_(None),
            or_(OutboxRow.retry_at.is_(None), OutboxRow.retry_at <= now),
            or_(OutboxRow.notice_kind == NoticeKind.ORDER, ~order_pending.exists()),
        )
        .order_by(OutboxRow.day, OrderRow.number, OutboxRow.id)
        .limit(MOST_ITEMS)
        .with_for_update(of=OutboxRow, skip_locked=True)
    ).all()
    return [row for row in rows if row is rows[0] or _go_together(rows[0], row)]


def _go_together(one: OutboxRow, other: OutboxRow) -> bool:
    return (
        one.notice_kind == other.notice_kind == NoticeKind.ORDER
        and one.day == other.day
        and shared_words(one.document) == shared_words(other.document)
    )


def _make(session: Session, rows: Sequence[OutboxRow], means: Means, now: datetime) -> NoticeRow:
    first, platform = rows[0], session.get_one(PlatformRow, rows[0].platform)
    authority, prefix = issuer_of(first.document)
    year = now.astimezone(means.zone).year
    position = _next_position(session, authority, year, is_specimen=means.is_specimen)
    number = f"{prefix}-N-{year}-{position:06d}"
    # nobody outside knows what it is made of, so nobody can say that a notice arrived who has not seen it
    notice_id = stable_id("notice", number, *(row.document_sha256 for row in rows))
    cover = Cover(notice_id, number, now, platform.title, platform.contact_point, platform.languages)
    document = compose(cover, [row.document for row in rows])
    notice = NoticeRow(
        id=notice_id,
        number=number,
        authority=authority,
        year=year,
        position=position,
        platform=first.platform,
        notice_kind=first.notice_kind,
        is_specimen=means.is_specimen,
        document=document,
        document_sha256=sha256_hex(document),
        issued_at=now,
    )
    session.add(notice)
    session.flush()
    for row in rows:
        row.notice_id = notice_id
    orders = [str(row.order_id) for row in rows if row.order_id]
    facts = {"number": number, "document": notice.document_sha256, "orders": orders}
    append(session, now, [Event("notice.made", f"notice:{notice_id}", ACTOR, facts)])
    return notice


def _next_position(session: Session, authority: str, year: int, *, is_specimen: bool) -> int:
    """One more than the last; the lock holds until the number is kept, so there is neither a gap nor a double."""
    series = func.format("writ.notices.%s.%s.%s", authority, is_specimen, year)
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(series))))
    of_series = NoticeRow.authority == authority, NoticeRow.is_specimen == is_specimen, NoticeRow.year == year
    return (session.scalar(select(func.max(NoticeRow.position)).where(*of_series)) or 0) + 1
