"""A batch that was held because too many of its rows were refused: an engineer lets its good rows in, or keeps it.

No answer keeps it held for good. Only the record here, which the database guards too, lets it go on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from include.writ.domain.people import Person, Role
from include.writ.domain.states import BatchState
from include.writ.errors import NotAllowed, NotPossible
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.storage.models import BatchCheckRow, BatchRow, LedgerRow, SourceRow

KEPT = "batch.kept_held"
WHY_NOT = {
    BatchState.STORED: "it waits for its validation",
    BatchState.VALIDATED: "its cases are opened next",
    BatchState.OPENED: "its cases are open already",
    BatchState.REFUSED: "the whole file was refused; the source has to send another",
    BatchState.MISSING: "no file came",
    BatchState.SUPERSEDED: "a later version of this export has come and counts instead",
}


@dataclass(frozen=True, slots=True)
class Question:
    """What a person is asked about a held batch; counts and names of rules only."""

    batch_id: UUID
    state: str
    is_let_in: bool
    source: str
    day: date
    version: int
    rows: int
    accepted: int
    quarantined: int
    limit: float
    rules: dict[str, int]
    has_docs: bool


def held_among(session: Session, batch_ids: Sequence[UUID]) -> list[UUID]:
    """Those of the batches that are held now."""
    held = select(BatchRow.id).where(BatchRow.id.in_(batch_ids), BatchRow.state == BatchState.HELD)
    return list(session.scalars(held.order_by(BatchRow.source, BatchRow.version)))


def count_held(session: Session) -> int:
    """How many batches are held now."""
    return session.scalars(select(func.count()).where(BatchRow.state == BatchState.HELD)).one()


def days_let_in(session: Session) -> list[date]:
    """Days with batches that a person let in and whose cases are not open yet."""
    waiting = select(BatchRow.day).where(BatchRow.state == BatchState.VALIDATED, BatchRow.let_in_at.is_not(None))
    return list(session.scalars(waiting.distinct().order_by(BatchRow.day)))


def read_question(session: Session, batch_id: UUID) -> Question:
    """The facts of one batch for the person who is asked."""
    batch = _existing(session, batch_id)
    broken = select(BatchCheckRow.rule, BatchCheckRow.broken).where(
        BatchCheckRow.batch_id == batch_id, BatchCheckRow.scope == "row", BatchCheckRow.broken > 0
    )
    counted = session.execute(broken.order_by(BatchCheckRow.broken.desc(), BatchCheckRow.rule))
    return Question(
        batch_id=batch_id,
        state=batch.state,
        is_let_in=batch.let_in_at is not None,
        source=batch.source,
        day=batch.day,
        version=batch.version,
        rows=batch.row_count or 0,
        accepted=batch.accepted or 0,
        quarantined=batch.quarantined or 0,
        limit=session.get_one(SourceRow, batch.source).max_bad_share,
        rules={rule: rows for rule, rows in counted},
        has_docs=batch.docs is not None,
    )


def let_in(session: Session, *, batch_id: UUID, person: Person, now: datetime) -> BatchRow:
    """Let the good rows of a held batch go on; the refused ones stay quarantined. A second yes changes nothing."""
    person.require(Role.ENGINEER)
    batch = _existing(session, batch_id, lock=True)
    if batch.let_in_at is not None and batch.state in (BatchState.VALIDATED, BatchState.OPENED):
        return batch
    _require_held(batch)
    batch.state, batch.let_in_by, batch.let_in_at = BatchState.VALIDATED, person.id, now
    _record(session, "batch.let_in", batch, person, now)
    return batch


def keep_held(session: Session, *, batch_id: UUID, person: Person, now: datetime) -> BatchRow:
    """Record that a person wants the batch to stay held. It can be let in later."""
    person.require(Role.ENGINEER)
    batch = _existing(session, batch_id, lock=True)
    _require_held(batch)
    said = select(LedgerRow.actor).where(LedgerRow.subject == f"batch:{batch_id}", LedgerRow.event == KEPT)
    if person.id not in set(session.scalars(said)):
        _record(session, KEPT, batch, person, now)
    return batch


def require_let_in(session: Session, batch_id: UUID) -> None:
    """Raise `NotAllowed` unless the record says that a person let the batch in."""
    batch = _existing(session, batch_id)
    if batch.let_in_by is None or batch.state not in (BatchState.VALIDATED, BatchState.OPENED):
        raise NotAllowed(f"no engineer has let batch {batch_id} in: it is {batch.state}")


def _existing(session: Session, batch_id: UUID, *, lock: bool = False) -> BatchRow:
    batch = session.get(BatchRow, batch_id, with_for_update=lock)
    if batch is None:
        raise NotPossible(f"there is no batch {batch_id}")
    return batch


def _require_held(batch: BatchRow) -> None:
    if batch.state != BatchState.HELD:
        before = f" ({batch.let_in_by} has let it in)" if batch.let_in_by else ""
        raise NotPossible(f"batch {batch.id} is {batch.state}{before}, not held: {WHY_NOT[BatchState(batch.state)]}")


def _record(session: Session, event: str, batch: BatchRow, person: Person, now: datetime) -> None:
    facts = {"rows": batch.row_count, "accepted": batch.accepted, "quarantined": batch.quarantined}
    append(session, now, [Event(event, f"batch:{batch.id}", person.id, facts)])
