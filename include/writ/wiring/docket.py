"""What the Docket's pages call: reads for anyone in Writ's register, acts for those whose role allows them.

Every act looks the person up again in its own transaction, so a role that was just taken away counts at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from include.writ.domain.case import Act
from include.writ.domain.completeness import Missing
from include.writ.domain.content import Platform
from include.writ.domain.people import Person
from include.writ.domain.states import CaseState, ReleaseState
from include.writ.domain.worksheet import Worksheet
from include.writ.errors import NotAllowed, NotPossible, PackError
from include.writ.log import get
from include.writ.services import approve as approval
from include.writ.services import (
    decide,
    docket,
    docket_oversight,
    docket_pen,
    exposures,
    openings,
    refused_drafts,
    release,
)
from include.writ.services import deployment as standing
from include.writ.services.case_lines import CasePage
from include.writ.services.case_queue import Wanted
from include.writ.services.docket import MOST_COUNTED
from include.writ.services.docket_oversight import (
    BookLine,
    BookRecord,
    CohortRecord,
    ReleaseRecord,
)
from include.writ.services.docket_pen import HoldingPen
from include.writ.services.docket_records import CaseRecord, DecisionRecord
from include.writ.storage.conditions import Place
from include.writ.wiring.deployment import for_docket

__all__ = [
    "MOST_COUNTED",
    "BookLine",
    "BookRecord",
    "CasePage",
    "CaseRecord",
    "CohortRecord",
    "DecisionRecord",
    "HoldingPen",
    "Place",
    "ReleaseRecord",
]

log = get(__name__)


@dataclass(frozen=True, slots=True)
class Me:
    """Who is here, and what kind of deployment this is."""

    id: str
    name: str
    post: str
    roles: list[str]
    is_specimen: bool
    pack: str


@dataclass(frozen=True, slots=True)
class Done:
    """What an act led to. `missing`: what a draft lacks before anybody can approve it."""

    case: UUID
    state: str
    version: int | None = None
    draft_hash: str | None = None
    order: UUID | None = None
    number: str | None = None
    missing: list[Missing] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Exposure:
    """Of how many cases the reader has looked at texts today."""

    cases: int


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """An open question that was taken back; its notices are asked about again."""

    release: UUID
    notices: int


def person(user_name: str) -> Person:
    """Who Airflow's user is in Writ. Raises `NotAllowed` for anyone who is not in the register, or has no role."""
    with for_docket().begin() as session:
        found = standing.person(session, user_name)
    if not found.roles:
        raise NotAllowed(f"{user_name} holds no role in Writ")
    return found


def me(reader: Person) -> Me:
    """The reader as Writ knows them."""
    here = for_docket()
    pack = f"{here.pack.pack.id} {here.pack.pack.version}"
    return Me(reader.id, reader.name, reader.post, sorted(reader.roles), here.is_specimen(), pack)


def cases(
    *, state: CaseState | None, day: date | None, platform: Platform | None, after: UUID | None, limit: int
) -> CasePage:
    """A page of cases."""
    states = [state] if state else []
    here = for_docket()
    wanted = Wanted(platform=platform)
    with here.begin() as session:
        return docket.list_cases(
            session, states=states, day=day, wanted=wanted, after=after, limit=limit, now=here.clock()
        )


def case(case_id: UUID, reader: Person) -> CaseRecord | None:
    """One case, whole. That an approver opened it is put on record, for only then they can approve it."""
    here = for_docket()
    now = here.clock()
    with here.begin() as session:
        found = docket.read_case(session, case_id, reader, here.pack, here.zone, now)
        if found:
            openings.note(session, found, reader, now)
    return found


def exposed(case_id: UUID, reader: Person) -> Exposure:
    """Note that the reader looks at the texts of a case."""
    here = for_docket()
    with here.begin() as session:
        return Exposure(exposures.note(session, case_id=case_id, reader=reader, day=here.today, now=here.clock()))


def releases(state: ReleaseState | None, limit: int) -> list[ReleaseRecord]:
    """Questions to releasers."""
    with for_docket().begin() as session:
        return docket_oversight.list_releases(session, [state] if state else [], limit)


def books(limit: int) -> list[BookLine]:
    """The newest books."""
    with for_docket().begin() as session:
        return docket_oversight.list_books(session, limit)


def book(day: date) -> BookRecord | None:
    """One book."""
    with for_docket().begin() as session:
        return docket_oversight.read_book(session, day)


def holding_pen(limit: int) -> HoldingPen:
    """Answers that fit no order."""
    with for_docket().begin() as session:
        return docket_pen.holding_pen(session, limit)


def draft(case_id: UUID, user_name: str, reasons: str, worksheet: Worksheet, *, seen: int) -> Done:
    """Keep what a person wrote for one case, from the version `seen`; as a refused draft if it is refused."""
    here = for_docket()
    said: dict[str, Any] = {"case_id": case_id, "reasons": reasons, "worksheet": worksheet, "seen": seen}
    try:
        with here.begin() as session:
            drafter = standing.person(session, user_name)
            written = decide.draft(session, person=drafter, pack=here.pack, today=here.today, now=here.clock(), **said)
    except (NotAllowed, NotPossible, PackError) as refused:
        with here.begin() as session:
            drafter = standing.person(session, user_name)
            is_kept = refused_drafts.keep(session, person=drafter, refusal=str(refused), now=here.clock(), **said)
        if is_kept:
            raise type(refused)(
                f"{refused}. What was sent is kept with the case, under its refused drafts"
            ) from refused
        raise
    row = written.decision
    log.info("case %s: version %s drafted", case_id, row.version)
    return Done(case_id, written.state, version=row.version, draft_hash=row.draft_hash, missing=written.missing)


def approve(case_id: UUID, user_name: str, draft_hash: str) -> Done:
    """Approve exactly the draft with this hash."""
    here = for_docket()
    is_specimen = here.is_specimen()
    with here.begin() as session:
        order = approval.run(
            session,
            case_id=case_id,
            person=standing.person(session, user_name),
            draft_hash=draft_hash,
            pack=here.pack,
            is_specimen=is_specimen,
            today=here.today,
            now=here.clock(),
        )
    log.info("case %s: order %s approved", case_id, order.id)
    return Done(case_id, CaseState.ORDERED, draft_hash=draft_hash, order=order.id, number=order.number)


def act(case_id: UUID, user_name: str, what: Act, reason: str) -> Done:
    """Decline a case, return its draft, ask for law review, or take it up again."""
    here = for_docket()
    with here.begin() as session:
        acting = standing.person(session, user_name)
        row = decide.act(session, case_id=case_id, person=acting, what=what, reason=reason, now=here.clock())
    log.info("case %s: %s", case_id, what)
    return Done(case_id, row.state)


def withdraw(release_id: UUID, user_name: str) -> Withdrawn:
    """Take back an open question to the releasers."""
    here = for_docket()
    with here.begin() as session:
        releaser = standing.person(session, user_name)
        notices = release.withdraw(session, release_id=release_id, person=releaser, now=here.clock())
    log.info("release %s: withdrawn, %s notices", release_id, notices)
    return Withdrawn(release_id, notices)
