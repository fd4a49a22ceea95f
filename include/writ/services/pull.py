"""Record one source's export of one day and keep its bytes as they came.

The same bytes twice are one batch; other bytes for the same day are a further version. A source that stays silent
past its patience leaves a batch `missing`, so that silence is a recorded fact and the other sources go on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from include.writ.domain.ids import fingerprint, stable_id
from include.writ.domain.states import BatchState
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.sources.base import FetchedExport
from include.writ.storage.models import BatchRow, SourceRow


class RawStore(Protocol):
    """Content-addressed bytes: `put` names them by their SHA-256."""

    def put(self, sha256: str, data: bytes) -> str:
        """Keep `data`; the same bytes twice are kept once. Returns their name."""

    def get(self, name: str) -> bytes:
        """The bytes of that name; raises `ContractBroken` when they are not what the name says."""


@dataclass(frozen=True, slots=True)
class Pulled:
    """`batch_id` is None while the export is still awaited."""

    batch_id: UUID | None
    state: str


def patience_ends_at(source: SourceRow, day: date, zone: ZoneInfo) -> datetime:
    """When the wait for this day's export is over: the end of the local day plus the source's patience."""
    day_end = datetime.combine(day + timedelta(days=1), time(), zone)
    return (day_end + timedelta(hours=source.patience_hours)).astimezone(UTC)


def run(
    session: Session,
    *,
    source_name: str,
    export: FetchedExport | None,
    raw_store: RawStore,
    day: date,
    now: datetime,
    zone: ZoneInfo,
) -> Pulled:
    """Record what the source gave for `day`; `export` is None when it has nothing yet."""
    if export is None:
        row = session.get_one(SourceRow, source_name)
        if now < patience_ends_at(row, day, zone):
            return Pulled(None, "awaited")
        return _record_missing(session, source_name, day, now)
    name = raw_store.put(export.sha256, export.data)
    known = session.scalar(
        select(BatchRow).where(BatchRow.source == source_name, BatchRow.day == day, BatchRow.sha256 == export.sha256)
    )
    if known:
        _take_up_again(session, known, now)
        return Pulled(known.id, known.state)
    batch = BatchRow(
        id=stable_id("batch", source_name, day, export.sha256),
        source=source_name,
        day=day,
        version=_next_version(session, source_name, day),
        state=BatchState.STORED,
        sha256=export.sha256,
        blob=name,
        size_bytes=len(export.data),
        fetched_at=now,
    )
    session.add(batch)
    facts = {"source": source_name, "day": str(day), "sha256": export.sha256, "bytes": len(export.data)}
    append(session, now, [Event("batch.stored", f"batch:{batch.id}", "pull_exports", facts)])
    return Pulled(batch.id, batch.state)


def _take_up_again(session: Session, batch: BatchRow, now: datetime) -> None:
    """A refused file waits for validation again once the source's layout was mended."""
    layout = fingerprint(session.get_one(SourceRow, batch.source).layout)
    if batch.state != BatchState.REFUSED or batch.layout_sha256 == layout:
        return
    batch.state, batch.refusal = BatchState.STORED, None
    append(session, now, [Event("batch.taken_up", f"batch:{batch.id}", "pull_exports", {"layout": layout})])


def _record_missing(session: Session, source_name: str, day: date, now: datetime) -> Pulled:
    earlier = session.scalar(select(BatchRow).where(BatchRow.source == source_name, BatchRow.day == day).limit(1))
    if earlier:
        return Pulled(earlier.id, earlier.state)
    batch = BatchRow(
        id=stable_id("batch", source_name, day, BatchState.MISSING),
        source=source_name,
        day=day,
        version=1,
        state=BatchState.MISSING,
        fetched_at=now,
    )
    session.add(batch)
    facts = {"source": source_name, "day": str(day)}
    append(session, now, [Event("batch.missing", f"batch:{batch.id}", "pull_exports", facts)])
    return Pulled(batch.id, batch.state)


def _next_version(session: Session, source_name: str, day: date) -> int:
    highest = session.scalar(
        select(func.max(BatchRow.version)).where(BatchRow.source == source_name, BatchRow.day == day)
    )
    return (highest or 0) + 1
