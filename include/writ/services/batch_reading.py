"""Reading batches: the recent ones, and one with its checks and how these went on the 28 days up to it.

It holds counts, shares and facts about files, never what a row says.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from include.writ.domain.people import signature
from include.writ.services.records import record_of
from include.writ.storage.models import BatchCheckRow, BatchRow, PersonRow, SourceRow

TREND = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One batch in a list. `reading`: how the file was read, with `drift`, what differs from what was agreed."""

    id: UUID
    source: str
    day: date
    version: int
    state: str
    fetched_at: datetime
    file_name: str | None
    size_bytes: int | None
    row_count: int | None
    accepted: int | None
    quarantined: int | None
    duplicates: int | None
    reading: dict[str, Any] | None
    refusal: str | None
    docs: str | None
    let_in_by: str | None
    let_in_at: datetime | None


@dataclass(frozen=True, slots=True)
class BatchPage:
    """Batches of some days; `earlier`: what to ask for days before, None at the end."""

    batches: list[BatchLine]
    earlier: date | None


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """How one rule fared on one day: the share of rows that broke it, or what was measured of the whole batch."""

    day: date
    figure: float


@dataclass(frozen=True, slots=True)
class CheckRecord:
    """What one rule said of the batch; `trend`: of the source's exports of 28 days, this one last."""

    rule: str
    scope: str
    is_met: bool
    checked: int
    broken: int
    observed: dict[str, Any]
    trend: list[TrendPoint]


@dataclass(frozen=True, slots=True)
class BatchRecord:
    """One batch, whole. `limit`: the share of refused rows from which on the source's batches are held."""

    batch: BatchLine
    validated_at: datetime | None
    opened_at: datetime | None
    sha256: str | None
    limit: float
    checks: list[CheckRecord]
    let_in_by: str | None


def list_batches(session: Session, *, source: str | None, before: date | None, days: int) -> BatchPage:
    """The newest days first, each whole; `before`: earlier days only."""
    wanted = [BatchRow.source == source] if source else []
    wanted += [BatchRow.day < before] if before else []
    newest = select(BatchRow.day).where(*wanted).distinct().order_by(BatchRow.day.desc()).limit(days + 1)
    found = session.scalars(newest).all()
    order = (BatchRow.day.desc(), BatchRow.source, BatchRow.version.desc())
    rows = session.scalars(select(BatchRow).where(*wanted, BatchRow.day.in_(found[:days])).order_by(*order))
    return BatchPage([record_of(BatchLine, row) for row in rows], found[days - 1] if len(found) > days else None)


def sources(session: Session) -> list[str]:
    """Names of all sources."""
    return list(session.scalars(select(SourceRow.name).order_by(SourceRow.name)))


def read_batch(session: Session, batch_id: UUID) -> BatchRecord | None:
    """One batch; None when there is no such batch."""
    row = session.get(BatchRow, batch_id)
    if row is None:
        return None
    trends = _trends(session, row)
    checks = select(BatchCheckRow).where(BatchCheckRow.batch_id == batch_id)
    worst_first = (BatchCheckRow.is_met, BatchCheckRow.broken.desc(), BatchCheckRow.scope, BatchCheckRow.rule)
    person = session.get(PersonRow, row.let_in_by) if row.let_in_by else None
    return record_of(
        BatchRecord,
        row,
        batch=record_of(BatchLine, row),
        limit=session.get_one(SourceRow, row.source).max_bad_share,
        checks=[
            record_of(CheckRecord, check, trend=trends[check.rule])
            for check in session.scalars(checks.order_by(*worst_first))
        ],
        let_in_by=signature(person) if person else None,
    )


def docs_of(session: Session, batch_id: UUID) -> str | None:
    """The first page of the batch's Data Docs, below the data folder; None when there are none."""
    row = session.get(BatchRow, batch_id)
    return row.docs if row else None


def _trends(session: Session, batch: BatchRow) -> dict[str, list[TrendPoint]]:
    """By rule, one point a day: of the last version of each day, and of this batch on its own."""
    of_source = BatchRow.source == batch.source, BatchRow.validated_at.is_not(None)
    days = BatchRow.day > batch.day - TREND, BatchRow.day < batch.day
    earlier = select(BatchRow.id).where(*of_source, *days).ext(distinct_on(BatchRow.day))
    newest = earlier.order_by(BatchRow.day, BatchRow.version.desc())
    points = (
        select(BatchRow.day, BatchCheckRow)
        .join(BatchCheckRow, BatchCheckRow.batch_id == BatchRow.id)
        .where(BatchRow.id.in_(newest) | (BatchRow.id == batch.id))
        .order_by(BatchRow.day)
    )
    found: dict[str, list[TrendPoint]] = defaultdict(list)
    for day, check in session.execute(points):
        figure = _figure(check)
        if figure is not None:
            found[check.rule].append(TrendPoint(day, figure))
    return found


def _figure(check: BatchCheckRow) -> float | None:
    if check.scope == "row":
        return check.broken / check.checked if check.checked else 0.0
    value = check.observed.get("value")
    return float(value) if isinstance(value, int | float) else None
