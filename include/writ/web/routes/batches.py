"""Batches: the recent ones, one with its checks, and its Data Docs."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import FileResponse, HTMLResponse

from include.writ.web.days import Day
from include.writ.web.routes.quarantine import PAGE_ROWS
from include.writ.web.security import CurrentPerson
from include.writ.web.trend import sparkline
from include.writ.web.views import render
from include.writ.wiring import batches, docket, quarantine

DAYS_SHOWN = 28
# the pages are made of counts by Great Expectations and carry their style with them; they get no script
DOCS_POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'"
)

router = APIRouter()


@router.get("/batches")
def recent(
    person: CurrentPerson, source: Annotated[str, Query(max_length=200)] = "", before: Day | None = None
) -> HTMLResponse:
    """The batches of the newest days."""
    page = batches.list_batches(source or None, before, DAYS_SHOWN)
    seen = {"page": page, "source": source, "sources": batches.sources(), "is_first": before is None}
    return HTMLResponse(render("batches.html", me=docket.me(person), **seen))


@router.get("/batches/{batch_id}")
def batch(batch_id: UUID, person: CurrentPerson) -> HTMLResponse:
    """One batch with its checks and the first of its refused rows."""
    found = batches.batch(batch_id)
    if found is None:
        raise HTTPException(404, f"there is no batch {batch_id}")
    rows = quarantine.quarantine(quarantine.Wanted(batch=batch_id), person, None, PAGE_ROWS)
    lines = {
        check.rule: sparkline([point.figure for point in check.trend], is_share=check.scope == "row")
        for check in found.checks
    }
    explained = {check.rule: quarantine.explain(check.rule) for check in found.checks}
    seen = {"found": found, "rows": rows, "lines": lines, "explained": explained}
    return HTMLResponse(render("batch.html", me=docket.me(person), may_mend=quarantine.may_mend(person), **seen))


@router.get("/batches/{batch_id}/docs/{page:path}")
def docs(batch_id: UUID, page: str) -> FileResponse:
    """One file of the batch's Data Docs."""
    found = batches.docs_page(batch_id, page)
    if found is None:
        raise HTTPException(404, "there is no such page in the Data Docs of this batch")
    path, kind = found
    return FileResponse(path, media_type=kind, headers={"Content-Security-Policy": DOCS_POLICY})
