"""Copies of a template database: cheap, one per test."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from include.writ.local.postgres import EmbeddedPostgres


def fresh_copy(postgres: EmbeddedPostgres, template: str) -> Iterator[str]:
    """The URL of a copy that is dropped afterwards."""
    from include.writ.storage.session import engine

    name = f"test_{uuid.uuid4().hex}"
    postgres.copy_database(template, name)
    url = postgres.url(name)
    yield url
    engine(url).dispose()
    postgres.drop_database(name)
