"""The pages for reading. They hold no form: acts go through the API, one person, one case, one request."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse

from include.writ.web.security import CurrentPerson
from include.writ.web.timeline import timeline
from include.writ.web.views import render
from include.writ.wiring import docket

router = APIRouter(default_response_class=HTMLResponse)


@router.get("/")
def today(person: CurrentPerson) -> HTMLResponse:
    """What waits for the reader, and how the last book stands."""
    page = docket.today(person)
    return HTMLResponse(render("today.html", me=page.me, today=page))


@router.get("/cases/{case_id}")
def case(case_id: UUID, person: CurrentPerson) -> HTMLResponse:
    """One case with its course."""
    found = docket.case(case_id, person)
    if found is None:
        raise HTTPException(404, f"there is no case {case_id}")
    return HTMLResponse(render("case.html", me=docket.me(person), case=found, moments=timeline(found)))
