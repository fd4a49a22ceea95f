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
from include.writ.services.appeal_rulings import letter
from include.writ.services.author_complaints import OfAuthor
from include.writ.storage.models import PersonRow
from include.writ.wiring.deployment import for_docket

log = get(__name__)


@dataclass(frozen=True, slots=True)
class Form:
    """What an author wrote: number of the order, address of the item, and the rest."""

    number: str
    address: str
    statement: str
    language: str
    learned_on: date | None


@dataclass(frozen=True, slots=True)
class Taken:
    """A complaint that is on record. `code`: what its answer is read with; None where it was there before.

    `says`: the receipt, by language.
    """

    number: str
    received_at: datetime
    code: str | None
    says: dict[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """How a complaint stands; `letter` once it is decided."""

    number: str
    received_at: datetime
    state: AppealState
    letter: dict[str, Any] | None


def is_specimen() -> bool:
    """Whether no order of this deployment is in force."""
    return for_docket().is_specimen()


def today() -> date:
    """The local day now."""
    return for_docket().today


def take(form: Form) -> Taken | None:
    """Take a complaint; None where no order is meant."""
    here, item = for_docket(), identify(form.address)
    if not isinstance(item, ContentRef):
        return None
    said = OfAuthor(form.number, item, form.statement, form.language, form.learned_on)
    with here.begin() as session:
        taken = author_complaints.lodge_for_author(session, said, pack=here.pack, zone=here.zone, now=here.clock())
        if taken is None:
            return None
        row, code = taken
        log.info("complaint %s received from an author", row.id)
        return Taken(row.number, row.received_at, code, json.loads(row.receipt)["says"])


def answer(number: str, code: str) -> Answer | None:
    """How the complaint of this number stands, to whoever has its code."""
    with for_docket().begin() as session:
        row = author_complaints.complaint_with(session, number, code)
        if row is None:
            return None
        reviewer = session.get(PersonRow, row.reviewer) if row.decided_at else None
        return Answer(row.number, row.received_at, AppealState(row.state), letter(row, reviewer) if reviewer else None)
