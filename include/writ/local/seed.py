"""Registers the demo persons, the simulated sources and the simulated platforms in Writ's database.

For specimen deployments only. Seeding again brings the rows back to what the files say and touches nothing else. A
registry that names another set of platforms than Writ can address is refused, as is a layout that is not valid.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy.orm import Session

from include.writ import settings
from include.writ.domain.content import Platform
from include.writ.domain.people import Person
from include.writ.domain.registry import ContactRole, UserMetric
from include.writ.errors import ConfigError
from include.writ.exports.layout import ExportLayout
from include.writ.local.people import DEMO_PEOPLE
from include.writ.services import contacts
from include.writ.services.contacts import Contact, Figure
from include.writ.sources.settings import PullSettings
from include.writ.storage.models import PersonRow, PlatformRow, SourceRow
from include.writ.storage.session import unit_of_work

PROPOSER, CONFIRMER = "drafter_1", "reviewer_1"
DEMO_REGISTERED_AT = datetime(2026, 11, 2, 9, tzinfo=UTC)


class RegisteredSource(BaseModel):
    """One monitoring source: how it writes, how long it is waited for, where its address is kept.

    `pull` says where its files lie; a batch of which more than `max_bad_share` is refused waits for a person.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    connection_id: str
    patience_hours: int
    layout: ExportLayout
    pull: PullSettings = PullSettings()
    max_bad_share: float = Field(default=0.3, ge=0, le=1)


class RegisteredContact(BaseModel):
    """Whom a platform's notices are addressed to and in which languages, where that was read, and since when."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: ContactRole = ContactRole.CONTACT_POINT
    name: str
    address: str
    email: str
    languages: tuple[str, ...]
    established_in: str
    source: str
    valid_from: date


class RegisteredUsers(BaseModel):
    """How many used a platform, as a source had it on a day."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    territory: str
    metric: UserMetric
    value: int
    period_from: date
    period_until: date
    source: str
    read_on: date


class RegisteredPlatform(BaseModel):
    """One platform: its contact, where its channel's address is kept, and its users as far as a figure is known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Platform
    title: str
    connection_id: str
    contact: RegisteredContact
    users: list[RegisteredUsers] = []


class Registry(BaseModel):
    """All sources and platforms of a deployment."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sources: list[RegisteredSource]
    platforms: list[RegisteredPlatform]


def registry_path() -> Path:
    """The registry of the specimen deployment."""
    return settings.project_root() / "include" / "samples" / "registry.yml"


def load_registry(path: Path) -> Registry:
    """Read a registry; raises `ConfigError` that says which entry is wrong."""
    try:
        registry = Registry.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (ValidationError, yaml.YAMLError) as error:
        raise ConfigError(f"{path.name} is not a valid registry; correct it: {error}") from None
    names = sorted(platform.name for platform in registry.platforms)
    if names != sorted(Platform):
        raise ConfigError(f"{path.name} must name each platform once: {', '.join(sorted(Platform))}; it has {names}")
    return registry


def seed_demo(database_url: str) -> None:
    """Register people, sources and platforms in one transaction; a second time changes nothing."""
    registry = load_registry(registry_path())
    with unit_of_work(database_url) as session:
        for demo in DEMO_PEOPLE:
            person = demo.person
            roles = sorted(person.roles)
            known = {"id": person.id, "name": person.name, "post": person.post, "higher_body": person.higher_body}
            session.merge(PersonRow(**known, roles=roles, is_active=True))
        for source in registry.sources:
            session.merge(SourceRow(**source.model_dump(mode="json"), is_active=True))
        session.flush()
        for platform in registry.platforms:
            _register(session, platform)


def _register(session: Session, platform: RegisteredPlatform) -> None:
    """The platform's row, and its contact as two demo persons register it, unless it is current already."""
    said, name = Contact(**dict(platform.contact)), str(platform.name)
    row = session.get(PlatformRow, name) or PlatformRow(
        name=name, contact_point=said.email, languages=list(said.languages)
    )
    row.title, row.connection_id = platform.title, platform.connection_id
    session.add(row)
    session.flush()
    proposer, confirmer, now = _person(PROPOSER), _person(CONFIRMER), DEMO_REGISTERED_AT
    current = contacts.current(session, name)
    if current is None or current != said:
        proposed = contacts.propose(session, platform=name, person=proposer, contact=said, now=now)
        contacts.confirm(session, contact_id=proposed.id, person=confirmer, today=now.date(), now=now)
    for figure in platform.users:
        contacts.record_users(session, platform=name, person=proposer, figure=Figure(**dict(figure)), now=now)


def _person(person_id: str) -> Person:
    return next(demo.person for demo in DEMO_PEOPLE if demo.person.id == person_id)
