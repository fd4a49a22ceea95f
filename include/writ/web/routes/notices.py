"""Notices: the list with what needs a person, one notice with its files, what a portal confirmed, what is mended."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, HTTPException, Response
from fastapi.responses import HTMLResponse

from include.writ.domain.content import Platform
from include.writ.domain.people import Role
from include.writ.web.bodies import NumberBody, PortalBody, ReasonBody
from include.writ.web.routes.cases import PAGE, Limit
from include.writ.web.security import CurrentPerson
from include.writ.web.views import render
from include.writ.wiring import docket, docket_pages, notices

PAGE_ROWS = 50
# what is downloaded is a file; should a browser show it all the same, it is alone there
FILE_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"

router = APIRouter()
reading = APIRouter()
acts = APIRouter()


def wanted(platform: str = "", state: str = "") -> notices.Wanted:
    """The filter of a list. A form sends an open question as an empty text."""
    try:
        return notices.Wanted(
            Platform(platform) if platform else None, notices.NoticeStanding(state) if state else None
        )
    except ValueError:
        raise HTTPException(422, "platform or state: the Docket does not know what is meant") from None


WantedNotices = Annotated[notices.Wanted, Depends(wanted)]


@router.get("/notices")
def listed(person: CurrentPerson, asked: WantedNotices, after: UUID | None = None) -> HTMLResponse:
    """Notices, the newest first, below what needs a person."""
    page = notices.list_notices(asked, after, PAGE_ROWS)
    needs = notices.needs_people()
    seen = {"page": page, "needs": needs, "asked": asked, "is_first": after is None}
    return HTMLResponse(render("notices.html", me=docket.me(person), names=docket_pages.names(), **seen))


@router.get("/notices/{notice_id}")
def one(notice_id: UUID, person: CurrentPerson) -> HTMLResponse:
    """One notice: what it carries, and what became of it."""
    found = _found(notice_id)
    seen = {"notice": found, "may_mend": found.came_back and bool(person.roles & {Role.RELEASER, Role.APPROVER})}
    return HTMLResponse(render("notice.html", me=docket.me(person), names=docket_pages.names(), **seen))


@router.get("/notices/{notice_id}/notice.{file}")
def download(notice_id: UUID, file: notices.NoticeFile) -> Response:
    """One of the three files of a signed notice, as the platform gets it."""
    found = notices.file_of(notice_id, file)
    if found is None:
        raise HTTPException(404, f"there is no signed notice {notice_id}")
    headers = {
        "Content-Disposition": f'attachment; filename="{found.name}"',
        "Content-Security-Policy": FILE_POLICY,
    }
    return Response(found.content, media_type=found.media_type, headers=headers)


@reading.get("/notices")
def list_of_notices(asked: WantedNotices, after: UUID | None = None, limit: Limit = PAGE) -> notices.NoticeList:
    """Notices, the newest first, a page at a time."""
    return notices.list_notices(asked, after, limit)


@reading.get("/notices/{notice_id}")
def notice(notice_id: UUID) -> notices.WholeNotice:
    """One notice, whole but for its words."""
    return _found(notice_id)


@acts.post("/notices/{notice_id}/confirmation")
def type_in(notice_id: UUID, body: PortalBody, person: CurrentPerson) -> notices.Confirmation:
    """Write down the number that a portal showed, and the time of receipt that it showed with it."""
    return notices.type_in(notice_id, person.id, body.number, body.received_at)


@acts.post("/notices/{notice_id}/confirmation/confirm")
def confirm(notice_id: UUID, body: NumberBody, person: CurrentPerson) -> notices.Confirmation:
    """Another releaser saw the same number in the portal."""
    return notices.confirm(notice_id, person.id, body.number)


@acts.post("/notices/{notice_id}/mended")
def say_mended(notice_id: UUID, body: ReasonBody, person: CurrentPerson) -> notices.Mended:
    """Say that what made a notice come back is mended; what it carried then waits for a releaser."""
    return notices.say_mended(notice_id, person.id, body.reason)


def _found(notice_id: UUID) -> notices.WholeNotice:
    found = notices.notice(notice_id)
    if found is None:
        raise HTTPException(404, f"there is no notice {notice_id}")
    return found
