"""Reading what a platform answered about one order, and what people saw of it or took back. It changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.writ.services.records import record_of
from include.writ.storage.models import MatchWithdrawalRow, PortalAnswerRow, ResponseRow


@dataclass(frozen=True, slots=True)
class ResponseRecord:
    """One answer of the platform. `matched_from`: the answer in the holding pen in which `matched_by` read this.

    A match that was withdrawn says by whom, when and why; it counts no more. `written_by` and `confirmed_by`: the two
    people who saw it in the platform's portal.
    """

    id: UUID
    platform: str
    answer_id: str
    notice_key: str | None
    order_number: str | None
    outcome: str
    reason: str
    answered_at: datetime
    collected_at: datetime
    matched_from: UUID | None = None
    matched_by: str | None = None
    withdrawn_by: str | None = None
    withdrawn_at: datetime | None = None
    withdrawn_because: str | None = None
    written_by: str | None = None
    confirmed_by: str | None = None


@dataclass(frozen=True, slots=True)
class PortalAnswer:
    """What a person saw in a portal in answer to an order; it counts once another has confirmed it."""

    version: int
    outcome: str
    reason: str
    answered_at: datetime
    evidence_sha256: str
    evidence_at: str
    written_by: str
    written_at: datetime
    confirmed_by: str | None
    confirmed_at: datetime | None


def answers_about(session: Session, order_id: UUID) -> list[ResponseRecord]:
    """All that counts or counted for an order, as the platform numbers it."""
    rows = session.execute(
        select(ResponseRow, MatchWithdrawalRow)
        .outerjoin(MatchWithdrawalRow, MatchWithdrawalRow.response_id == ResponseRow.id)
        .where(ResponseRow.order_id == order_id)
        .order_by(ResponseRow.answered_at, ResponseRow.seq, ResponseRow.answer_id, ResponseRow.id)
    )
    return [_record(answer, withdrawal) for answer, withdrawal in rows]


def portal_answers_about(session: Session, order_id: UUID) -> list[PortalAnswer]:
    """What people saw of an order in a portal, the first version first."""
    of_order = select(PortalAnswerRow).where(PortalAnswerRow.order_id == order_id)
    return [record_of(PortalAnswer, row) for row in session.scalars(of_order.order_by(PortalAnswerRow.version))]


def people_of(answers: list[ResponseRecord], seen: list[PortalAnswer]) -> Iterator[str | None]:
    """The ids of all persons whom answers, or what was seen in a portal, name."""
    for answer in answers:
        yield answer.matched_by
        yield answer.withdrawn_by
    for one in seen:
        yield one.written_by
        yield one.confirmed_by


def _record(answer: ResponseRow, withdrawal: MatchWithdrawalRow | None) -> ResponseRecord:
    return record_of(
        ResponseRecord,
        answer,
        withdrawn_by=withdrawal.person if withdrawal else None,
        withdrawn_at=withdrawal.withdrawn_at if withdrawal else None,
        withdrawn_because=withdrawal.reason if withdrawal else None,
    )
