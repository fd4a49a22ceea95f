"""What became of notices that another has on the way. Only a proof of receipt lets a clock run.

A delivery report that says "delivered", the platform's own receipt, asked for or pushed, or the number that a portal
showed and two people looked at, is a proof. That it is late, or that a machine answered, is written down and proves
nothing. A notice that came back is refused: people look at it. Nothing of it is sent again by itself. Letters that lie
in the same mailbox are handed on.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from include.writ.channels.base import Channel, CouldNotAsk
from include.writ.clock import Clock
from include.writ.domain.delivery import AttemptResult, DeliveryReport, Receipt, ReportKind
from include.writ.domain.ids import stable_id
from include.writ.domain.states import OutboxState
from include.writ.errors import DeliveryUncertain, NotPossible
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.services import letters
from include.writ.services.deliver import Begin
from include.writ.services.issue import carried_by, notice_named
from include.writ.services.receipts import given_for, may_be_true, received
from include.writ.storage.models import (
    ConfirmationRow,
    DeliveryReportRow,
    DeliveryRow,
    OutboxRow,
    PushedReceiptRow,
    ReportCursorRow,
)

ACTOR = "collect_responses"
UNPROVEN = (OutboxState.HANDED, OutboxState.UNCERTAIN)


def run(
    begin: Begin, *, platform: str, channel: Channel, clock: Clock, desk: letters.Desk | None = None
) -> dict[str, int]:
    """Read what came back, ask about the rest, take up what was confirmed or pushed; counts by what came of it.

    Raises what the channel raises, but for a doubt about one notice; what was read before that stays read. `desk`:
    where letters are taken; without one a channel that brings any is refused, as the cursor would pass them over.
    """
    counts: Counter[str] = Counter()
    _settle_reports(begin, platform, clock, counts)
    _read_reports(begin, platform, channel, clock, desk, counts)
    with begin() as session:
        for notice_id, receipt in [*_confirmed(session, platform), *_pushed(session, platform)]:
            counts["proven"] += _prove(session, notice_id, receipt, clock())
        on_the_way = _on_the_way(session, platform) if channel.capabilities.can_be_asked else []
    for notice_id in on_the_way:
        try:
            found = channel.find(str(notice_id))
        except CouldNotAsk:
            raise
        except DeliveryUncertain:
            counts["in_doubt"] += 1
            continue
        if isinstance(found, Receipt):
            with begin() as session:
                counts["proven"] += _prove(session, notice_id, found, clock())
    return dict(counts)


def _settle_reports(begin: Begin, platform: str, clock: Clock, counts: Counter[str]) -> None:
    """Let follow what could not when a report came: its notice was still with a sender, which may have died."""
    with begin() as session:
        known = select(DeliveryReportRow).where(
            DeliveryReportRow.platform == platform, DeliveryReportRow.notice_id.in_(_unproven(platform))
        )
        for row in session.scalars(known.order_by(DeliveryReportRow.reported_at, DeliveryReportRow.report_id)).all():
            report = DeliveryReport(row.report_id, None, ReportKind(row.kind), row.reported_at, row.detail)
            came = _follow(session, row.notice_id, report, clock()) if row.notice_id else ""
            counts.update([came] if came in ("proven", "failed") else [])


def _read_reports(
    begin: Begin, platform: str, channel: Channel, clock: Clock, desk: letters.Desk | None, counts: Counter[str]
) -> None:
    """Page by page, each with its cursor in one transaction."""
    with begin() as session:
        known = session.get(ReportCursorRow, platform)
        cursor = known.cursor if known else ""
    has_more = True
    while has_more:
        page = channel.reports(cursor)
        has_more = page.has_more and page.cursor != cursor
        cursor = page.cursor
        with begin() as session:
            for report in page.reports:
                counts[_take(session, platform, report, clock())] += 1
            for letter in page.letters:
                if desk is None:
                    raise NotPossible(f"{platform}: nobody takes the letters that its channel brings")
                counts[letters.take(session, desk, platform, letter, clock())] += 1
            kept = insert(ReportCursorRow).values(platform=platform, cursor=cursor)
            session.execute(kept.on_conflict_do_update(index_elements=["platform"], set_={"cursor": cursor}))


def _take(session: Session, platform: str, report: DeliveryReport, now: datetime) -> str:
    """Keep one report, once, and let follow what follows from it; what came of it."""
    notice_id = notice_named(session, platform, report.notice_key)
    row = {
        "id": stable_id("report", platform, report.report_id),
        "platform": platform,
        "report_id": report.report_id,
        "notice_id": notice_id,
        "kind": report.kind,
        "detail": report.detail,
        "reported_at": report.reported_at,
        "collected_at": now,
    }
    new = insert(DeliveryReportRow).values(row).on_conflict_do_nothing().returning(DeliveryReportRow.id)
    if session.scalar(new) is None:
        return "known"
    facts = {"platform": platform, "report": report.report_id, "kind": report.kind, "detail": report.detail}
    subject = f"notice:{notice_id}" if notice_id else f"report:{row['id']}"
    append(session, now, [Event("notice.reported", subject, ACTOR, facts)])
    if notice_id is None:
        return "unmatched"
    return _follow(session, notice_id, report, now)


def _follow(session: Session, notice_id: UUID, report: DeliveryReport, now: datetime) -> str:
    """Let follow what follows from a report about that notice; what came of it."""
    if report.kind == ReportKind.DELIVERED:
        return "proven" if _prove(session, notice_id, Receipt(report.report_id, report.reported_at), now) else "late"
    if report.kind == ReportKind.FAILED:
        return "failed" if _came_back(session, notice_id, now) else "late"
    return str(report.kind)


def _prove(session: Session, notice_id: UUID, receipt: Receipt, now: datetime) -> bool:
    """Let the times run that begin with the receipt; False where it proves nothing."""
    rows = [row for row in carried_by(session, notice_id) if row.state in UNPROVEN]
    began = session.scalar(select(func.min(DeliveryRow.started_at)).where(DeliveryRow.notice_id == notice_id))
    if not rows or began is None:
        return False
    if not may_be_true(receipt, began, now):
        return False
    given = given_for(session, rows[0].platform, [receipt.receipt_id])
    if given.get(receipt.receipt_id, notice_id) != notice_id:
        return False
    for row in rows:
        row.attempts += 1
        session.add(_told(row, notice_id, receipt, now))
        row.state, row.retry_at = OutboxState.SENT, None
        session.flush()
        received(session, row, receipt, now)
    session.flush()
    facts = {"receipt": receipt.receipt_id, "received_at": receipt.received_at.isoformat()}
    append(session, now, [Event("notice.found", row.subject, ACTOR, facts) for row in rows])
    return True


def _told(row: OutboxRow, notice_id: UUID, receipt: Receipt, now: datetime) -> DeliveryRow:
    """Not an attempt to send, but to find out."""
    return DeliveryRow(
        id=stable_id("delivery", row.id, row.attempts),
        outbox_id=row.id,
        notice_id=notice_id,
        attempt=row.attempts,
        started_at=now,
        finished_at=now,
        result=AttemptResult.FOUND,
        receipt_id=receipt.receipt_id,
        received_at=receipt.received_at,
    )


def _came_back(session: Session, notice_id: UUID, now: datetime) -> bool:
    rows = [row for row in carried_by(session, notice_id) if row.state == OutboxState.HANDED]
    for row in rows:
        row.state = OutboxState.REFUSED
    session.flush()
    append(session, now, [Event("notice.came_back", row.subject, ACTOR, {}) for row in rows])
    return bool(rows)


def _on_the_way(session: Session, platform: str) -> list[UUID]:
    handed = OutboxRow.platform == platform, OutboxRow.state == OutboxState.HANDED
    return [one for one in session.scalars(select(OutboxRow.notice_id).where(*handed).distinct()) if one]


def _unproven(platform: str) -> Select[UUID | None]:
    return select(OutboxRow.notice_id).where(OutboxRow.platform == platform, OutboxRow.state.in_(UNPROVEN))


def _confirmed(session: Session, platform: str) -> list[tuple[UUID, Receipt]]:
    """What two people confirmed and nobody has taken up yet."""
    is_confirmed = ConfirmationRow.confirmed_by.is_not(None)
    rows = select(ConfirmationRow).where(ConfirmationRow.notice_id.in_(_unproven(platform)), is_confirmed)
    return [(row.notice_id, Receipt(row.number, row.received_at)) for row in session.scalars(rows)]


def _pushed(session: Session, platform: str) -> list[tuple[UUID, Receipt]]:
    """What the platform pushed of notices whose receipt is not proven, the first one first."""
    rows = session.scalars(
        select(PushedReceiptRow)
        .where(PushedReceiptRow.notice_id.in_(_unproven(platform)), PushedReceiptRow.platform == platform)
        .order_by(PushedReceiptRow.pushed_at, PushedReceiptRow.notice_id, PushedReceiptRow.receipt_id)
    )
    return [(row.notice_id, Receipt(row.receipt_id, row.received_at)) for row in rows]
