"""What people do with a refused row: correct it, set it aside, take it up again. Each is one act in one transaction.

The row as it came is never changed: an act is added to it, and the last one counts. A correction is not yet a finding:
the replay validates it like any row of an export. A row that was accepted is a finding, and is corrected no more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.writ.domain.finding import FIELDS
from include.writ.domain.ids import fingerprint
from include.writ.domain.intake import QuarantineAct, RowStanding, standing_of
from include.writ.domain.people import DECIDERS, Person, Role
from include.writ.domain.states import BatchState
from include.writ.errors import NotAllowed, NotPossible
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.storage.models import BatchRow, QuarantineActRow, QuarantinedRow

# The rule that a cell breaks and how, or None: as the readers of exports judge a cell.
FindProblem = Callable[[str, str], tuple[str, str] | None]

MENDERS = DECIDERS | {Role.ENGINEER}
NOTE_MAX_CHARS = 2_000

BEFORE = {
    QuarantineAct.CORRECTED: {RowStanding.WAITING, RowStanding.CORRECTED, RowStanding.REFUSED_AGAIN},
    QuarantineAct.SET_ASIDE: {RowStanding.WAITING, RowStanding.CORRECTED, RowStanding.REFUSED_AGAIN},
    QuarantineAct.TAKEN_UP: {RowStanding.CORRECTED, RowStanding.SET_ASIDE},
}
OUTCOME = {
    QuarantineAct.CORRECTED: "corrected",
    QuarantineAct.SET_ASIDE: "set aside",
    QuarantineAct.TAKEN_UP: "taken up again",
}


@dataclass(frozen=True, slots=True)
class Doing:
    """A person's act on a row. `seen`: how many acts the row had when the person looked at it."""

    row_id: UUID
    person: Person
    note: str
    seen: int


def correct(
    session: Session, doing: Doing, *, cells: Mapping[str, str], find_problem: FindProblem, now: datetime
) -> QuarantineActRow:
    """Say what the row should have said, in cells that a reader would let pass. The next replay validates it."""
    if set(cells) != set(FIELDS):
        raise NotPossible(f"cells: a row has {', '.join(FIELDS)}, each of them and no other")
    problems = [problem for field in FIELDS if (problem := find_problem(field, cells[field]))]
    if problems:
        _, detail = problems[0]
        raise NotPossible(detail)
    return _act(session, doing, QuarantineAct.CORRECTED, dict(cells), now)


def set_aside(session: Session, doing: Doing, *, now: datetime) -> QuarantineActRow:
    """Say that nothing has to be done about the row, and why."""
    return _act(session, doing, QuarantineAct.SET_ASIDE, None, now)


def take_up(session: Session, doing: Doing, *, now: datetime) -> QuarantineActRow:
    """Undo a setting aside or a correction that was not validated yet: the row waits again as it came."""
    return _act(session, doing, QuarantineAct.TAKEN_UP, None, now)


def _act(
    session: Session, doing: Doing, what: QuarantineAct, cells: dict[str, str] | None, now: datetime
) -> QuarantineActRow:
    _require_mender(doing.person)
    if not 0 < len(doing.note.strip()) <= NOTE_MAX_CHARS:
        raise NotPossible(f"note: say why, for the record, in at most {NOTE_MAX_CHARS} characters")
    row = session.get(QuarantinedRow, doing.row_id, with_for_update=True)
    if row is None:
        raise NotPossible(f"there is no quarantined row {doing.row_id}")
    acts = acts_of(session, row.id)
    if acts and _is_repeated(acts, doing, what, cells):
        return acts[-1]
    _require_possible(session, row, acts, doing, what)
    act = QuarantineActRow(
        row_id=row.id,
        position=len(acts) + 1,
        act=what,
        person=doing.person.id,
        note=doing.note.strip(),
        cells=cells,
        acted_at=now,
    )
    session.add(act)
    facts = {"batch": str(row.batch_id), "row": row.row_number, "act": act.position}
    facts |= {"cells": fingerprint(cells)} if cells else {}
    append(session, now, [Event(f"quarantine.{what}", f"quarantined_row:{row.id}", doing.person.id, facts)])
    return act


def acts_of(session: Session, row_id: UUID) -> Sequence[QuarantineActRow]:
    """All that became of a row, in order."""
    of_row = select(QuarantineActRow).where(QuarantineActRow.row_id == row_id)
    return session.scalars(of_row.order_by(QuarantineActRow.position)).all()


def _require_mender(person: Person) -> None:
    if not person.roles & MENDERS:
        allowed = ", ".join(sorted(MENDERS))
        raise NotAllowed(f"{person.id} may not mend rows: it needs the role of one of {allowed}")


def _is_repeated(
    acts: Sequence[QuarantineActRow], doing: Doing, what: QuarantineAct, cells: dict[str, str] | None
) -> bool:
    """A doubled click, or a request that was sent again: the same act on what was seen then."""
    last = acts[-1]
    said = last.position - 1, last.act, last.person, last.note, last.cells
    return said == (doing.seen, what, doing.person.id, doing.note.strip(), cells)


def _require_possible(
    session: Session, row: QuarantinedRow, acts: Sequence[QuarantineActRow], doing: Doing, what: QuarantineAct
) -> None:
    standing = standing_of(acts[-1].act if acts else None)
    if standing == RowStanding.ACCEPTED:
        raise NotPossible("the row was accepted: it is a finding, and the case it belongs to is what is decided on")
    if len(acts) != doing.seen:
        raise NotPossible("somebody has acted on this row since you looked at it; read it again")
    if standing not in BEFORE[what]:
        raise NotPossible(f"a row that is {standing.replace('_', ' ')} can not be {OUTCOME[what]}")
    if session.get_one(BatchRow, row.batch_id).state == BatchState.SUPERSEDED:
        raise NotPossible("a later version of this export has come; its rows are mended there")
