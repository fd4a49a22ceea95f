"""Who decided how much and how fast: the page, and the same for programs."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from include.writ.web import words_workload
from include.writ.web.security import CurrentPerson
from include.writ.web.views import render
from include.writ.wiring import docket, docket_workload

router = APIRouter()
api = APIRouter()


@router.get("/workload")
def workload(person: CurrentPerson) -> HTMLResponse:
    """The work of the last 28 days, by person and by kind of decision."""
    seen = {"load": docket_workload.workload(), "work": words_workload}
    return HTMLResponse(render("workload.html", me=docket.me(person), **seen))


@api.get("/workload")
def workload_record() -> docket_workload.Workload:
    """The same as a record; times are in seconds."""
    return docket_workload.workload()
