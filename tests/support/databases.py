"""Copies of a template database: cheap, one per test.

Names are used again, so that the engine of a name keeps the statements that it has compiled.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from include.writ.local.postgres import EmbeddedPostgres

_free: list[str] = []


def disconnect(url: str) -> None:
    """Close every connection that this process holds to a database: one in use can be neither copied nor dropped."""
    from include.writ.storage.roles import DatabaseRole
    from include.writ.storage.session import engine

    for role in (None, *DatabaseRole):
        engine(url, role).dispose()


def fresh_copy(postgres: EmbeddedPostgres, template: str) -> Iterator[str]:
    """The URL of a copy that is dropped afterwards."""
    name = _free.pop() if _free else f"test_{uuid.uuid4().hex}"
    postgres.copy_database(template, name)
    url = postgres.url(name)
    yield url
    disconnect(url)
    postgres.drop_database(name)
    _free.append(name)
