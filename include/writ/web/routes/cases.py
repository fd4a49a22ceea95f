"""Reading cases."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, HTTPException, Query

from include.writ.domain.content import Platform
from include.writ.domain.states import CaseState
from include.writ.web.days import Day
from include.writ.web.security import CurrentPerson
from include.writ.wiring import docket

PAGE = 200
Limit = Annotated[int, Query(ge=1, le=PAGE)]

router = APIRouter()


@router.get("/me")
def me(person: CurrentPerson) -> docket.Me:
    """Who is here, with which roles."""
    return docket.me(person)


@router.get("/cases")
def cases(
    state: CaseState | None = None,
    day: Day | None = None,
    platform: Platform | None = None,
    after: UUID | None = None,
    limit: Limit = PAGE,
) -> docket.CasePage:
    """Cases in order of day and id, a page at a time."""
    return docket.cases(state=state, day=day, platform=platform, after=after, limit=limit)


@router.get("/cases/{case_id}")
def case(case_id: UUID, person: CurrentPerson) -> docket.CaseRecord:
    """One case, whole."""
    found = docket.case(case_id, person)
    if found is None:
        raise HTTPException(404, f"there is no case {case_id}")
    return found
