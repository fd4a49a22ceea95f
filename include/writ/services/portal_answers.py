"""What a portal says in answer to an order: written down by one person, confirmed by another who looked at the portal.

Only what two people saw counts, and only once a collection took it up. What was written down wrongly is written anew;
each stays on record. Of the picture of the page its hash is kept, and where the authority keeps the picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from include.writ.clock import Clock
from include.writ.domain.delivery import Outcome
from include.writ.domain.ids import fingerprint
from include.writ.domain.people import Person, Role
from include.writ.errors import NotAllowed, NotPossible
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.services.collect import Collected, Law, Said, keep
from include.writ.services.deliver import Begin
from include.writ.storage.models import ConfirmationRow, OrderRow, OutboxRow, PortalAnswerRow

# who may say what an answer says, as in the holding pen
WHOSE = (Role.DRAFTER, Role.APPROVER)
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """What a portal shows. `reason`: its words, which a refusal has to have; `answered_at`: the time that it shows.

    `evidence_sha256`: the hash of the picture of the page; `evidence_at`: where the authority keeps it.
    """

    outcome: Outcome
    reason: str
    answered_at: datetime
    evidence_sha256: str
    evidence_at: str


def write_down(session: Session, *, case_id: UUID, person: Person, shown: Shown, now: datetime) -> PortalAnswerRow:
    """Write down what a portal shows in answer to the order of a case; a later entry replaces one nobody confirmed."""
    person.require(*WHOSE)
    order = _order(session, case_id)
    if not shown.evidence_at.strip():
        raise NotPossible("evidence_at: say where the picture of the page is kept")
    if shown.outcome is Outcome.REFUSED and not shown.reason.strip():
        raise NotPossible("reason: a refusal has a ground; copy the words of the portal")
    if not (order.received_at and order.received_at <= shown.answered_at <= now):
        raise NotPossible("answered_at: write the time that the portal shows, after the order came and not to come")
    latest = _latest(session, order.id)
    row = PortalAnswerRow(
        order_id=order.id,
        version=latest.version + 1 if latest else 1,
        outcome=shown.outcome,
        reason=shown.reason.strip(),
        answered_at=shown.answered_at,
        evidence_sha256=shown.evidence_sha256,
        evidence_at=shown.evidence_at.strip(),
        written_by=person.id,
        written_at=now,
    )
    session.add(row)
    session.flush()
    _record(session, row, "portal_answer.written", person, now)
    return row


def confirm(
    session: Session, *, case_id: UUID, person: Person, seen: int, outcome: Outcome, now: datetime
) -> PortalAnswerRow:
    """Another person saw the same in the portal. `seen`: the version that they compared with it."""
    person.require(*WHOSE)
    latest = _latest(session, _order(session, case_id).id)
    if latest is None:
        raise NotPossible("nobody has written down what the portal says to this order")
    if latest.written_by == person.id:
        raise NotAllowed(f"{person.id} wrote it down; another person has to look at the portal")
    if latest.confirmed_by is not None:
        raise NotPossible(f"{latest.confirmed_by} confirmed it already")
    if (latest.version, latest.outcome) != (seen, outcome):
        raise NotPossible("that is not what was written down last; look again, or write down what is right")
    latest.confirmed_by, latest.confirmed_at = person.id, now
    session.flush()
    _record(session, latest, "portal_answer.confirmed", person, now)
    return latest


def run(begin: Begin, *, platform: str, law: Law, clock: Clock) -> Collected:
    """Take up what two people saw, the first one first; each counts once, and has its consequence."""
    matched, has_more = 0, True
    while has_more:
        with begin() as session:
            of_platform = select(PortalAnswerRow, OrderRow.number).join(OrderRow)
            rows = session.execute(
                of_platform.where(OrderRow.platform == platform, _is_due())
                .order_by(PortalAnswerRow.confirmed_at, PortalAnswerRow.order_id, PortalAnswerRow.version)
                .limit(AT_ONCE)
                .with_for_update(of=PortalAnswerRow)
            ).all()
            has_more = len(rows) == AT_ONCE
            for row, number in rows:
                now = clock()
                matched += keep(session, platform, _said(row, number), row.order_id, law, now) is not None
                row.taken_at = now
    return Collected(matched, 0)


def _is_due() -> ColumnElement[bool]:
    return PortalAnswerRow.confirmed_by.is_not(None) & PortalAnswerRow.taken_at.is_(None)


def _said(row: PortalAnswerRow, number: str) -> Said:
    return Said(
        seq=0,
        answer_id=f"portal:{row.order_id}:{row.version}",
        notice_key=None,
        order_number=number,
        outcome=Outcome(row.outcome),
        reason=row.reason,
        answered_at=row.answered_at,
        written_by=row.written_by,
        confirmed_by=row.confirmed_by,
    )


def is_in_a_portal(session: Session, order_id: UUID) -> bool:
    """Whether two people saw in a portal that the platform has a notice of this order."""
    seen = select(ConfirmationRow.notice_id).join(OutboxRow, OutboxRow.notice_id == ConfirmationRow.notice_id)
    is_confirmed = ConfirmationRow.confirmed_by.is_not(None)
    return session.scalar(seen.where(OutboxRow.order_id == order_id, is_confirmed).limit(1)) is not None


def _order(session: Session, case_id: UUID) -> OrderRow:
    order = session.scalars(select(OrderRow).where(OrderRow.case_id == case_id)).first()
    if order is None or not is_in_a_portal(session, order.id):
        raise NotPossible("two people have seen no receipt in a portal for an order of this case")
    return order


def _latest(session: Session, order_id: UUID) -> PortalAnswerRow | None:
    rows = select(PortalAnswerRow).where(PortalAnswerRow.order_id == order_id)
    return session.scalars(rows.order_by(PortalAnswerRow.version.desc()).limit(1).with_for_update()).first()


def _record(session: Session, row: PortalAnswerRow, event: str, person: Person, now: datetime) -> None:
    facts = {
        "version": row.version,
        "outcome": row.outcome,
        "reason": fingerprint([row.reason]),
        "answered_at": row.answered_at.isoformat(),
        "evidence": row.evidence_sha256,
    }
    append(session, now, [Event(event, f"order:{row.order_id}", person.id, facts)])
