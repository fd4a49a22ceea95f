"""Reading what platforms asked and nobody has answered yet, over all cases. It changes nothing.

A platform that asks what an order means need not obey it until it is told (TCO article 3(8)); so each open question is
work that keeps an order from having effect.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, true, tuple_
from sqlalchemy.orm import Session

from include.writ.domain.delivery import NoticeKind, Outcome
from include.writ.domain.redress import StopCause
from include.writ.services.matches import stands
from include.writ.services.orders import ENDED
from include.writ.storage.conditions import Place
from include.writ.storage.models import ClockStopRow, OrderRow, OutboxRow, ResponseRow


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """One open question: when the platform asked, what, and since when its time stands still."""

    case: UUID
    order_id: UUID
    order: str
    platform: str
    asked_at: datetime
    asks: str
    stopped_at: datetime


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """Open questions, the oldest first, and how many there are in all. `next`: where the page after it begins."""

    lines: list[QuestionLine]
    next: Place | None
    total: int


_ANSWER = select(OutboxRow.id).where(
    OutboxRow.order_id == ClockStopRow.order_id,
    OutboxRow.notice_kind == NoticeKind.CLARIFICATION,
    OutboxRow.version == ClockStopRow.position,
)
# the first question that was asked since the time stands still, and that was not matched in error
_QUESTION = (
    select(ResponseRow.answered_at, ResponseRow.reason)
    .where(ResponseRow.order_id == ClockStopRow.order_id, ResponseRow.outcome == Outcome.CLARIFICATION, stands())
    .where((ResponseRow.id == ClockStopRow.response_id) | (ResponseRow.collected_at >= ClockStopRow.stopped_at))
    .order_by(ResponseRow.collected_at, ResponseRow.id)
    .limit(1)
    .lateral("question")
)
# of stops: for a question that stands, of an order in force, with no answer that waits or is on its way
_OPEN = (
    ClockStopRow.cause == StopCause.CLARIFICATION,
    ClockStopRow.resumed_at.is_(None),
    OrderRow.state.not_in(ENDED),
    ~_ANSWER.exists(),
)


def list_questions(session: Session, *, after: Place | None, limit: int) -> QuestionPage:
    """A page of what platforms asked; `after` is the last place of the page before."""
    at = ClockStopRow.stopped_at, ClockStopRow.order_id
    wanted = [*_OPEN, *([tuple_(*at) > after] if after else [])]
    order = OrderRow.case_id, OrderRow.id, OrderRow.number, OrderRow.platform
    rows = session.execute(
        select(*order, _QUESTION.c.answered_at, _QUESTION.c.reason, ClockStopRow.stopped_at)
        .join(OrderRow, OrderRow.id == ClockStopRow.order_id)
        .join(_QUESTION, true())
        .where(*wanted)
        .order_by(*at)
        .limit(limit + 1)
    ).all()
    lines = [QuestionLine(*row) for row in rows[:limit]]
    last = (lines[-1].stopped_at, lines[-1].order_id) if len(rows) > limit else None
    return QuestionPage(lines, last, count_questions(session))


def count_questions(session: Session) -> int:
    """How many questions of platforms no drafter has answered."""
    stops = select(func.count()).select_from(ClockStopRow).join(OrderRow, OrderRow.id == ClockStopRow.order_id)
    return session.scalars(stops.where(*_OPEN)).one()
