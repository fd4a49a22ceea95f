"""What platforms asked about orders and nobody has answered: the page, and the same for machines."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from include.writ.web.paging import After
from include.writ.web.routes.cases import PAGE, Limit
from include.writ.web.security import CurrentPerson
from include.writ.web.views import render
from include.writ.wiring import docket, docket_pages
from include.writ.wiring.docket_questions import QuestionPage, questions

PAGE_ROWS = 50

router = APIRouter()
api = APIRouter()


@router.get("/questions")
def listed(person: CurrentPerson, after: After) -> HTMLResponse:
    """Open questions, the oldest first; each is answered on the page of its case."""
    page = questions(after, PAGE_ROWS)
    return HTMLResponse(render("questions.html", me=docket.me(person), names=docket_pages.names(), page=page))


@api.get("/questions")
def of_platforms(after: After, limit: Limit = PAGE) -> QuestionPage:
    """Open questions, the oldest first; `next` is where the next page begins."""
    return questions(after, limit)
