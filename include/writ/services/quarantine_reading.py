"""Reading refused rows: lists by source, day, batch, rule and standing, and one row whole. It changes nothing.

What a row says is read only for those who mend or decide; anyone else gets the record without it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select, true, tuple_
from sqlalchemy.orm import Session, aliased

from include.writ.domain.intake import QuarantineAct, RowStanding, standing_of
from include.writ.domain.people import Person, signature
from include.writ.errors import NotPossible
from include.writ.services.quarantine import MENDERS, acts_of
from include.writ.services.records import record_of
from include.writ.storage.models import BatchCheckRow, BatchRow, FindingRow, PersonRow, QuarantineActRow, QuarantinedRow


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which refused rows are asked for; None leaves a question open."""

    source: str | None = None
    day: date | None = None
    batch: UUID | None = None
    rule: str | None = None
    standing: RowStanding | None = None


@dataclass(frozen=True, slots=True)
class QuarantinedRecord:
    """One refused row with every reason it is refused for now. `raw`: its cells as they came, None for who may not."""

    id: UUID
    batch_id: UUID
    source: str
    day: date
    version: int
    row_number: int
    standing: RowStanding
    reasons: list[dict[str, Any]]
    raw: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Quarantine:
    """Refused rows, the newest day first and then in the order of their files; `next`: what to ask after for more."""

    rows: list[QuarantinedRecord]
    next: UUID | None


@dataclass(frozen=True, slots=True)
class QuarantineActRecord:
    """What a person, or a replay where `person` is None, did with the row."""

    position: int
    act: str
    person: str | None
    note: str
    cells: dict[str, Any] | None
    reasons: list[dict[str, Any]] | None
    acted_at: datetime


@dataclass(frozen=True, slots=True)
class QuarantinedPage:
    """One refused row, whole. `case_id`: where it went when it was accepted; `newer`: a later version of its file."""

    row: QuarantinedRecord
    file_name: str | None
    batch_state: str
    newer: int | None
    acts: list[QuarantineActRecord]
    case_id: UUID | None
    people: dict[str, str]

    @property
    def cells(self) -> dict[str, Any] | None:
        """The cells that count now: the last correction that was not undone, else as they came."""
        counting = None
        for act in self.acts:
            counting = None if act.act == QuarantineAct.TAKEN_UP else act.cells or counting
        return counting or self.row.raw


def quarantine(session: Session, wanted: Wanted, *, reader: Person, after: UUID | None, limit: int) -> Quarantine:
    """Refused rows, each batch asked by its index for no more than what fits."""
    batches, rows = [BatchRow.quarantined > 0, *_of_batch(wanted)], _rows_of_batch(wanted)
    if after:
        last, origin = _place(session, after)
        batches.append(_from_batch_on(origin))
        rows = rows.where(or_(BatchRow.id != origin.id, QuarantinedRow.row_number > last.row_number))
    each = rows.order_by(QuarantinedRow.row_number).limit(limit + 1).correlate(BatchRow).lateral()
    listed = select(BatchRow.source, BatchRow.day, BatchRow.version, *each.c).select_from(BatchRow).join(each, true())
    order = (BatchRow.day.desc(), BatchRow.source, BatchRow.version, each.c.row_number)
    found = session.execute(listed.where(*batches).order_by(*order).limit(limit + 1)).all()
    may_read = bool(reader.roles & MENDERS)
    records = [_record(line, may_read=may_read) for line in found[:limit]]
    return Quarantine(records, records[-1].id if len(found) > limit else None)


def read_row(session: Session, row_id: UUID, reader: Person) -> QuarantinedPage | None:
    """One refused row with its history; None when there is no such row."""
    row = session.get(QuarantinedRow, row_id)
    if row is None:
        return None
    batch = session.get_one(BatchRow, row.batch_id)
    may_read = bool(reader.roles & MENDERS)
    acts = acts_of(session, row.id)
    people = session.execute(select(PersonRow).where(PersonRow.id.in_({act.person for act in acts if act.person})))
    of_row = FindingRow.batch_id == batch.id, FindingRow.row_number == row.row_number
    later = select(func.max(BatchRow.version)).where(
        BatchRow.source == batch.source, BatchRow.day == batch.day, BatchRow.version > batch.version
    )
    return QuarantinedPage(
        row=QuarantinedRecord(
            id=row.id,
            batch_id=batch.id,
            source=batch.source,
            day=batch.day,
            version=batch.version,
            row_number=row.row_number,
            standing=standing_of(acts[-1].act if acts else None),
            reasons=next((act.reasons for act in reversed(acts) if act.reasons), row.reasons),
            raw=row.raw if may_read else None,
        ),
        file_name=batch.file_name,
        batch_state=batch.state,
        newer=session.scalar(later),
        acts=[record_of(QuarantineActRecord, act, cells=act.cells if may_read else None) for act in acts],
        case_id=session.scalar(select(FindingRow.case_id).where(*of_row)) if acts else None,
        people={person.id: signature(person) for person in people.scalars()},
    )


def rules_of(session: Session, wanted: Wanted) -> list[str]:
    """Names of the rules that rows of these batches break."""
    broken = select(BatchCheckRow.rule).join(BatchRow, BatchRow.id == BatchCheckRow.batch_id)
    asked = broken.where(BatchCheckRow.scope == "row", BatchCheckRow.broken > 0, *_of_batch(wanted))
    return list(session.scalars(asked.distinct().order_by(BatchCheckRow.rule)))


def _of_batch(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [BatchRow.source == wanted.source] if wanted.source else []
    conditions += [BatchRow.day == wanted.day] if wanted.day else []
    conditions += [BatchRow.id == wanted.batch] if wanted.batch else []
    return conditions


def _rows_of_batch(wanted: Wanted) -> Select[Any]:
    last = aliased(QuarantineActRow)
    latest = (
        select(last.act, last.reasons)
        .where(last.row_id == QuarantinedRow.id)
        .order_by(last.position.desc())
        .limit(1)
        .lateral()
    )
    stands = case(
        (or_(latest.c.act.is_(None), latest.c.act == QuarantineAct.TAKEN_UP), RowStanding.WAITING), else_=latest.c.act
    )
    now = func.coalesce(latest.c.reasons, QuarantinedRow.reasons)  # a replay may have found others
    rows = select(
        QuarantinedRow.id,
        QuarantinedRow.batch_id,
        QuarantinedRow.row_number,
        QuarantinedRow.raw,
        now.label("reasons"),
        stands.label("standing"),
    )
    rows = rows.outerjoin(latest, true()).where(QuarantinedRow.batch_id == BatchRow.id)
    rows = rows.where(now.contains([{"rule": wanted.rule}])) if wanted.rule else rows
    return rows.where(stands == wanted.standing) if wanted.standing else rows


def _place(session: Session, after: UUID) -> tuple[QuarantinedRow, BatchRow]:
    last = session.get(QuarantinedRow, after)
    if last is None:
        raise NotPossible(f"after: there is no quarantined row {after}")
    return last, session.get_one(BatchRow, last.batch_id)


def _from_batch_on(batch: BatchRow) -> ColumnElement[bool]:
    """This batch and those behind it in the list."""
    same_day = tuple_(BatchRow.source, BatchRow.version) >= tuple_(batch.source, batch.version)
    return or_(BatchRow.day < batch.day, and_(BatchRow.day == batch.day, same_day))


def _record(line: Row[Any], *, may_read: bool) -> QuarantinedRecord:
    standing, raw = RowStanding(line.standing), line.raw if may_read else None
    return record_of(QuarantinedRecord, line, standing=standing, raw=raw)
