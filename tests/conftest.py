"""One real PostgreSQL per test session, and a fresh, migrated database for each test that asks for one."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from include.writ.local.postgres import EmbeddedPostgres, embedded_server
from tests.support.databases import fresh_copy

_TEMPLATE = "writ_template"

# how long an example takes says how busy the machine is
settings.register_profile("usual", deadline=None)
settings.register_profile("long", max_examples=50_000, deadline=None)
settings.load_profile("usual")


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedPostgres]:
    """A server of this session alone; its data are thrown away, so it need not wait for the disk."""
    with (
        tempfile.TemporaryDirectory(prefix="writ-test-") as folder,
        embedded_server(Path(folder) / "postgres", fsync=False) as server,
    ):
        yield server


@pytest.fixture(scope="session")
def database_template(postgres: EmbeddedPostgres) -> str:
    """The name of a database with all migrations, to be copied and never used itself."""
    from include.writ.storage.session import migrate

    postgres.ensure_database(_TEMPLATE)
    migrate(postgres.url(_TEMPLATE))
    return _TEMPLATE


@pytest.fixture
def database_url(postgres: EmbeddedPostgres, database_template: str) -> Iterator[str]:
    """A migrated, empty database of this test alone."""
    yield from fresh_copy(postgres, database_template)
