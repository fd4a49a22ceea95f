"""Registers the demo persons, the simulated sources and the simulated platforms in Writ's database.

For specimen deployments only. Seeding again brings the rows back to what the files say and touches nothing else. A
registry that names another set of platforms than Writ can address is refused, as is a layout that is not valid.
"""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from include.writ import settings
from include.writ.domain.content import Platform
from include.writ.errors import ConfigError
from include.writ.exports.layout import ExportLayout
from include.writ.local.people import DEMO_PEOPLE
from include.writ.sources.settings import PullSettings
from include.writ.storage.models import PersonRow, PlatformRow, SourceRow
from include.writ.storage.session import unit_of_work


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


class RegisteredPlatform(BaseModel):
    """One platform: whom notices are addressed to, in which languages, and where its channel's address is kept."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Platform
    title: str
    contact_point: str
    languages: list[str]
    connection_id: str


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
        for platform in registry.platforms:
            session.merge(PlatformRow(**platform.model_dump(mode="json")))
