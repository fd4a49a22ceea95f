"""Reading answers that fit no order, what they may speak of, and what people made of such answers lately.

However many answers there are, it takes the same number of statements. It changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from include.writ.services.holding_pen import waits
from include.writ.services.matches import stands
from include.writ.services.records import record_of
from include.writ.services.suggestions import Suggestion, suggest
from include.writ.storage.models import OrderRow, PersonRow, ResponseRow

MATCHES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class HeldRecord:
    """One answer that fits no order, and why; perhaps nobody can tell its outcome.

    `letter_sha256`: under what name the raw store keeps the letter that it was read in.
    """

    id: UUID
    platform: str
    answer_id: str
    notice_key: str | None
    order_number: str | None
    outcome: str | None
    reason: str
    answered_at: datetime
    collected_at: datetime
    letter_sha256: str | None
    held_because: str | None
    suggestions: list[Suggestion] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class MatchedOrder:
    """An order for which an answer counts."""

    case: UUID
    number: str


@dataclass(frozen=True, slots=True)
class MatchRecord:
    """What people made of one answer: that it says `outcome` of these orders. `response`: the answer as it came."""

    response: UUID
    platform: str
    outcome: str
    reason: str
    answered_at: datetime
    matched_at: datetime
    matched_by: str
    orders: list[MatchedOrder] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class HoldingPen:
    """Answers that fit no order, oldest first, and how many there are in all; and the newest matches that stand."""

    responses: list[HeldRecord]
    total: int
    matched: list[MatchRecord]


def holding_pen(session: Session, limit: int) -> HoldingPen:
    """Answers that fit no order and that nobody has dealt with, each with orders that it may speak of."""
    oldest = select(ResponseRow).where(waits()).order_by(ResponseRow.collected_at, ResponseRow.id).limit(limit)
    rows = session.scalars(oldest).all()
    orders = suggest(session, rows)
    held = [record_of(HeldRecord, row, suggestions=orders.get(row.id, [])) for row in rows]
    return HoldingPen(held, count_held_answers(session), _matched(session))


def count_held_answers(session: Session) -> int:
    """How many answers wait in the holding pen."""
    return session.scalars(select(func.count()).where(waits())).one()


def _matched(session: Session) -> list[MatchRecord]:
    made = ResponseRow.matched_from, ResponseRow.outcome
    standing = ResponseRow.matched_from.is_not(None), stands()
    newest = select(*made).where(*standing).group_by(*made).order_by(func.max(ResponseRow.collected_at).desc())
    rows = session.execute(
        select(ResponseRow, OrderRow.case_id, OrderRow.number, PersonRow.name)
        .join(OrderRow, OrderRow.id == ResponseRow.order_id)
        .join(PersonRow, PersonRow.id == ResponseRow.matched_by)
        .where(*standing, tuple_(*made).in_(newest.limit(MATCHES_SHOWN)))
        .order_by(ResponseRow.collected_at.desc(), OrderRow.number)
    ).all()
    found: dict[tuple[UUID | None, str], MatchRecord] = {}
    for answer, case, number, name in rows:
        new = record_of(
            MatchRecord,
            answer,
            response=answer.matched_from,
            matched_at=answer.collected_at,
            matched_by=name,
            orders=[],
        )
        match = found.setdefault((answer.matched_from, answer.outcome), new)
        match.orders.append(MatchedOrder(case, number))
    return list(found.values())
