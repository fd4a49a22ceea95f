"""Record one source's export of one day and keep its bytes as they came.

The same bytes twice are one batch; other bytes for the same day are a further version, and what of the day is not in
cases yet is superseded by it. A source that stays silent past its patience leaves a batch `missing`, so that silence
is a recorded fact and the other sources go on.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from include.writ.domain.ids import fingerprint, stable_id
from include.writ.domain.states import BatchState
from include.writ.errors import NotPossible
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.sources.base import FetchedExport, Known, Unchanged
from include.writ.storage.models import BatchRow, SourceRow

NOT_OPENED = (BatchState.STORED, BatchState.HELD, BatchState.VALIDATED, BatchState.REFUSED)


class RawStore(Protocol):
    """Content-addressed files, named by their SHA-256."""

    def put_file(self, source: Path, sha256: str) -> str:
        """Keep the bytes of `source`; the same bytes twice are kept once. Returns their name."""

    def open_local(self, name: str) -> AbstractContextManager[Path]:
        """The file of that name on this machine, to be read only.

        Raises `ContractBroken` when its bytes are not what the name says.
        """


@dataclass(frozen=True, slots=True)
class Pulled:
    """`batch_id` is None while the export is still awaited."""

    batch_id: UUID | None
    state: str


def patience_ends_at(source: SourceRow, day: date, zone: ZoneInfo) -> datetime:
    """When the wait for this day's export is over: the end of the local day plus the source's patience."""
    day_end = datetime.combine(day + timedelta(days=1), time(), zone)
    return (day_end + timedelta(hours=source.patience_hours)).astimezone(UTC)


def known(session: Session, source_name: str, day: date) -> Known | None:
    """The day's export that counts now, so that the source need not send it again."""
    latest = session.scalar(
        select(BatchRow)
        .where(BatchRow.source == source_name, BatchRow.day == day)
        .where(BatchRow.state.not_in([BatchState.MISSING, BatchState.SUPERSEDED]))
        .order_by(BatchRow.version.desc())
        .limit(1)
    )
    if latest is None or latest.sha256 is None or latest.size_bytes is None:
        return None
    return Known(latest.sha256, latest.size_bytes, latest.etag, latest.modified)


def run(
    session: Session,
    *,
    source_name: str,
    export: FetchedExport | Unchanged | None,
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
    batch = session.scalar(
        select(BatchRow).where(BatchRow.source == source_name, BatchRow.day == day, BatchRow.sha256 == export.sha256)
    )
    if isinstance(export, Unchanged):
        batch = _require_recorded(batch, source_name)
    else:
        name = raw_store.put_file(export.path, export.sha256)
        batch = batch or _record_new(session, source_name, day, now, export, name)
    _take_up_again(session, batch, now)
    _supersede_others(session, batch, now)
    return Pulled(batch.id, batch.state)


def _require_recorded(batch: BatchRow | None, source_name: str) -> BatchRow:
    if batch is None:
        raise NotPossible(
            f"source {source_name}: the export that it says is unchanged is not on record; clear the task"
        )
    return batch


def _record_new(
    session: Session, source_name: str, day: date, now: datetime, export: FetchedExport, blob: str
) -> BatchRow:
    batch = BatchRow(
        id=stable_id("batch", source_name, day, export.sha256),
        source=source_name,
        day=day,
        version=_next_version(session, source_name, day),
        state=BatchState.STORED,
        sha256=export.sha256,
        blob=blob,
        file_name=export.name,
        etag=export.etag,
        modified=export.modified,
        size_bytes=export.size,
        fetched_at=now,
    )
    session.add(batch)
    facts = {"source": source_name, "day": str(day), "sha256": export.sha256, "bytes": export.size}
    append(session, now, [Event("batch.stored", f"batch:{batch.id}", "pull_exports", facts)])
    return batch


def _take_up_again(session: Session, batch: BatchRow, now: datetime) -> None:
    """A refused file waits for validation again once the source's layout was mended; a superseded one, at once.

    A sender that goes back to an earlier file says that this one holds. If it was held, a person is asked again.
    """
    layout = fingerprint(session.get_one(SourceRow, batch.source).layout)
    is_mended = batch.state == BatchState.REFUSED and batch.layout_sha256 != layout
    if not is_mended and batch.state != BatchState.SUPERSEDED:
        return
    batch.state, batch.refusal, batch.let_in_by, batch.let_in_at = BatchState.STORED, None, None, None
    append(session, now, [Event("batch.taken_up", f"batch:{batch.id}", "pull_exports", {"layout": layout})])


def _supersede_others(session: Session, batch: BatchRow, now: datetime) -> None:
    """What the sender has replaced must not be opened after its correction; a batch in work is waited for."""
    others = session.scalars(
        select(BatchRow)
        .where(BatchRow.source == batch.source, BatchRow.day == batch.day, BatchRow.id != batch.id)
        .where(BatchRow.state.in_(NOT_OPENED))
        .order_by(BatchRow.version)
        .with_for_update()
    ).all()
    for other in others:
        facts = {"by": str(batch.id), "was": other.state, "refusal": other.refusal}
        other.state, other.refusal = BatchState.SUPERSEDED, None
        append(session, now, [Event("batch.superseded", f"batch:{other.id}", "pull_exports", facts)])


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
