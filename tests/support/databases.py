"""Copies of a template database: cheap, one per test.

Names are used again, so that the engine of a name keeps the statements that it has compiled.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy.engine import make_url

from include.writ.local.postgres import EmbeddedPostgres

T = TypeVar("T")

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


def deploy(database_url: str, folder: Path, monkeypatch: pytest.MonkeyPatch, at: datetime) -> Path:
    """Have the environment name this database, this folder, and a clock in it, which stands at `at`; the clock."""
    clock = folder / "clock"
    clock.write_text(at.isoformat())
    monkeypatch.setenv("WRIT_DATABASE_URL", database_url)
    monkeypatch.setenv("WRIT_VAR", str(folder))
    monkeypatch.setenv("WRIT_CLOCK_FILE", str(clock))
    return clock


@contextmanager
def filled_copy(
    postgres: EmbeddedPostgres, template: str, fill: Callable[[str, pytest.MonkeyPatch], T]
) -> Iterator[tuple[str, T]]:
    """The name of a database to copy, which `fill` has filled once, and what that gave."""
    for url in fresh_copy(postgres, template):
        with pytest.MonkeyPatch.context() as monkeypatch:
            made = fill(url, monkeypatch)
        disconnect(url)  # a database in use can not be copied
        yield str(make_url(url).database), made
