"""Answers that fit no order: the page, and what a person makes of one."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from include.writ.web.bodies import MatchBody, ReasonBody, WithdrawMatchBody
from include.writ.web.security import CurrentPerson
from include.writ.web.views import render
from include.writ.wiring import docket, docket_pages, holding_pen

PAGE_ROWS = 50

pages = APIRouter()
router = APIRouter()


@pages.get("/holding-pen")
def listed(person: CurrentPerson) -> HTMLResponse:
    """What waits, the oldest first, with orders that each may speak of, and what was matched lately."""
    shown = {"pen": docket.holding_pen(PAGE_ROWS), "may_match": holding_pen.may_match(person)}
    return HTMLResponse(render("holding_pen.html", me=docket.me(person), names=docket_pages.names(), **shown))


@router.post("/holding-pen/{response_id}/match")
def match(response_id: UUID, body: MatchBody, person: CurrentPerson) -> holding_pen.Matched:
    """Let an answer count for these orders, as the outcome that the person read in it."""
    return holding_pen.match(response_id, person.id, body.orders, body.outcome)


@router.post("/holding-pen/{response_id}/withdraw")
def withdraw(response_id: UUID, body: WithdrawMatchBody, person: CurrentPerson) -> holding_pen.Matched:
    """Withdraw a match that was wrong; the answer says for how many orders it counts no more."""
    return holding_pen.withdraw(response_id, person.id, body.orders, body.outcome, body.reason)


@router.post("/holding-pen/{response_id}/set-aside")
def set_aside(response_id: UUID, body: ReasonBody, person: CurrentPerson) -> holding_pen.Matched:
    """Note that an answer speaks of no order of ours."""
    return holding_pen.set_aside(response_id, person.id, body.reason)
