"""Refused rows: the list, one row with its form, the file for the source's owner."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, HTTPException, Query
from fastapi.responses import HTMLResponse, StreamingResponse

from include.writ.domain.intake import RowStanding
from include.writ.web.days import Day
from include.writ.web.routes.cases import PAGE, Limit
from include.writ.web.security import CurrentPerson
from include.writ.web.views import render
from include.writ.wiring import batches, docket, quarantine

PAGE_ROWS = 50

router = APIRouter()
api = APIRouter()


def wanted(
    source: Annotated[str | None, Query(max_length=200)] = None,
    day: str = "",
    batch: str = "",
    rule: Annotated[str | None, Query(max_length=200)] = None,
    standing: str = "",
) -> quarantine.Wanted:
    """The filter of a list. A form sends an open question as an empty text."""
    try:
        return quarantine.Wanted(
            source=source or None,
            day=date.fromisoformat(day) if day else None,
            batch=UUID(batch) if batch else None,
            rule=rule or None,
            standing=RowStanding(standing) if standing else None,
        )
    except ValueError:
        raise HTTPException(422, "day, batch or standing: the Docket does not know what is meant") from None


WantedRows = Annotated[quarantine.Wanted, Depends(wanted)]


@router.get("/quarantine")
def rows(person: CurrentPerson, asked: WantedRows, after: UUID | None = None) -> HTMLResponse:
    """Refused rows, the newest day first."""
    page = quarantine.quarantine(asked, person, after, PAGE_ROWS)
    choices = {"sources": batches.sources(), "rules": quarantine.rules_of(asked)}
    seen = {"page": page, "asked": asked, "is_first": after is None, "may_mend": quarantine.may_mend(person)}
    return HTMLResponse(render("quarantine.html", me=docket.me(person), choices=choices, **seen))


@router.get("/quarantine.csv")
def as_csv(person: CurrentPerson, asked: WantedRows) -> StreamingResponse:
    """All rows of the list with their reasons, for the owner of the source."""
    headers = {"Content-Disposition": 'attachment; filename="quarantine.csv"'}
    lines = quarantine.csv_lines(asked, person)
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/quarantine/{row_id}")
def row(row_id: UUID, person: CurrentPerson) -> HTMLResponse:
    """One refused row with its reasons, its history, and the form to mend it."""
    found = quarantine.row(row_id, person)
    if found is None:
        raise HTTPException(404, f"there is no quarantined row {row_id}")
    explained = {reason["rule"]: quarantine.explain(reason["rule"]) for reason in found.row.reasons}
    return HTMLResponse(
        render(
            "quarantined_row.html",
            me=docket.me(person),
            found=found,
            explained=explained,
            fields=quarantine.FIELDS,
        )
    )


@api.get("/quarantine")
def rows_of_day(
    day: Day, person: CurrentPerson, after: UUID | None = None, limit: Limit = PAGE
) -> quarantine.Quarantine:
    """Refused rows of a day with every reason."""
    return quarantine.of_day(day, person, after, limit)
