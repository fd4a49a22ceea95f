"""Complaints, reviews and clarifications: reading what waits, and the acts of people."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, HTTPException

from include.writ.domain.states import AppealState
from include.writ.web.bodies import AppealBody, Body, ClarifyBody, ReasonBody, ReviewBody, RulingBody
from include.writ.web.routes.cases import PAGE, Limit
from include.writ.web.security import CurrentPerson
from include.writ.wiring import redress

reading = APIRouter()
router = APIRouter()


@reading.get("/redress")
def waiting(person: CurrentPerson, limit: Limit = PAGE) -> redress.RedressWaiting:
    """Complaints that are not decided and reviews that are due, the oldest first."""
    return redress.waiting(person, limit)


@reading.get("/appeals")
def appeals(person: CurrentPerson, state: AppealState | None = None, limit: Limit = PAGE) -> list[redress.AppealLine]:
    """Complaints, in one state or all, the oldest first."""
    return redress.list_appeals(person, [state] if state else [*AppealState], limit)


@reading.get("/appeals/{appeal_id}")
def appeal(appeal_id: UUID, person: CurrentPerson) -> redress.Decided:
    """One complaint with the letter to its appellant, once it is decided."""
    found = redress.read_appeal(appeal_id, person)
    if found is None:
        raise HTTPException(404, f"there is no complaint {appeal_id}")
    return found


@router.post("/cases/{case_id}/appeals")
def lodge(case_id: UUID, body: AppealBody, person: CurrentPerson) -> redress.Lodged:
    """Take a complaint, late or not; the answer holds the receipt for whoever made it."""
    return redress.lodge(case_id, person.id, body.appellant, body.language, body.statement, body.learned_on)


@router.post("/appeals/{appeal_id}/take")
def take(appeal_id: UUID, body: Body, person: CurrentPerson) -> redress.Decided:
    """Take a complaint for review. The body is `{}`."""
    return redress.take(appeal_id, person.id)


@router.post("/appeals/{appeal_id}/give-back")
def give_back(appeal_id: UUID, body: Body, person: CurrentPerson) -> redress.Decided:
    """Leave a complaint to another reviewer. The body is `{}`."""
    return redress.give_back(appeal_id, person.id)


@router.post("/appeals/{appeal_id}/withdraw")
def withdraw(appeal_id: UUID, body: ReasonBody, person: CurrentPerson) -> redress.Decided:
    """Note that the appellant takes the complaint back."""
    return redress.withdraw(appeal_id, person.id, body.reason)


@router.post("/appeals/{appeal_id}/decide")
def decide(appeal_id: UUID, body: RulingBody, person: CurrentPerson) -> redress.Decided:
    """Decide a complaint; an annulment reverses the order at once."""
    ruling = redress.Ruling(body.outcome, body.reasons, body.lateness, body.ends_on)
    return redress.decide(appeal_id, person.id, ruling)


@router.post("/cases/{case_id}/keep")
def keep(case_id: UUID, body: ReviewBody, person: CurrentPerson) -> redress.Reviewed:
    """Look at an order again and keep it."""
    return redress.keep(case_id, person.id, body.reasons)


@router.post("/cases/{case_id}/lift")
def lift(case_id: UUID, body: ReviewBody, person: CurrentPerson) -> redress.Reviewed:
    """Look at an order again and lift it."""
    return redress.lift(case_id, person.id, body.reasons)


@router.post("/cases/{case_id}/clarify")
def clarify(case_id: UUID, body: ClarifyBody, person: CurrentPerson) -> redress.Clarified:
    """Answer a platform that asked what the order means."""
    return redress.clarify(case_id, person.id, body.text)


@router.post("/cases/{case_id}/possible-again")
def possible_again(case_id: UUID, body: ReasonBody, person: CurrentPerson) -> redress.Resumed:
    """Note that the platform can obey again."""
    return redress.possible_again(case_id, person.id, body.reason)
