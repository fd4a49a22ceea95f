"""People take cases in hand, one at a time, and leave them to others again. It is no act on the case."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from include.writ.web.bodies import Body
from include.writ.web.bodies_queue import NextBody
from include.writ.web.security import CurrentPerson
from include.writ.wiring import case_claims

router = APIRouter()


@router.post("/cases/{case_id}/claim")
def claim(case_id: UUID, body: Body, person: CurrentPerson) -> case_claims.HeldCase:
    """Hold the case for half an hour; for those who decide. The body is `{}`."""
    return case_claims.claim(case_id, person.id)


@router.post("/cases/{case_id}/release")
def release(case_id: UUID, body: Body, person: CurrentPerson) -> case_claims.HeldCase:
    """Leave the case to others; for its holder. The body is `{}`."""
    return case_claims.release(case_id, person.id)


@router.post("/queue/next")
def claim_next(body: NextBody, person: CurrentPerson) -> case_claims.HeldCase:
    """Hold the next case that waits for the person, of those that are asked for; for those who decide."""
    return case_claims.claim_next(person.id, body.asked(), body.past)
