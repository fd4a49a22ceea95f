"""What the Docket's pages call about complaints, reviews and clarifications."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from include.writ.domain.people import Person
from include.writ.domain.redress import Appellant
from include.writ.domain.states import AppealState
from include.writ.log import get
from include.writ.services import appeal_rulings, appeals, clock_stops, docket_redress, reviews
from include.writ.services import deployment as standing
from include.writ.services.appeal_rulings import Ruling
from include.writ.services.appeals import Complaint
from include.writ.services.docket_orders import appeal_record
from include.writ.services.docket_redress import AppealLine, RedressWaiting
from include.writ.services.redress_records import AppealRecord
from include.writ.storage.models import AppealRow, PersonRow
from include.writ.wiring.deployment import Deployment, for_docket

__all__ = ["AppealLine", "RedressWaiting", "Ruling"]

log = get(__name__)


@dataclass(frozen=True, slots=True)
class Lodged:
    """A complaint with the receipt for whoever made it."""

    appeal: AppealRecord
    receipt: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Decided:
    """A complaint after an act on it. `letter`: what the appellant is told, once it is decided."""

    appeal: AppealRecord
    letter: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The order of a case after a person looked at it again."""

    case: UUID
    state: str
    next_review_on: date | None


@dataclass(frozen=True, slots=True)
class Clarified:
    """The notice that answers a platform's question; it waits for a release."""

    case: UUID
    notice: UUID
    document_sha256: str


@dataclass(frozen=True, slots=True)
class Resumed:
    """That the time of an order runs again, unless it stands still for another reason."""

    case: UUID
    number: str


def waiting(reader: Person, limit: int) -> RedressWaiting:
    """Open complaints and due reviews."""
    with for_docket().begin() as session:
        return docket_redress.waiting(session, reader, limit)


def list_appeals(reader: Person, states: Collection[AppealState], limit: int) -> list[AppealLine]:
    """Complaints in some states."""
    with for_docket().begin() as session:
        return docket_redress.list_appeals(session, reader, states, limit)


def read_appeal(appeal_id: UUID, reader: Person) -> Decided | None:
    """One complaint, and what its appellant is told; None when there is no such complaint."""
    with for_docket().begin() as session:
        row = session.get(AppealRow, appeal_id)
        if row is None:
            return None
        return _decided(row, reader, session.get(PersonRow, row.reviewer) if row.reviewer else None)


def lodge(
    case_id: UUID, user_name: str, appellant: Appellant, language: str, statement: str, learned_on: date | None
) -> Lodged:
    """Take a complaint about the order of a case, as a person recorded it."""
    here = for_docket()
    with here.begin() as session:
        person = standing.person(session, user_name)
        complaint = Complaint(appellant, language, statement, learned_on, recorded_by=person)
        row = appeals.record(
            session, case_id=case_id, complaint=complaint, pack=here.pack, zone=here.zone, now=here.clock()
        )
        log.info("case %s: complaint %s received", case_id, row.id)
        return Lodged(appeal_record(row, person), json.loads(row.receipt))


def take(appeal_id: UUID, user_name: str) -> Decided:
    """Take a complaint for review."""
    return _act(for_docket(), appeal_id, user_name, appeal_rulings.take)


def give_back(appeal_id: UUID, user_name: str) -> Decided:
    """Leave a complaint to another reviewer."""
    return _act(for_docket(), appeal_id, user_name, appeal_rulings.give_back)


def withdraw(appeal_id: UUID, user_name: str, reason: str) -> Decided:
    """Note that an appellant takes a complaint back."""
    return _act(for_docket(), appeal_id, user_name, appeal_rulings.withdraw, reason=reason)


def decide(appeal_id: UUID, user_name: str, ruling: Ruling) -> Decided:
    """Decide a complaint."""
    here = for_docket()
    return _act(here, appeal_id, user_name, appeal_rulings.decide, ruling=ruling, today=here.today)


def keep(case_id: UUID, user_name: str, reasons: str) -> Reviewed:
    """The order of a case is still needed."""
    return _review(case_id, user_name, reasons, reviews.keep)


def lift(case_id: UUID, user_name: str, reasons: str) -> Reviewed:
    """The order of a case is not needed any more."""
    return _review(case_id, user_name, reasons, reviews.lift)


def clarify(case_id: UUID, user_name: str, text: str) -> Clarified:
    """Answer a platform that asked what an order means."""
    here = for_docket()
    with here.begin() as session:
        person = standing.person(session, user_name)
        notice = clock_stops.clarify(session, case_id=case_id, person=person, text=text, now=here.clock())
        log.info("case %s: clarification %s", case_id, notice.id)
        return Clarified(case_id, notice.id, notice.document_sha256)


def possible_again(case_id: UUID, user_name: str, reason: str) -> Resumed:
    """Note that what kept a platform from obeying has ended."""
    here = for_docket()
    with here.begin() as session:
        person = standing.person(session, user_name)
        order = clock_stops.possible_again(session, case_id=case_id, person=person, reason=reason, now=here.clock())
        log.info("case %s: the clock runs again", case_id)
        return Resumed(case_id, order.number)


def _act(here: Deployment, appeal_id: UUID, user_name: str, what: Callable[..., AppealRow], **said: Any) -> Decided:
    with here.begin() as session:
        person = standing.person(session, user_name)
        row = what(session, appeal_id=appeal_id, person=person, now=here.clock(), **said)
        log.info("complaint %s: %s", appeal_id, row.state)
        return _decided(row, person, session.get(PersonRow, row.reviewer) if row.reviewer else None)


def _decided(row: AppealRow, reader: Person, reviewer: PersonRow | None) -> Decided:
    letter = appeal_rulings.letter(row, reviewer) if row.decided_at and reviewer else None
    return Decided(appeal_record(row, reader), letter)


def _review(case_id: UUID, user_name: str, reasons: str, what: Callable[..., Any]) -> Reviewed:
    here = for_docket()
    with here.begin() as session:
        person = standing.person(session, user_name)
        row = what(session, case_id=case_id, person=person, reasons=reasons, today=here.today, now=here.clock())
        log.info("case %s: the order is %s", case_id, row.state)
        return Reviewed(case_id, row.state, row.next_review_on)
