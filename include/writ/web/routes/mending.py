"""What people do with refused rows and held batches: one act per request, decided by the services, not here."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter

from include.writ.web.bodies import Body, CorrectBody, NoteBody
from include.writ.web.security import CurrentPerson
from include.writ.wiring import batches, quarantine

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Mended:
    """The act that was added to the row, by its number."""

    row: UUID
    act: str
    position: int


@dataclass(frozen=True, slots=True)
class LetIn:
    """The batch and the state it has now."""

    batch: UUID
    state: str


@router.post("/quarantine/{row_id}/correct")
def correct(row_id: UUID, body: CorrectBody, person: CurrentPerson) -> Mended:
    """Say what the row should have said; the replay validates it."""
    act = quarantine.correct(row_id, person.id, body.cells, body.note, body.seen)
    return Mended(row_id, act.act, act.position)


@router.post("/quarantine/{row_id}/set-aside")
def set_aside(row_id: UUID, body: NoteBody, person: CurrentPerson) -> Mended:
    """Say that nothing has to be done about the row."""
    act = quarantine.set_aside(row_id, person.id, body.note, body.seen)
    return Mended(row_id, act.act, act.position)


@router.post("/quarantine/{row_id}/take-up")
def take_up(row_id: UUID, body: NoteBody, person: CurrentPerson) -> Mended:
    """Undo a setting aside, or a correction that was not validated yet."""
    act = quarantine.take_up(row_id, person.id, body.note, body.seen)
    return Mended(row_id, act.act, act.position)


@router.post("/batches/{batch_id}/let-in")
def let_in(batch_id: UUID, body: Body, person: CurrentPerson) -> LetIn:
    """Let the good rows of a held batch go on. The body is `{}`."""
    return LetIn(batch_id, batches.let_in(batch_id, person.id))
