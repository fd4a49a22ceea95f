"""The pages of cases. Their forms act through the API: one person, one case, one request."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import HTMLResponse

from include.writ.domain.states import CaseState
from include.writ.web import words_ledger
from include.writ.web.bodies_queue import FilterBody, PageQuery
from include.writ.web.differences import changes
from include.writ.web.routes.cases import PAGE
from include.writ.web.routes.ledger import MOST_SUBJECTS
from include.writ.web.security import CurrentPerson
from include.writ.web.timeline import timeline
from include.writ.web.views import render
from include.writ.wiring import case_acts, docket, docket_ledger, docket_pages, redress

router = APIRouter(default_response_class=HTMLResponse)


@router.get("/")
def today(person: CurrentPerson) -> HTMLResponse:
    """What waits for the reader, and how the last book stands."""
    page = docket_pages.today(person)
    return HTMLResponse(render("today.html", me=docket.me(person), names=docket_pages.names(), today=page))


@router.get("/help")
def explained(person: CurrentPerson) -> HTMLResponse:
    """What the terms mean, and who does what where."""
    return HTMLResponse(render("help.html", me=docket.me(person)))


@router.get("/redress")
def waiting(person: CurrentPerson) -> HTMLResponse:
    """Complaints to decide, and orders to look at again."""
    page = redress.waiting(person, PAGE)
    return HTMLResponse(render("redress.html", me=docket.me(person), names=docket_pages.names(), waiting=page))


@router.get("/cases")
def cases(person: CurrentPerson, asked: Annotated[PageQuery, Query()]) -> HTMLResponse:
    """The reader's queue, or the cases that are asked for."""
    page = docket_pages.queue(person, asked.asked(), asked.after)
    return HTMLResponse(
        render("cases.html", me=docket.me(person), names=docket_pages.names(), queue=page, is_first=asked.after is None)
    )


@router.get("/cases/{case_id}")
def case(case_id: UUID, person: CurrentPerson, asked: Annotated[FilterBody, Query()]) -> HTMLResponse:
    """One case with its course, and the ways on in the list that the reader comes from."""
    found = docket.case(case_id, person)
    if found is None:
        raise HTTPException(404, f"there is no case {case_id}")
    names, me = docket_pages.names(), docket.me(person)
    moments = timeline(found, names.platform(found.platform))
    waits_for = docket_pages.WAITS_FOR.get(CaseState(found.state))
    shown = {"moments": moments, "changes": changes(found.decisions), "acts": case_acts.of_case(found, person)}
    shown |= {"ledger": docket_ledger.of_case(found, MOST_SUBJECTS), "chain": words_ledger}
    shown |= {"asked": asked.asked(), "beside": docket_pages.beside(case_id, person, asked.asked())}
    return HTMLResponse(render("case.html", me=me, names=names, case=found, waits_for=waits_for, **shown))
