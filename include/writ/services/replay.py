"""Validates refused rows again: those that a person corrected, and those whose source has a new layout since.

A row is judged by the same rules as a row of an export, and ends accepted or refused again with its new reasons, as an
act of its own; what it was refused for before stays. An accepted row is taken in under its own batch and row number,
so a finding of a mended row is known by them. Only batches whose cases are open are looked at: mended rows follow the
others. A second replay finds nothing to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import polars as pl
from sqlalchemy import ColumnElement, Row, and_, func, insert, or_, select, true
from sqlalchemy.orm import Session, aliased

from include.writ.domain.finding import FIELDS
from include.writ.domain.ids import fingerprint
from include.writ.domain.intake import QuarantineAct
from include.writ.domain.states import BatchState
from include.writ.errors import WritError
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.services.known_rows import compare_findings
from include.writ.services.open_cases import take_in_later
from include.writ.services.validate import Means
from include.writ.services.vet_batch import Vetting, conflicts
from include.writ.storage.models import BatchRow, QuarantineActRow, QuarantinedRow, SourceRow
from include.writ.validation.canonical import canonicalise
from include.writ.validation.outcome import QuarantinedRow as Refused
from include.writ.validation.outcome import Reason

ROWS_AT_ONCE = 10_000
_REPEATED = "a finding with this reference says the same word for word; nothing is lost, nothing needs doing"


@dataclass(frozen=True, slots=True)
class Replayed:
    """What became of the rows that were validated again."""

    day: date
    rows: int
    accepted: int
    refused: int


def batches_to_replay(session: Session, *, source: str | None = None, day: date | None = None) -> list[UUID]:
    """Batches with rows to validate again, the oldest first."""
    wanted: list[ColumnElement[bool]] = [BatchRow.state == BatchState.OPENED, BatchRow.quarantined > 0]
    wanted += [BatchRow.source == source] if source else []
    wanted += [BatchRow.day == day] if day else []
    corrected = select(QuarantinedRow.batch_id).join(QuarantineActRow, QuarantineActRow.row_id == QuarantinedRow.id)
    touched = BatchRow.id.in_(corrected.where(QuarantineActRow.act == QuarantineAct.CORRECTED))
    found: list[UUID] = []
    for row in session.scalars(select(SourceRow).order_by(SourceRow.name)):
        layout_sha256 = fingerprint(row.layout)
        due = _due_rows(layout_sha256).where(QuarantinedRow.batch_id == BatchRow.id).correlate(BatchRow)
        may_be_due = or_(touched, BatchRow.layout_sha256 != layout_sha256)  # spares the look at each refused row
        batches = select(BatchRow.id).where(BatchRow.source == row.name, *wanted, may_be_due, due.exists())
        found += session.scalars(batches.order_by(BatchRow.day, BatchRow.version))
    return found


def replay(session: Session, batch_id: UUID, means: Means) -> Replayed:
    """Validate the first of a batch's rows that wait for it; with none of them left, nothing is done."""
    batch = session.get_one(BatchRow, batch_id, with_for_update=True)
    layout = session.get_one(SourceRow, batch.source).layout
    is_open = batch.state == BatchState.OPENED
    rows = _take_rows(session, batch, fingerprint(layout)) if is_open else []
    if not rows:
        return Replayed(batch.day, 0, 0, 0)
    accepted, refused = _judge(session, batch, _frame(rows), means.check.vetting(layout))
    judged = [*accepted["row_number"], *(row.row_number for row in refused)]
    if sorted(judged) != [row.row_number for row in rows]:
        raise WritError(f"batch {batch.id}: {len(rows)} rows came to the replay, others went out; nothing is stored")
    if accepted.height:
        take_in_later(session, batch, accepted, means)
    _store(session, rows, refused, fingerprint(layout), means.now)
    done = Replayed(batch.day, len(rows), accepted.height, len(refused))
    facts = {"rows": done.rows, "accepted": done.accepted, "refused": done.refused}
    append(session, means.now, [Event("quarantine.replayed", f"batch:{batch.id}", "replay_quarantine", facts)])
    return done


