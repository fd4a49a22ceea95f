"""The pack of law: the page, the same for programs, and the act by which a legal officer answers for it."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from include.writ.domain.people import Role
from include.writ.domain.standing import PackStanding
from include.writ.web import words_packs
from include.writ.web.bodies import AdoptBody
from include.writ.web.security import CurrentPerson
from include.writ.web.views import render
from include.writ.wiring import adoption, docket, docket_packs

pages = APIRouter(default_response_class=HTMLResponse)
api = APIRouter()
router = APIRouter()


@pages.get("/packs")
def packs(person: CurrentPerson) -> HTMLResponse:
    """The pack in force with its rules and adoptions; a legal officer adopts it there."""
    pack = docket_packs.pack()
    is_open = pack.standing != PackStanding.ADOPTED and not pack.is_clock_set
    may_adopt = is_open and Role.LAW_REVIEWER in person.roles
    return HTMLResponse(render("packs.html", me=docket.me(person), pack=pack, law=words_packs, may_adopt=may_adopt))


@api.get("/packs")
def pack_record() -> docket_packs.PackRecord:
    """The same as a record."""
    return docket_packs.pack()


@router.post("/packs/{pack}/adopt")
def adopt(pack: str, body: AdoptBody, person: CurrentPerson) -> adoption.Adopted:
    """Adopt the pack with this SHA-256 and no other; the page of packs says which one the deployment has."""
    return adoption.adopt(pack, person.id, body.sha256)
