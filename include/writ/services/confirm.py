"""The number that a portal showed: typed in by who uploaded the notice, confirmed by another who looked at the portal.

Only what two people agree on proves a receipt. A number that was typed wrongly is typed again; each stays on record.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.writ.domain.people import Person, Role
from include.writ.errors import NotAllowed, NotPossible
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.services.issue import carried_by
from include.writ.services.proofs import UNPROVEN
from include.writ.storage.models import ConfirmationRow, NoticeRow


def type_in(
    session: Session, *, notice_id: UUID, person: Person, number: str, received_at: datetime, now: datetime
) -> ConfirmationRow:
    """Write down what a portal showed: its number and the time of receipt; a later entry replaces it."""
    person.require(Role.RELEASER)
    _require_unproven(session, notice_id)
    if not number.strip():
        raise NotPossible("the portal's confirmation number is missing; copy it from the portal")
    if received_at > now:
        raise NotPossible(f"the time of receipt lies in the future; write the one that the portal shows, before {now}")
    latest = _latest(session, notice_id)
    row = ConfirmationRow(
        notice_id=notice_id,
        version=latest.version + 1 if latest else 1,
        number=number.strip(),
        received_at=received_at,
        typed_by=person.id,
        typed_at=now,
    )
    session.add(row)
    session.flush()
    _record(session, row, "confirmation.typed", person, now)
    return row


def confirm(session: Session, *, notice_id: UUID, person: Person, number: str, now: datetime) -> ConfirmationRow:
    """Another person saw the same number in the portal; the next collection lets the clock run from its time."""
    person.require(Role.RELEASER)
    _require_unproven(session, notice_id)
    latest = _latest(session, notice_id)
    if latest is None:
        raise NotPossible("nobody has typed in a confirmation number for this notice yet")
    if latest.typed_by == person.id:
        raise NotAllowed(f"{person.id} typed it in; another releaser has to look at the portal")
    if latest.number != number.strip():
        raise NotPossible("that is not the number that was typed in; look again, or type in the right one")
    latest.confirmed_by, latest.confirmed_at = person.id, now
    session.flush()
    _record(session, latest, "confirmation.confirmed", person, now)
    return latest


def _latest(session: Session, notice_id: UUID) -> ConfirmationRow | None:
    rows = select(ConfirmationRow).where(ConfirmationRow.notice_id == notice_id)
    return session.scalars(rows.order_by(ConfirmationRow.version.desc()).limit(1).with_for_update()).first()


def _require_unproven(session: Session, notice_id: UUID) -> None:
    if session.get(NoticeRow, notice_id) is None:
        raise NotPossible(f"there is no notice {notice_id}")
    if not any(row.state in UNPROVEN for row in carried_by(session, notice_id)):
        raise NotPossible("this notice waits for no confirmation: its receipt is proven, or it has not left yet")


def _record(session: Session, row: ConfirmationRow, event: str, person: Person, now: datetime) -> None:
    facts = {"version": row.version, "number": row.number, "received_at": row.received_at.isoformat()}
    append(session, now, [Event(event, f"notice:{row.notice_id}", person.id, facts)])
