"""What the public pages call. They are given no more than the author of one complaint may read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from include.writ.domain.content import ContentRef
from include.writ.domain.states import AppealState
from include.writ.log import get
from include.writ.platforms.registry import identify
from include.writ.services import author_complaints
from include.writ.services import deployment as standing
from include.writ.services.appeal_rulings import letter
from include.writ.storage.models import PersonRow
from include.writ.wiring.deployment import for_docket

log = get(__name__)


@dataclass(frozen=True, slots=True)
class Form:
    """What an author wrote: reference of the order, address of the item, and the rest."""

    reference: str
    address: str
    statement: str
    language: str
    learned_on: date | None
    code: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A complaint that is on record. `says`: the receipt, by language."""

    number: str
    received_at: datetime
    says: dict[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """How a complaint stands; `letter` once it is decided."""

    number: str
    received_at: datetime
    state: AppealState
    letter: dict[str, Any] | None


def is_specimen() -> bool:
    """Whether there never was an order in earnest."""
    with for_docket().begin() as session:
        return standing.only_rehearsed(session)


def today() -> date:
    """The local day now."""
    return for_docket().today


def take(form: Form) -> Taken | None:
    """Take a complaint; None where no order is meant."""
    here, item = for_docket(), identify(form.address)
    if not isinstance(item, ContentRef):
        return None
    with here.begin() as session:
        row = author_complaints.lodge_for_author(
            session,
            reference=form.reference,
            item=item,
            complaint=author_complaints.of_author(form.code, form.language, form.statement, form.learned_on),
            pack=here.pack,
            zone=here.zone,
            now=here.clock(),
        )
        if row is None:
            return None
        log.info("complaint %s received from an author", row.id)
        return Taken(row.number, row.received_at, json.loads(row.receipt)["says"])


def answer(number: str, code: str) -> Answer | None:
    """How the complaint of this number stands, to whoever has its code."""
    with for_docket().begin() as session:
        row = author_complaints.complaint_with(session, number, code)
        if row is None:
            return None
        reviewer = session.get(PersonRow, row.reviewer) if row.decided_at else None
        return Answer(row.number, row.received_at, AppealState(row.state), letter(row, reviewer) if reviewer else None)
