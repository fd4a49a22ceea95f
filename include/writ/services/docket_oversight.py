"""Reading what is not one case: books and releases. It changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import cast, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from include.writ.domain.balance import Cohort
from include.writ.domain.states import ReleaseState
from include.writ.services.records import record_of
from include.writ.storage.conditions import counts_by
from include.writ.storage.models import (
    CaseRow,
    DiscrepancyRow,
    OrderBalanceRow,
    OrderChangeRow,
    OrderRow,
    ReconciliationRow,
    ReleaseRow,
    ReversalRow,
)

COUNTS = {field.name for field in fields(Cohort)}


@dataclass(frozen=True, slots=True)
class ReleaseRecord:
    """One question to a releaser; `summary` holds counts, days, order numbers and ids of officers only.

    `held_platforms`: what a release did not let go. `note`: why, in the releaser's words.
    """

    id: UUID
    day: date
    state: str
    asked_by_run: str
    asked_at: datetime
    digest: str
    summary: dict[str, Any]
    answered_by: str | None
    answered_at: datetime | None
    held_platforms: list[str]
    note: str | None


@dataclass(frozen=True, slots=True)
class BookLine:
    """One book in a list."""

    day: date
    cutoff_at: datetime
    cohorts: int
    balances: bool


@dataclass(frozen=True, slots=True)
class CohortRecord:
    """One day's findings on one platform, counted; `gaps` names each equation that does not hold."""

    day: date
    platform: str
    counts: dict[str, int]
    gaps: dict[str, int]


@dataclass(frozen=True, slots=True)
class OrderBalance:
    """Open orders of one platform and ground over the day of a book; `classes`: all orders at its end by class.

    opening + new + reopened - closed = closing; `gaps` names each equation that does not hold.
    """

    platform: str
    ground: str
    opening: int
    new: int
    reopened: int
    closed: int
    closing: int
    classes: dict[str, int]
    gaps: dict[str, int]


@dataclass(frozen=True, slots=True)
class BookRecord:
    """One book, whole. `changes`: how many orders stand otherwise than in the book before, by kind of change.

    `reversed_since` corrects it: by ground, how many of its orders were annulled or lifted after its cut-off.
    """

    day: date
    cutoff_at: datetime
    balances: bool
    totals: dict[str, int]
    cohorts: list[CohortRecord]
    open_orders: list[OrderBalance]
    changes: dict[str, int]
    discrepancies: dict[str, int]
    reversed_since: dict[str, int]


def list_books(session: Session, limit: int) -> list[BookLine]:
    """The newest books first."""
    uneven = func.count().filter(ReconciliationRow.gaps != cast({}, JSONB))
    day, cutoff = ReconciliationRow.book_day, func.max(ReconciliationRow.cutoff_at)
    of_orders = select(func.count()).where(OrderBalanceRow.book_day == day, OrderBalanceRow.gaps != cast({}, JSONB))
    gaps = uneven + of_orders.scalar_subquery()
    rows = session.execute(select(day, cutoff, func.count(), gaps).group_by(day).order_by(day.desc()).limit(limit))
    return [BookLine(book_day, cutoff_at, cohorts, gaps == 0) for book_day, cutoff_at, cohorts, gaps in rows]


def read_book(session: Session, day: date) -> BookRecord | None:
    """One book, its newest cohorts first; None when none was drawn up for the day."""
    order = (ReconciliationRow.cohort_day.desc(), ReconciliationRow.platform)
    rows = session.scalars(select(ReconciliationRow).where(ReconciliationRow.book_day == day).order_by(*order)).all()
    if not rows:
        return None
    open_orders = _open_orders(session, day)
    return BookRecord(
        day=day,
        cutoff_at=rows[0].cutoff_at,
        balances=not any(row.gaps for row in rows) and not any(line.gaps for line in open_orders),
        totals=_totals(rows),
        cohorts=[CohortRecord(row.cohort_day, row.platform, row.counts, row.gaps) for row in rows],
        open_orders=open_orders,
        changes=counts_by(session, OrderChangeRow.change, OrderChangeRow.book_day == day),
        discrepancies=counts_by(session, DiscrepancyRow.kind, DiscrepancyRow.book_day == day),
        reversed_since=_reversed_since(session, rows),
    )


def _open_orders(session: Session, day: date) -> list[OrderBalance]:
    of_book = select(OrderBalanceRow).where(OrderBalanceRow.book_day == day)
    rows = session.scalars(of_book.order_by(OrderBalanceRow.platform, OrderBalanceRow.ground))
    return [record_of(OrderBalance, row) for row in rows]


def _reversed_since(session: Session, rows: Sequence[ReconciliationRow]) -> dict[str, int]:
    of_book = CaseRow.opened_day >= min(row.cohort_day for row in rows), CaseRow.opened_day <= rows[0].book_day
    found = session.execute(
        select(CaseRow.ground, func.count())
        .join(OrderRow, OrderRow.case_id == CaseRow.id)
        .join(ReversalRow, ReversalRow.order_id == OrderRow.id)
        .where(*of_book, OrderRow.approved_at < rows[0].cutoff_at, ReversalRow.reversed_at >= rows[0].cutoff_at)
        .group_by(CaseRow.ground)
        .order_by(CaseRow.ground)
    )
    return {ground: number for ground, number in found}


def list_releases(session: Session, states: Collection[ReleaseState], limit: int) -> list[ReleaseRecord]:
    """Questions to releasers in these states, or in any without one; the newest first."""
    wanted = [ReleaseRow.state.in_(states)] if states else []
    rows = session.scalars(
        select(ReleaseRow).where(*wanted).order_by(ReleaseRow.asked_at.desc(), ReleaseRow.id).limit(limit)
    )
    return [record_of(ReleaseRecord, row) for row in rows]


def read_release(session: Session, release_id: UUID) -> ReleaseRecord | None:
    """One question; None when there is none with this id."""
    row = session.get(ReleaseRow, release_id)
    return record_of(ReleaseRecord, row) if row else None


def count_open_releases(session: Session) -> int:
    """How many questions no releaser has answered."""
    return session.scalars(select(func.count()).where(ReleaseRow.state == ReleaseState.ASKED)).one()


def _totals(rows: Iterable[ReconciliationRow]) -> dict[str, int]:
    cohorts = (Cohort(**{name: n for name, n in row.counts.items() if name in COUNTS}) for row in rows)
    return asdict(sum(cohorts, start=Cohort()))
