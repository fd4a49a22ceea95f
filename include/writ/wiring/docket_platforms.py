"""The register of platforms as the Docket calls it: reads for anyone in Writ's register, acts by two persons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from include.writ.domain.content import Platform
from include.writ.log import get
from include.writ.services import contacts, docket_platforms
from include.writ.services import deployment as standing
from include.writ.services.contacts import Contact, Figure
from include.writ.services.docket_platforms import PlatformRecord
from include.writ.wiring.deployment import for_docket

__all__ = ["Contact", "Figure", "PlatformRecord"]

log = get(__name__)


@dataclass(frozen=True, slots=True)
class Registered:
    """A version of a contact on record; nothing is sent to it before it is confirmed. `waiting`: notices for others."""

    contact: UUID
    platform: str
    position: int
    proposed_by: str
    confirmed_by: str | None
    confirmed_at: datetime | None
    waiting: int


@dataclass(frozen=True, slots=True)
class Recorded:
    """A figure on record."""

    figure: UUID
    platform: str


def platforms() -> list[PlatformRecord]:
    """All platforms."""
    here = for_docket()
    is_specimen = here.is_specimen()
    with here.begin() as session:
        return docket_platforms.list_platforms(session, here.pack.pack, is_specimen=is_specimen)


def platform(name: Platform) -> PlatformRecord | None:
    """One platform with every version of its contacts; None when it is not registered."""
    here = for_docket()
    is_specimen = here.is_specimen()
    with here.begin() as session:
        return docket_platforms.read_platform(session, name, here.pack.pack, is_specimen=is_specimen)


def propose(name: Platform, user_name: str, contact: Contact) -> Registered:
    """Write down a contact for another person to confirm."""
    here = for_docket()
    with here.begin() as session:
        person = standing.person(session, user_name)
        row = contacts.propose(session, platform=name, person=person, contact=contact, now=here.clock())
        waiting = contacts.waiting_for_another(session, name)
    log.info("platform %s: contact %s, version %s proposed", name, row.id, row.position)
    return Registered(row.id, row.platform, row.position, row.proposed_by, row.confirmed_by, row.confirmed_at, waiting)


def confirm(contact_id: UUID, user_name: str) -> Registered:
    """Make a proposed contact the current one."""
    here = for_docket()
    with here.begin() as session:
        person = standing.person(session, user_name)
        row = contacts.confirm(session, contact_id=contact_id, person=person, today=here.today, now=here.clock())
        waiting = contacts.waiting_for_another(session, row.platform)
    log.info("platform %s: contact %s confirmed, %s notices wait for another", row.platform, row.id, waiting)
    return Registered(row.id, row.platform, row.position, row.proposed_by, row.confirmed_by, row.confirmed_at, waiting)


def record_users(name: Platform, user_name: str, figure: Figure) -> Recorded:
    """Keep how many use a platform, as a person read it."""
    here = for_docket()
    with here.begin() as session:
        person = standing.person(session, user_name)
        row = contacts.record_users(session, platform=name, person=person, figure=figure, now=here.clock())
    log.info("platform %s: figure %s", name, row.id)
    return Recorded(row.id, row.platform)
