"""Reading what order, answers and looks disagree about in a book: each with its class, its age and its owner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from include.writ.domain.reckoning import EscalationStep, Mismatch
from include.writ.storage.conditions import Place, counts_by
from include.writ.storage.models import DiscrepancyRow, EscalationRow, OrderRow, PersonRow

_BOOK = select(func.max(DiscrepancyRow.book_day))


@dataclass(frozen=True, slots=True)
class MismatchLine:
    """One mismatch. `owner`: the drafter of the order. `steps`: what was done because it waited too long."""

    case: UUID
    order_id: UUID
    order: str
    platform: str
    kind: str
    since: datetime
    owner: str
    owner_name: str
    steps: list[str]


@dataclass(frozen=True, slots=True)
class MismatchPage:
    """A page of a book's mismatches, the oldest first. `next`: where the one after it begins; None at the end.

    `counts`: all of the book, by kind.
    """

    day: date | None
    lines: list[MismatchLine]
    next: Place | None
    counts: dict[str, int]


def list_mismatches(
    session: Session, *, day: date | None, kind: Mismatch | None, after: Place | None, limit: int
) -> MismatchPage:
    """Those of one book, or of the last that has any."""
    day = day or session.scalar(_BOOK)
    of_book = DiscrepancyRow.book_day == day
    wanted = [of_book, *([DiscrepancyRow.kind == kind] if kind else [])]
    if after:
        wanted.append(tuple_(DiscrepancyRow.since, DiscrepancyRow.order_id) > after)
    rows = session.execute(
        select(DiscrepancyRow, OrderRow.case_id, OrderRow.number, OrderRow.platform, PersonRow.name)
        .join(OrderRow, OrderRow.id == DiscrepancyRow.order_id)
        .join(PersonRow, PersonRow.id == DiscrepancyRow.owner)
        .where(*wanted)
        .order_by(DiscrepancyRow.since, DiscrepancyRow.order_id, DiscrepancyRow.kind)
        .limit(limit + 1)
    ).all()
    shown = rows[:limit]
    steps = _steps(session, [row.order_id for row, *_ in shown])
    lines = [
        MismatchLine(
            *(case, row.order_id, number, platform, row.kind, row.since, row.owner, name), steps.get(row.order_id, [])
        )
        for row, case, number, platform, name in shown
    ]
    last = (lines[-1].since, lines[-1].order_id) if len(rows) > limit else None
    return MismatchPage(day, lines, last, counts_by(session, DiscrepancyRow.kind, of_book))


def count_before_approvers(session: Session) -> int:
    """How many orders of the last book were put before an approver and still disagree."""
    still = (
        select(func.count(DiscrepancyRow.order_id.distinct()))
        .join(EscalationRow, EscalationRow.order_id == DiscrepancyRow.order_id)
        .where(DiscrepancyRow.book_day == _BOOK.scalar_subquery(), EscalationRow.step == EscalationStep.PERSON)
    )
    return session.scalars(still).one()


def _steps(session: Session, orders: list[UUID]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    rows = select(EscalationRow.order_id, EscalationRow.step).where(EscalationRow.order_id.in_(orders))
    for order_id, step in session.execute(rows.order_by(EscalationRow.step.desc())):
        found.setdefault(order_id, []).append(step)
    return found
