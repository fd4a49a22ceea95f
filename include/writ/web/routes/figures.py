"""What the authority did, by ground, and how platforms answered: the page, the same for programs, and as CSV."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from include.writ import settings
from include.writ.domain.figures import Figure
from include.writ.web import charts
from include.writ.web.figures_csv import answer_times_csv, figures_csv
from include.writ.web.months import AskedDays, month_of, neighbours
from include.writ.web.security import CurrentPerson
from include.writ.web.views import render
from include.writ.wiring import docket, docket_figures

router = APIRouter()
api = APIRouter()


@router.get("/figures")
def figures(person: CurrentPerson, days: AskedDays) -> HTMLResponse:
    """The figures of this month, or of the month or the days that are asked for."""
    counted, times = docket_figures.figures(*days), docket_figures.answer_times(*days)
    before, after = neighbours(counted.first_day)
    seen = {
        "counted": counted,
        "times": times,
        "kinds": list(Figure),
        "month": month_of(counted.first_day),
        "before": before,
        "after": after if after <= month_of(counted.as_of.astimezone(settings.timezone())) else None,
        "charts": charts.of_figures(counted),
        "time_charts": charts.of_times(times),
    }
    return HTMLResponse(render("figures.html", me=docket.me(person), **seen))


@router.get("/figures.csv")
def figures_as_csv(days: AskedDays) -> Response:
    """The same as a table for programs and for publication."""
    counted = docket_figures.figures(*days)
    return _file(figures_csv(counted), f"figures-{counted.first_day}-{counted.last_day}.csv")


@router.get("/answer-times.csv")
def answer_times_as_csv(days: AskedDays) -> Response:
    """How platforms answered, as a table for programs and for publication."""
    of, times = docket_figures.period(*days), docket_figures.answer_times(*days)
    return _file(answer_times_csv(of, times), f"answer-times-{of.first_day}-{of.last_day}.csv")


@api.get("/figures")
def figures_record(days: AskedDays) -> docket_figures.Figures:
    """The figures as a record: ground → figure → number."""
    return docket_figures.figures(*days)


@api.get("/answer-times")
def answer_times_records(days: AskedDays) -> list[docket_figures.AnswerTimes]:
    """How platforms answered, as records."""
    return docket_figures.answer_times(*days)


def _file(text: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)