def _judge(
    session: Session, batch: BatchRow, rows: pl.DataFrame, vetting: Vetting
) -> tuple[pl.DataFrame, list[Refused]]:
    """Accepted and refused. What a finding says already, under the same reference, is not taken in a second time."""
    frame = canonicalise(rows)
    compared = compare_findings(session, batch.source, frame)
    vetted = vetting.vet(compared.new, [])
    repeated = [
        Refused(number, {}, (Reason("finding_ref", "finding_repeated", _REPEATED),))
        for number in compared.same["row_number"]
    ]
    return vetted.accepted, [*vetted.quarantined, *conflicts(compared.changed), *repeated]


def _due_rows(layout_sha256: str) -> Any:
    """Rows to validate again, each with the cells that count now and the position of its last act."""
    last, mended, undone = (aliased(QuarantineActRow) for _ in range(3))
    newest = select(last).where(last.row_id == QuarantinedRow.id).order_by(last.position.desc()).limit(1)
    latest = newest.correlate(QuarantinedRow).lateral()
    undoings = select(func.coalesce(func.max(undone.position), 0))
    undoing = undoings.where(undone.row_id == mended.row_id, undone.act == QuarantineAct.TAKEN_UP)
    corrections = (
        select(mended.cells)
        .where(mended.row_id == QuarantinedRow.id, mended.act == QuarantineAct.CORRECTED)
        .where(mended.position > undoing.correlate(mended).scalar_subquery())
    )
    correction = corrections.order_by(mended.position.desc()).limit(1).correlate(QuarantinedRow).lateral()
    has_cells = or_(correction.c.cells.is_not(None), QuarantinedRow.raw.has_key("finding_ref"))
    waits = or_(
        latest.c.act.is_(None),
        latest.c.act == QuarantineAct.TAKEN_UP,
        and_(latest.c.act == QuarantineAct.REFUSED_AGAIN, latest.c.note != _under(layout_sha256)),
    )
    has_new_layout = BatchRow.layout_sha256 != layout_sha256
    return (
        select(
            QuarantinedRow.id,
            QuarantinedRow.row_number,
            func.coalesce(correction.c.cells, QuarantinedRow.raw).label("cells"),
            func.coalesce(latest.c.position, 0).label("position"),
        )
        .outerjoin(latest, true())
        .outerjoin(correction, true())
        .where(or_(latest.c.act == QuarantineAct.CORRECTED, and_(has_new_layout, waits, has_cells)))
    )


def _take_rows(session: Session, batch: BatchRow, layout_sha256: str) -> Sequence[Row[Any]]:
    """The first due rows of the batch, locked against people who would act on them meanwhile."""
    due = _due_rows(layout_sha256).join(BatchRow, BatchRow.id == QuarantinedRow.batch_id)
    first = due.where(BatchRow.id == batch.id).order_by(QuarantinedRow.row_number).limit(ROWS_AT_ONCE)
    found: Sequence[Row[Any]] = session.execute(first.with_for_update(of=QuarantinedRow)).all()
    return found


def _frame(rows: Sequence[Row[Any]]) -> pl.DataFrame:
    columns = {"row_number": pl.Int64, **dict.fromkeys(FIELDS, pl.String)}
    lines = [(row.row_number, *(row.cells.get(field, "") for field in FIELDS)) for row in rows]
    return pl.DataFrame(lines, schema=columns, orient="row")


def _store(
    session: Session,
    rows: Sequence[Row[Any]],
    refused: Sequence[Refused],
    layout_sha256: str,
    now: datetime,
) -> None:
    reasons = {
        row.row_number: [{"field": r.field, "rule": r.rule, "detail": r.detail} for r in row.reasons] for row in refused
    }
    acts = [
        {
            "row_id": row.id,
            "position": row.position + 1,
            "act": QuarantineAct.REFUSED_AGAIN if row.row_number in reasons else QuarantineAct.ACCEPTED,
            "note": _under(layout_sha256),
            "reasons": reasons.get(row.row_number),
            "acted_at": now,
        }
        for row in rows
    ]
    session.execute(insert(QuarantineActRow), acts)


def _under(layout_sha256: str) -> str:
    """The note of a replay: by which layout it judged, so that the same layout does not judge the row again."""
    return f"layout {layout_sha256}"
