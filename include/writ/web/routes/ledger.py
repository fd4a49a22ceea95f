"""The ledger: its events and whether the chain holds, as pages and for programs. Nothing is ever changed there."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query
from fastapi.responses import HTMLResponse
from pydantic import Field

from include.writ.web import words_ledger
from include.writ.web.days import Day
from include.writ.web.routes.cases import PAGE, Limit
from include.writ.web.security import CurrentPerson
from include.writ.web.views import render
from include.writ.wiring import docket, docket_ledger

PAGE_EVENTS = 50
MOST_SUBJECTS = 100
VERIFIED_LAST = 1_000

Subject = Annotated[str, Field(pattern=r"^([a-z_]{1,40}:[A-Za-z0-9_.-]{1,100})?$")]  # no address, no text
Subjects = Annotated[list[Subject], Query(alias="subject", max_length=MOST_SUBJECTS)]
Position = Annotated[int, Query(ge=1, lt=2**63)]
Number = Annotated[int, Query(ge=1, le=1_000_000_000)]

router = APIRouter(default_response_class=HTMLResponse)
api = APIRouter()


def verified(
    day: Day | None = None, last: Number | None = None, first: Position | None = None, until: Position | None = None
) -> docket_ledger.Verified:
    """A local day, the last events, or positions, verified; the last 1,000 events where nothing is said."""
    if [day is None, last is None, first is None].count(False) > 1 or (first is None) != (until is None):
        raise HTTPException(422, "verify a day, or the last events, or the positions from first to until")
    if first and until:
        return docket_ledger.verify(docket_ledger.Span(first, until))
    return docket_ledger.verify_day(day) if day else docket_ledger.verify_last(last or VERIFIED_LAST)


Found = Annotated[docket_ledger.Verified, Depends(verified)]


@router.get("/ledger")
def ledger(person: CurrentPerson, subject: Subjects = [], before: Position | None = None) -> HTMLResponse:  # noqa: B006
    """The newest events first, a page at a time; of some subjects alone where they are named."""
    subjects = _named(subject)
    page = docket_ledger.events(subjects, before, PAGE_EVENTS)
    seen = {"page": page, "subjects": subjects, "before": before, "chain": words_ledger, "usual": VERIFIED_LAST}
    return HTMLResponse(render("ledger.html", me=docket.me(person), **seen))


@router.get("/ledger/verify")
def verify(person: CurrentPerson, found: Found, day: Day | None = None) -> HTMLResponse:
    """Recompute a part of the chain now, and say whether it holds."""
    seen = {"found": found, "day": day, "chain": words_ledger, "usual": VERIFIED_LAST}
    return HTMLResponse(render("ledger_verified.html", me=docket.me(person), **seen))


@api.get("/ledger")
def events(subject: Subjects = [], before: Position | None = None, limit: Limit = PAGE) -> docket_ledger.EventPage:  # noqa: B006
    """The same as records; `next` is what to ask before for more."""
    return docket_ledger.events(_named(subject), before, limit)


@api.get("/ledger/verify")
def verify_record(found: Found) -> docket_ledger.Verified:
    """The same as a record; `next` is where to go on."""
    return found


def _named(subjects: list[str]) -> list[str]:
    """Without the empty one, which a form sends in which nothing was entered."""
    return [subject for subject in subjects if subject]
