"""Copies of a template database: cheap, one per test."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from include.writ.local.postgres import EmbeddedPostgres


def disconnect(url: str) -> None:
    """Close every connection that this process holds to a database: one in use can be neither copied nor dropped."""
    from include.writ.storage.roles import DatabaseRole
    from include.writ.storage.session import engine

    for role in (None, *DatabaseRole):
        engine(url, role).dispose()


def fresh_copy(postgres: EmbeddedPostgres, template: str) -> Iterator[str]:
    """The URL of a copy that is dropped afterwards."""
    name = f"test_{uuid.uuid4().hex}"
    postgres.copy_database(template, name)
    url = postgres.url(name)
    yield url
    disconnect(url)
    postgres.drop_database(name)
