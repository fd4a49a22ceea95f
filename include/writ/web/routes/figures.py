"""What the authority did, by ground: the page, and the same for programs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from include.writ.domain.figures import Figure
from include.writ.web.days import Day
from include.writ.web.security import CurrentPerson
from include.writ.web.views import render
from include.writ.wiring import docket, docket_figures

FirstDay = Annotated[Day | None, Query(alias="from")]
LastDay = Annotated[Day | None, Query(alias="to")]

router = APIRouter()
api = APIRouter()


@router.get("/figures")
def figures(person: CurrentPerson, first_day: FirstDay = None, last_day: LastDay = None) -> HTMLResponse:
    """The figures of this month, or of the days that are asked for."""
    counted = docket_figures.figures(first_day, last_day)
    return HTMLResponse(render("figures.html", me=docket.me(person), counted=counted, kinds=list(Figure)))


@api.get("/figures")
def figures_record(first_day: FirstDay = None, last_day: LastDay = None) -> docket_figures.Figures:
    """The same as a record: ground → figure → number."""
    return docket_figures.figures(first_day, last_day)
