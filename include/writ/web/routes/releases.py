"""Questions to releasers: the list, and one with all that its releaser is told. Only Airflow takes the answer."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse

from include.writ.domain.people import Role
from include.writ.domain.states import ReleaseState
from include.writ.domain.volume import ENOUGH_DAYS, FEW, TIMES
from include.writ.web.security import CurrentPerson
from include.writ.web.views import render
from include.writ.wiring import docket, docket_pages, docket_releases

router = APIRouter()
api = APIRouter()


@router.get("/releases")
def releases(person: CurrentPerson) -> HTMLResponse:
    """Open questions, and those that were answered."""
    seen = {"names": docket_pages.names(), "releases": docket_releases.releases()}
    return HTMLResponse(render("releases.html", me=docket.me(person), **seen))


@router.get("/releases/{release_id}")
def release(release_id: UUID, person: CurrentPerson) -> HTMLResponse:
    """One question: what would leave, what is unusual about it, and the answer."""
    found = _found(release_id)
    is_open = found.release.state == ReleaseState.ASKED
    seen = {
        "names": docket_pages.names(),
        "found": found,
        "is_open": is_open,
        "may_answer": is_open and Role.RELEASER in person.roles,
        "rule": {"enough": ENOUGH_DAYS, "few": FEW, "times": TIMES},
    }
    return HTMLResponse(render("release.html", me=docket.me(person), **seen))


@api.get("/releases/{release_id}")
def release_record(release_id: UUID) -> docket_releases.ReleasePage:
    """The same as a record."""
    return _found(release_id)


def _found(release_id: UUID) -> docket_releases.ReleasePage:
    found = docket_releases.release(release_id)
    if found is None:
        raise HTTPException(404, f"there is no release {release_id}")
    return found
