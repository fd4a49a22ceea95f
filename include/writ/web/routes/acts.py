"""What people do: one act on one case per request, decided by the services and the database, not here."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from include.writ.domain.case import Act
from include.writ.domain.content import Platform
from include.writ.web.bodies import (
    ApproveBody,
    Body,
    DraftBody,
    NonDisclosureBody,
    PortalAnswerBody,
    PortalAnswerSeenBody,
    ReasonBody,
)
from include.writ.web.security import CurrentPerson
from include.writ.wiring import docket, duties, portal_answers

router = APIRouter()


@router.post("/cases/{case_id}/draft")
def draft(case_id: UUID, body: DraftBody, person: CurrentPerson) -> docket.Done:
    """Keep what is written; the answer says what is missing, and holds the hash that an approver has to send."""
    return docket.draft(case_id, person.id, body.reasons, body.worksheet.answers(), seen=body.seen)


@router.post("/cases/{case_id}/approve")
def approve(case_id: UUID, body: ApproveBody, person: CurrentPerson) -> docket.Done:
    """Approve the draft with this hash and no other."""
    return docket.approve(case_id, person.id, body.draft_hash)


@router.post("/cases/{case_id}/decline")
def decline(case_id: UUID, body: ReasonBody, person: CurrentPerson) -> docket.Done:
    """Decide that there will be no order."""
    return docket.act(case_id, person.id, Act.DECLINED, body.reason)


@router.post("/cases/{case_id}/law-review")
def law_review(case_id: UUID, body: ReasonBody, person: CurrentPerson) -> docket.Done:
    """Ask a law reviewer."""
    return docket.act(case_id, person.id, Act.LAW_REVIEW, body.reason)


@router.post("/cases/{case_id}/return")
def give_back(case_id: UUID, body: ReasonBody, person: CurrentPerson) -> docket.Done:
    """Return a draft to the drafters, with what is wrong with it."""
    return docket.act(case_id, person.id, Act.RETURNED, body.reason)


@router.post("/cases/{case_id}/reopen")
def reopen(case_id: UUID, body: ReasonBody, person: CurrentPerson) -> docket.Done:
    """Take a declined case up again."""
    return docket.act(case_id, person.id, Act.REOPENED, body.reason)


@router.post("/cases/{case_id}/exposures")
def exposed(case_id: UUID, _body: Body, person: CurrentPerson) -> docket.Exposure:
    """Note that the reader is shown the case's texts; the answer says of how many cases today."""
    return docket.exposed(case_id, person)


@router.post("/cases/{case_id}/non-disclosure")
def non_disclosure(case_id: UUID, body: NonDisclosureBody, person: CurrentPerson) -> duties.NotDisclosed:
    """Decide that the author is not told until a day, by a law reviewer who neither drafted nor approves."""
    return duties.non_disclosure(case_id, person.id, body.draft_hash, body.reasons, body.until)


@router.post("/cases/{case_id}/portal-answer")
def write_down(case_id: UUID, body: PortalAnswerBody, person: CurrentPerson) -> portal_answers.PortalAnswer:
    """Write down what the platform's portal says to the order of a case."""
    shown = portal_answers.Shown(**body.model_dump())
    return portal_answers.write_down(case_id, person.id, shown)


@router.post("/cases/{case_id}/portal-answer/confirm")
def confirm(case_id: UUID, body: PortalAnswerSeenBody, person: CurrentPerson) -> portal_answers.PortalAnswer:
    """Another person saw the same in the portal; the next collection lets it count."""
    return portal_answers.confirm(case_id, person.id, body.seen, body.outcome)


@router.post("/platforms/{platform}/announcements")
def announce(platform: Platform, body: Body, person: CurrentPerson) -> duties.AnnouncedRecord:
    """Ask that a platform be told the procedure before its first order. The body is `{}`."""
    return duties.announce(platform, person.id)


@router.post("/releases/{release_id}/withdraw")
def withdraw(release_id: UUID, body: Body, person: CurrentPerson) -> docket.Withdrawn:
    """Take back an open question whose run is lost. The body is `{}`."""
    return docket.withdraw(release_id, person.id)
