"""What order, answers and looks disagree about: the page, and the same for machines. Nothing is changed here."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from include.writ.domain.reckoning import Mismatch
from include.writ.web.days import Day
from include.writ.web.paging import After
from include.writ.web.routes.cases import PAGE, Limit
from include.writ.web.security import CurrentPerson
from include.writ.web.views import render
from include.writ.wiring import docket, docket_pages
from include.writ.wiring.docket_mismatches import MismatchPage, mismatches

PAGE_ROWS = 50

router = APIRouter()
api = APIRouter()


@router.get("/mismatches")
def listed(person: CurrentPerson, after: After, day: Day | None = None, kind: Mismatch | None = None) -> HTMLResponse:
    """Those of one book, the oldest first."""
    page = mismatches(day, kind, after, PAGE_ROWS)
    return HTMLResponse(
        render("mismatches.html", me=docket.me(person), names=docket_pages.names(), page=page, kind=kind)
    )


@api.get("/books/{day}/mismatches")
def of_book(day: Day, after: After, kind: Mismatch | None = None, limit: Limit = PAGE) -> MismatchPage:
    """Those of one book, the oldest first; `next` is where the next page begins."""
    return mismatches(day, kind, after, limit)
