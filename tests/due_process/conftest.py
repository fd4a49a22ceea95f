from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from include.writ.local.postgres import EmbeddedPostgres
from tests.support.chain import DAY, Chain, played, running_chain
from tests.support.databases import fresh_copy


@pytest.fixture(scope="session")
def drafts_template(
    postgres: EmbeddedPostgres, database_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A database with the drafts of one day waiting for people, to be copied."""
    with played(postgres, database_template, tmp_path_factory.mktemp("drafts"), lambda run: run.bring_in(DAY)) as name:
        yield name


@pytest.fixture
def database_url(postgres: EmbeddedPostgres, drafts_template: str) -> Iterator[str]:
    """A copy of the day's drafts for this test alone."""
    yield from fresh_copy(postgres, drafts_template)


@pytest.fixture
def chain(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Chain]:
    """A chain with the drafts of one day waiting for people."""
    with running_chain(database_url, tmp_path, monkeypatch) as running:
        yield running
