"""Reading releases, books, and answers that fit no order."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException

from include.writ.domain.states import ReleaseState
from include.writ.web.days import Day
from include.writ.web.routes.cases import PAGE, Limit
from include.writ.wiring import docket

router = APIRouter()


@router.get("/releases")
def releases(state: ReleaseState | None = None, limit: Limit = PAGE) -> list[docket.ReleaseRecord]:
    """Questions to releasers, the newest first."""
    return docket.releases(state, limit)


@router.get("/books")
def books(limit: Limit = PAGE) -> list[docket.BookLine]:
    """The newest books first."""
    return docket.books(limit)


@router.get("/books/{day}")
def book(day: Day) -> docket.BookRecord:
    """One book with its cohorts, gaps and discrepancies."""
    found = docket.book(day)
    if found is None:
        raise HTTPException(404, f"no book was drawn up for {day}")
    return found


@router.get("/holding-pen")
def holding_pen(limit: Limit = PAGE) -> docket.HoldingPen:
    """Answers that fit no order, the oldest first."""
    return docket.holding_pen(limit)
