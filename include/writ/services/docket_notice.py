"""Reading one notice for the Docket, and what happened to the notices of one order. It changes nothing."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, select, union
from sqlalchemy.orm import Session, aliased

from include.writ.domain.delivery import AttemptResult
from include.writ.domain.people import signature
from include.writ.services.announcement_records import of_notice
from include.writ.services.notice_records import (
    AttemptRecord,
    CarriedRecord,
    ConfirmationRecord,
    MendedRecord,
    NoticeEvent,
    NoticeMoment,
    PushedRecord,
    ReportRecord,
    SignerRecord,
    WholeNotice,
)
from include.writ.services.records import record_of
from include.writ.storage.models import (
    ConfirmationRow,
    DeliveryReportRow,
    DeliveryRow,
    NoticeRow,
    OrderRow,
    OutboxRow,
    PersonRow,
    PushedReceiptRow,
    ReturnRow,
)

MOST_SHOWN = 50  # of what a platform can send without end


def read_notice(session: Session, notice_id: UUID) -> WholeNotice | None:
    """One notice with all that became of it; None when there is no such notice."""
    notice = session.get(NoticeRow, notice_id)
    if notice is None:
        return None
    says = json.loads(notice.document)
    confirmations = [record_of(ConfirmationRecord, row) for row in _confirmations(session, [notice_id])]
    mended = _mended(session, notice_id)
    announced = of_notice(session, notice_id)
    involved = [person for one in confirmations for person in (one.typed_by, one.confirmed_by) if person]
    involved += [announced.asked_by] if announced else []
    involved += [mended.person] if mended else []
    return record_of(
        WholeNotice,
        notice,
        addressee=says["addressee"]["title"],
        contact_point=says["addressee"]["contact_point"],
        languages=says["languages"],
        signer=_signer(notice.signature) if notice.signature else None,
        carries=_carries(
            session, notice_id, [number for item in says["items"] if (number := item.get("order_number"))]
        ),
        announced=announced,
        attempts=_attempts(session, notice_id),
        reports=[record_of(ReportRecord, row) for row in _reports(session, [notice_id])],
        pushed=_pushed(session, notice_id),
        mended=mended,
        confirmations=confirmations,
        people=_names(session, involved),
    )


def course_of(session: Session, order_id: UUID) -> list[NoticeMoment]:
    """What happened on their way to the notices that carry something about an order."""
    of_order = select(OutboxRow.id).where(OutboxRow.order_id == order_id)
    notices = _notices_of(session, of_order)
    handed = DeliveryRow.outbox_id.in_(of_order), DeliveryRow.result == AttemptResult.HANDED
    attempts = select(DeliveryRow.notice_id, DeliveryRow.finished_at).where(*handed)
    happened: list[tuple[UUID | None, str, datetime | None, str | None]] = []
    happened += [(notice_id, NoticeEvent.HANDED, at, None) for notice_id, at in session.execute(attempts)]
    happened += [(row.notice_id, row.kind, row.reported_at, None) for row in _reports(session, notices)]
    for row in _confirmations(session, notices):
        happened.append((row.notice_id, NoticeEvent.TYPED, row.typed_at, row.typed_by))
        if row.confirmed_by:
            happened.append((row.notice_id, NoticeEvent.CONFIRMED, row.confirmed_at, row.confirmed_by))
    for back in session.scalars(select(ReturnRow).where(ReturnRow.outbox_id.in_(of_order))):
        what = NoticeEvent.MENDED if back.person else NoticeEvent.RECALLED
        happened.append((back.notice_id, what, back.returned_at, back.person))
    return [
        record_of(NoticeMoment, notices[notice_id], what=str(what), happened_at=at, who=who)
        for notice_id, what, at, who in happened
        if notice_id in notices and at
    ]


def _notices_of(session: Session, carried: Select[UUID]) -> dict[UUID, Any]:
    """The notices that carry something now, were tried with it, or gave it back."""
    tables = (OutboxRow.notice_id, OutboxRow.id), (DeliveryRow.notice_id, DeliveryRow.outbox_id)
    columns = (*tables, (ReturnRow.notice_id, ReturnRow.outbox_id))
    ids = union(*(select(notice).where(outbox.in_(carried)) for notice, outbox in columns))
    rows = select(NoticeRow.id.label("notice_id"), NoticeRow.number, NoticeRow.notice_kind)
    return {row.notice_id: row for row in session.execute(rows.where(NoticeRow.id.in_(ids)))}


def _carries(session: Session, notice_id: UUID, order_numbers: list[str]) -> list[CarriedRecord]:
    back, again, other = aliased(ReturnRow), aliased(OutboxRow), aliased(NoticeRow)
    gone = (
        select(again.order_id, again.notice_id.label("id"), other.number)
        .join(back, and_(back.outbox_id == again.id, back.notice_id == notice_id))
        .outerjoin(other, other.id == again.notice_id)
        .subquery()
    )
    rows = session.execute(
        select(OrderRow.number, OrderRow.case_id, OrderRow.state, OutboxRow.state, OutboxRow.retry_at)
        .add_columns(gone.c.id, gone.c.number)
        .outerjoin(OutboxRow, and_(OutboxRow.order_id == OrderRow.id, OutboxRow.notice_id == notice_id))
        .outerjoin(gone, gone.c.order_id == OrderRow.id)
        .where(OrderRow.number.in_(order_numbers))
        .order_by(OrderRow.number, OutboxRow.id)
    )
    return [CarriedRecord(*row) for row in rows]


def _mended(session: Session, notice_id: UUID) -> MendedRecord | None:
    by_person = ReturnRow.notice_id == notice_id, ReturnRow.person.is_not(None)
    first = session.scalars(select(ReturnRow).where(*by_person).order_by(ReturnRow.returned_at).limit(1)).first()
    return record_of(MendedRecord, first) if first else None


def _attempts(session: Session, notice_id: UUID) -> list[AttemptRecord]:
    """As one where it was one for all orders of the notice."""
    alike = (DeliveryRow.started_at, DeliveryRow.finished_at, DeliveryRow.result, DeliveryRow.error)
    proof = (DeliveryRow.receipt_id, DeliveryRow.received_at)
    rows = session.execute(
        select(*alike, *proof, func.count())
        .where(DeliveryRow.notice_id == notice_id)
        .group_by(*alike, *proof)
        .order_by(*alike, *proof)
    )
    return [AttemptRecord(*row) for row in rows]


def _reports(session: Session, notice_ids: Iterable[UUID]) -> Iterator[DeliveryReportRow]:
    rows = select(DeliveryReportRow).where(DeliveryReportRow.notice_id.in_(list(notice_ids)))
    yield from session.scalars(rows.order_by(DeliveryReportRow.reported_at, DeliveryReportRow.id))


def _pushed(session: Session, notice_id: UUID) -> list[PushedRecord]:
    of_notice = select(PushedReceiptRow).where(PushedReceiptRow.notice_id == notice_id)
    rows = session.scalars(
        of_notice.order_by(PushedReceiptRow.pushed_at, PushedReceiptRow.receipt_id).limit(MOST_SHOWN)
    )
    return [record_of(PushedRecord, row) for row in rows]


def _confirmations(session: Session, notice_ids: Iterable[UUID]) -> Iterator[ConfirmationRow]:
    rows = select(ConfirmationRow).where(ConfirmationRow.notice_id.in_(list(notice_ids)))
    yield from session.scalars(rows.order_by(ConfirmationRow.typed_at, ConfirmationRow.version))


def _signer(detached: str) -> SignerRecord | None:
    """Whom the signature's certificate names (x5c, RFC 7515, section 4.1.6); None where it carries none.

    Nothing is verified: the database holds what was signed, and recipients have `verify`.
    """
    import jwt  # with the keys it takes a second to load, and only a page of a notice needs them
    from cryptography import x509

    from include.writ.notices.keys import is_specimen

    try:
        chain: list[Any] = jwt.get_unverified_header(detached).get("x5c", [])
        certificate = x509.load_der_x509_certificate(b64decode(chain[0], validate=True))
    except (jwt.PyJWTError, ValueError, TypeError, IndexError):
        return None
    return SignerRecord(certificate.subject.rfc4514_string(), is_specimen(certificate))


def _names(session: Session, ids: Iterable[str]) -> dict[str, str]:
    rows = session.scalars(select(PersonRow).where(PersonRow.id.in_(sorted(set(ids)))).order_by(PersonRow.id))
    return {row.id: signature(row) for row in rows}
