"""The register of platforms: the pages, the same for programs, and the acts: propose, confirm, record a figure."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse

from include.writ.domain.content import Platform
from include.writ.domain.people import DECIDERS, Role
from include.writ.domain.registry import ContactRole
from include.writ.web import words_platforms
from include.writ.web.bodies import Body
from include.writ.web.bodies_platforms import ContactBody, UsersBody
from include.writ.web.security import CurrentPerson
from include.writ.web.views import render
from include.writ.wiring import docket, docket_platforms

pages = APIRouter(default_response_class=HTMLResponse)
api = APIRouter()
router = APIRouter()


@pages.get("/platforms")
def platforms(person: CurrentPerson) -> HTMLResponse:
    """All platforms with whom their notices go to."""
    seen = {"platforms": docket_platforms.platforms(), "register": words_platforms}
    return HTMLResponse(render("platforms.html", me=docket.me(person), **seen))


@pages.get("/platforms/{platform}")
def platform(platform: Platform, person: CurrentPerson) -> HTMLResponse:
    """One platform with the history of its contacts."""
    seen = {
        "found": _found(platform),
        "register": words_platforms,
        "contact_roles": list(ContactRole),
        "may_propose": bool(DECIDERS & person.roles),
        "may_confirm": Role.LAW_REVIEWER in person.roles,
    }
    return HTMLResponse(render("platform.html", me=docket.me(person), **seen))


@api.get("/platforms")
def platform_records() -> list[docket_platforms.PlatformRecord]:
    """All platforms as records."""
    return docket_platforms.platforms()


@api.get("/platforms/{platform}")
def platform_record(platform: Platform) -> docket_platforms.PlatformRecord:
    """One platform as a record."""
    return _found(platform)


@router.post("/platforms/{platform}/contacts")
def propose(platform: Platform, body: ContactBody, person: CurrentPerson) -> docket_platforms.Registered:
    """Propose whom notices to a platform go to."""
    return docket_platforms.propose(platform, person.id, body.contact())


@router.post("/contacts/{contact_id}/confirm")
def confirm(contact_id: UUID, body: Body, person: CurrentPerson) -> docket_platforms.Registered:
    """Confirm what another person proposed. The body is `{}`."""
    return docket_platforms.confirm(contact_id, person.id)


@router.post("/platforms/{platform}/users")
def record_users(platform: Platform, body: UsersBody, person: CurrentPerson) -> docket_platforms.Recorded:
    """Record how many use a platform, with where that was read."""
    return docket_platforms.record_users(platform, person.id, body.figure())


def _found(name: Platform) -> docket_platforms.PlatformRecord:
    found = docket_platforms.platform(name)
    if found is None:
        raise HTTPException(404, f"platform {name} is not registered")
    return found
