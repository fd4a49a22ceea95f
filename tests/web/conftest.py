from __future__ import annotations

from pathlib import Path

import pytest

from tests.web.docket_world import NOW, World, empty, fill


@pytest.fixture
def empty_world(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """A migrated database with nothing in it."""
    clock = tmp_path / "clock"
    clock.write_text(NOW.isoformat())
    monkeypatch.setenv("WRIT_DATABASE_URL", database_url)
    monkeypatch.setenv("WRIT_CLOCK_FILE", str(clock))
    monkeypatch.setenv("WRIT_VAR", str(tmp_path))
    return empty(clock)


@pytest.fixture
def world(empty_world: World) -> World:
    """Demo people and a day with three cases, each with the draft that the pack proposes."""
    fill(empty_world)
    return empty_world


@pytest.fixture
def wide_world(empty_world: World) -> World:
    """The same with a dozen cases."""
    fill(empty_world, 12)
    return empty_world
