"""Reading the register of people: who may do what, what only several of them can do, and how much each did lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.writ.domain.people import Role
from include.writ.domain.separations import HANDS, Separation, binds, is_staffed
from include.writ.domain.workload import Work
from include.writ.services.records import record_of
from include.writ.services.workload import Tally, read_tallies
from include.writ.storage.models import PersonRow


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """One person of the register. `bound_by`: where they could act twice by their roles, and may only once.

    `tallies`: what they did in the last 28 local days, by kind; None for who did nothing.
    """

    id: str
    name: str
    post: str
    roles: list[str]
    higher_body: str | None
    is_active: bool
    bound_by: list[Separation]
    tallies: dict[Work, Tally] | None


@dataclass(frozen=True, slots=True)
class SeparationRecord:
    """What takes several people: the roles of each hand, and whether there are active people enough."""

    what: Separation
    hands: list[list[str]]
    is_staffed: bool


@dataclass(frozen=True, slots=True)
class Register:
    """Everybody who is or was registered, by name, those who are active first; some dozens. `held`: role → active."""

    people: list[PersonRecord]
    separations: list[SeparationRecord]
    held: dict[Role, int]


def read_register(session: Session, *, today: date, zone: ZoneInfo, now: datetime) -> Register:
    """The register as it is now."""
    rows = session.scalars(select(PersonRow).order_by(PersonRow.is_active.desc(), PersonRow.name, PersonRow.id)).all()
    tallies = read_tallies(session, today=today, zone=zone, now=now)
    active = [_roles(row) for row in rows if row.is_active]
    return Register(
        people=[_person(row, tallies.get(row.id)) for row in rows],
        separations=[
            SeparationRecord(what, [sorted(hand) for hand in hands], is_staffed(hands, active))
            for what, hands in HANDS.items()
        ],
        held={role: sum(role in roles for roles in active) for role in Role},
    )


def _person(row: PersonRow, tallies: dict[Work, Tally] | None) -> PersonRecord:
    in_order = [role for role in Role if role in row.roles]
    return record_of(PersonRecord, row, roles=in_order, bound_by=binds(_roles(row)), tallies=tallies)


def _roles(row: PersonRow) -> frozenset[Role]:
    return frozenset(Role(role) for role in row.roles)
