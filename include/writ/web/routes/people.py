"""The register of people: the page, and the same for programs. Nobody is registered or changed here."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from include.writ.web import words_people, words_workload
from include.writ.web.security import CurrentPerson
from include.writ.web.views import render
from include.writ.wiring import docket, docket_people

router = APIRouter()
api = APIRouter()


@router.get("/people")
def people(person: CurrentPerson) -> HTMLResponse:
    """Who may do what, and what takes several of them."""
    seen = {"register": docket_people.register(), "persons": words_people, "work": words_workload}
    return HTMLResponse(render("people.html", me=docket.me(person), **seen))


@api.get("/people")
def people_record() -> docket_people.Register:
    """The same as a record."""
    return docket_people.register()
