from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from include.writ.local.postgres import EmbeddedPostgres
from tests.support.databases import deploy, filled_copy, fresh_copy
from tests.web.docket_world import NOW, World, docket, fill


def _set_up(database_url: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    return docket(deploy(database_url, folder, monkeypatch, NOW))


def _filled(postgres: EmbeddedPostgres, template: str, folder: Path, findings: int) -> Iterator[tuple[str, World]]:
    """The name of a database to copy, and the world in it."""

    def make(url: str, monkeypatch: pytest.MonkeyPatch) -> World:
        world = _set_up(url, folder, monkeypatch)
        fill(world, findings)
        return world

    with filled_copy(postgres, template, make) as filled:
        yield filled


@pytest.fixture(scope="session")
def three_cases(
    postgres: EmbeddedPostgres, database_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, World]]:
    yield from _filled(postgres, database_template, tmp_path_factory.mktemp("three"), 3)


@pytest.fixture(scope="session")
def dozen_cases(
    postgres: EmbeddedPostgres, database_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, World]]:
    yield from _filled(postgres, database_template, tmp_path_factory.mktemp("dozen"), 12)


@pytest.fixture
def empty_world(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """A migrated database with nothing in it."""
    return _set_up(database_url, tmp_path, monkeypatch)


@pytest.fixture
def world(
    postgres: EmbeddedPostgres, three_cases: tuple[str, World], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    """Demo people and a day with three cases, each with the draft that the pack proposes."""
    yield from _copied(postgres, three_cases, tmp_path, monkeypatch)


@pytest.fixture
def wide_world(
    postgres: EmbeddedPostgres, dozen_cases: tuple[str, World], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    """The same with a dozen cases."""
    yield from _copied(postgres, dozen_cases, tmp_path, monkeypatch)


def _copied(
    postgres: EmbeddedPostgres, filled: tuple[str, World], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    template, of_template = filled
    for url in fresh_copy(postgres, template):
        world = _set_up(url, folder, monkeypatch)
        world.cases = list(of_template.cases)
        yield world
