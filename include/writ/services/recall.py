"""Taking back what was released for a contact that is another one now, before it left: its releaser is asked anew.

A notice that names the former contact is void, and its number stays. Nothing is taken back that is being sent or may
have arrived. What was approved stays as it was sealed; the next notice carries it, on a cover to the contact in force.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from include.writ.domain.delivery import VoidCause
from include.writ.domain.states import OutboxState
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.storage.conditions import any_of
from include.writ.storage.models import NoticeRow, OutboxRow, ReleaseRow, ReturnRow


def recall(session: Session, platform: str, *, actor: str, now: datetime) -> int:
    """Put back to waiting what a platform's former contact was to get; how many orders and follow-ups that were."""
    rows = _released_for_another(session, platform)
    if not rows:
        return 0
    contact = session.scalar(select(func.writ.current_contact(platform).table_valued("id").c.id))
    returned = [
        {
            "outbox_id": row.id,
            "release_id": row.release_id,
            "notice_id": row.notice_id,
            "contact_id": contact,
            "returned_at": now,
        }
        for row in rows
    ]
    events = _events(session, rows, actor, contact=str(contact))
    session.execute(insert(ReturnRow), returned)
    session.expire_all()
    append(session, now, events)
    return len(rows)


def _released_for_another(session: Session, platform: str) -> Sequence[OutboxRow]:
    """Asked of each release once, for one may have let thousands go."""
    released = OutboxRow.platform == platform, OutboxRow.state == OutboxState.RELEASED
    releases = session.scalars(select(OutboxRow.release_id).where(*released).distinct()).all()
    about_another = ~func.writ.is_about_current_contact(ReleaseRow.id, platform)
    former = session.scalars(select(ReleaseRow.id).where(ReleaseRow.id.in_(releases), about_another)).all()
    if not former:
        return ()
    rows = select(OutboxRow).where(*released, OutboxRow.release_id.in_(former)).order_by(OutboxRow.id)
    return session.scalars(rows.with_for_update().execution_options(populate_existing=True)).all()


def _events(session: Session, rows: Sequence[OutboxRow], actor: str, contact: str) -> list[Event]:
    """What becomes void, and what goes back under which release. Ids only, no address."""
    carrying = NoticeRow.id == any_of({row.notice_id for row in rows if row.notice_id})
    notices = session.execute(select(NoticeRow.id, NoticeRow.number).where(carrying).order_by(NoticeRow.position))
    cause = {"because": VoidCause.CONTACT_CHANGED, "contact": contact}
    void = [Event("notice.void", f"notice:{id_}", actor, {"number": number} | cause) for id_, number in notices]
    return void + [
        Event(
            "notice.recalled",
            row.subject,
            actor,
            {"kind": row.notice_kind, "document": row.document_sha256, "release": str(row.release_id)} | cause,
        )
        for row in rows
    ]
