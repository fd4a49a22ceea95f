"""Complaints about orders: taken from anyone they concern, at any time, for nothing (R22).

Lateness is never a reason to refuse a complaint at intake; whoever decides it examines it (Administrative Procedural
Code article 92(3)).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from include.writ.domain.clocks import ends_at
from include.writ.domain.delivery import NoticeKind
from include.writ.domain.ids import fingerprint, sha256_hex, stable_id
from include.writ.domain.people import READERS, Person
from include.writ.domain.redress import Appellant
from include.writ.domain.states import AppealState
from include.writ.errors import NotAllowed, NotPossible
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.notices.follow_up import appeal_receipt
from include.writ.packs.loader import LoadedPack
from include.writ.services.clock_stops import stop_for_appeal
from include.writ.services.orders import order_of_case
from include.writ.services.outgoing import document_after, enqueue
from include.writ.services.positions import next_position
from include.writ.storage.models import AppealRow, DecisionRow, OrderRow


@dataclass(frozen=True, slots=True)
class Complaint:
    """What an appellant says, and the one way it came.

    A person recorded it, a platform's answer bore it, or an author wrote it, who reads the answer with a code.

    `learned_on`: when the author learned of the order, as far as they say it.
    """

    appellant: Appellant
    language: str
    statement: str
    learned_on: date | None = None
    recorded_by: Person | None = None
    response_id: UUID | None = None
    answer_code_sha256: str | None = None

    @property
    def actor(self) -> str:
        """Who brought it into the record."""
        if self.recorded_by:
            return self.recorded_by.id
        return "collect_responses" if self.response_id else Appellant.AUTHOR


def record(
    session: Session, *, case_id: UUID, complaint: Complaint, pack: LoadedPack, zone: ZoneInfo, now: datetime
) -> AppealRow:
    """A person writes down a complaint about the order of a case."""
    if complaint.recorded_by is None:
        raise NotAllowed("a complaint that is written down names who did")
    complaint.recorded_by.require(*READERS)
    order = order_of_case(session, case_id)
    return lodge(session, order=order, complaint=complaint, pack=pack, zone=zone, now=now)


def lodge(
    session: Session, *, order: OrderRow, complaint: Complaint, pack: LoadedPack, zone: ZoneInfo, now: datetime
) -> AppealRow:
    """Take a complaint and give a receipt for it. The same words or code again are the one there is."""
    if not complaint.statement.strip():
        raise NotPossible("statement: write down what the appellant says, in their own words")
    same = complaint.answer_code_sha256 or fingerprint([complaint.statement.strip()])
    appeal_id = stable_id("appeal", order.id, complaint.appellant, same)
    if known := session.get(AppealRow, appeal_id):
        return known
    position = next_position(session, AppealRow.order_id, order.id)
    decision = session.get_one(DecisionRow, order.decision_id)
    until = _in_time_until(order, decision, complaint, pack, zone)
    number = f"{order.number}/A{position}"
    is_late = None if until is None else now > until
    said = appeal_receipt(number=number, appellant=complaint.appellant, received_at=now, is_late=is_late)
    receipt = document_after(session, order, NoticeKind.APPEAL_RECEIPT, said)
    appeal = AppealRow(
        id=appeal_id,
        number=number,
        position=position,
        order_id=order.id,
        appellant=complaint.appellant,
        language=complaint.language,
        statement=complaint.statement.strip(),
        learned_on=complaint.learned_on,
        received_at=now,
        in_time_until=until,
        response_id=complaint.response_id,
        answer_code_sha256=complaint.answer_code_sha256,
        receipt=receipt,
        receipt_sha256=sha256_hex(receipt),
        state=AppealState.RECEIVED,
        recorded_by=complaint.recorded_by.id if complaint.recorded_by else None,
    )
    session.add(appeal)
    session.flush()
    if complaint.appellant == Appellant.PLATFORM:
        enqueue(session, order, NoticeKind.APPEAL_RECEIPT, position, receipt, now)
    facts = {
        "order": str(order.id),
        "appellant": complaint.appellant,
        "late": is_late,
        "receipt": appeal.receipt_sha256,
    }
    append(session, now, [Event("appeal.received", f"appeal:{appeal.id}", complaint.actor, facts)])
    if decision.appeal_suspends and appeal.answer_code_sha256 is None:  # else a reviewer has to take it first
        stop_for_appeal(session, order, appeal, now, complaint.actor)
    return appeal


def is_late(appeal: AppealRow) -> bool:
    """Whether it came after the time for it, as far as that is known."""
    return appeal.in_time_until is not None and appeal.received_at > appeal.in_time_until


def _in_time_until(
    order: OrderRow, decision: DecisionRow, complaint: Complaint, pack: LoadedPack, zone: ZoneInfo
) -> datetime | None:
    """By the decision's own pack; None where that is another one now, or nobody knows when the time began."""
    if decision.pack_sha256 != pack.sha256:
        return None
    if complaint.appellant == Appellant.PLATFORM:
        began, term = order.received_at, pack.pack.redress.platform.term
    else:
        began = datetime.combine(complaint.learned_on, time(), zone) if complaint.learned_on else None
        term = pack.pack.redress.author.term
    return ends_at(began, term.amount, term.unit, zone, pack.calendar) if began else None
