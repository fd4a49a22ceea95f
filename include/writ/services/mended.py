"""A person says that what made a notice come back is mended: what it carried waits for a release, for another notice.

Nothing of it is sent by that alone, and nothing that may have arrived, or whose order was reversed, is asked about
again. The notice stays on record as refused, under its number. The database moves what follows (`returns`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, func, select
from sqlalchemy.orm import Session

from include.writ.domain.ids import fingerprint
from include.writ.domain.people import Person, Role
from include.writ.domain.states import OutboxState
from include.writ.errors import NotPossible
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.services.issue import carried_by
from include.writ.storage.models import NoticeRow, OutboxRow, ReturnRow


@dataclass(frozen=True, slots=True)
class Mended:
    """Who said so first, and when; how many orders or follow-ups of the notice wait again since then."""

    person: str
    returned_at: datetime
    orders: int


def say_mended(session: Session, *, notice_id: UUID, person: Person, reasons: str, now: datetime) -> Mended:
    """Let what a refused notice carried be asked about again; a second time changes nothing.

    Raises `NotAllowed` for who is neither releaser nor approver, `NotPossible` without a reason, for a notice that was
    not refused, for one that may have arrived, and where every order of it was reversed.
    """
    person.require(Role.RELEASER, Role.APPROVER)
    if not reasons.strip():
        raise NotPossible("reason: say what made it come back and how that was mended, for the record")
    notice = session.get(NoticeRow, notice_id)
    if notice is None:
        raise NotPossible(f"there is no notice {notice_id}")
    refused = [row for row in carried_by(session, notice_id) if row.state == OutboxState.REFUSED]
    if not refused and (earlier := said_of(session, notice_id)):
        return earlier
    back = _to_tell_again(session, notice_id, refused)
    for row in back:
        session.add(
            ReturnRow(
                outbox_id=row.id,
                release_id=row.release_id,
                notice_id=notice_id,
                person=person.id,
                reasons=reasons.strip(),
                returned_at=now,
            )
        )
    facts = {"number": notice.number, "orders": [str(row.order_id) for row in back]}
    facts["reasons"] = fingerprint([reasons.strip()])
    session.flush()
    session.expire_all()
    append(session, now, [Event("notice.mended", f"notice:{notice_id}", person.id, facts)])
    return Mended(person.id, now, len(back))


def said_of(session: Session, notice_id: UUID) -> Mended | None:
    """Who said of a notice that it is mended; None when nobody did."""
    by_person = ReturnRow.notice_id == notice_id, ReturnRow.person.is_not(None)
    counted = select(ReturnRow.person, ReturnRow.returned_at, func.count()).where(*by_person)
    groups = counted.group_by(ReturnRow.person, ReturnRow.returned_at).order_by(ReturnRow.returned_at)
    first = session.execute(groups.limit(1)).first()
    return Mended(str(first[0]), first[1], first[2]) if first else None


def _to_tell_again(session: Session, notice_id: UUID, refused: Sequence[OutboxRow]) -> list[OutboxRow]:
    if not refused:
        raise NotPossible("this notice was not refused and did not come back, so there is nothing to mend")
    if session.scalar(select(func.writ.may_have_arrived(notice_id, type_=Boolean))):
        raise NotPossible(
            "the platform has this notice, or may have it: find out from the platform; it is not repeated"
        )
    is_due = func.writ.is_still_due
    due = [row for row in refused if session.scalar(select(is_due(row.order_id, row.notice_kind, type_=Boolean)))]
    if not due:
        raise NotPossible(
            "what it carried was annulled or lifted meanwhile, so the platform is not told any more; an announcement "
            "is asked for anew"
        )
    return due
