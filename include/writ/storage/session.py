"""Engines, transactions and migrations of Writ's own database. Airflow's database is never touched."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from include.writ.errors import RowRefused
from include.writ.storage.roles import DatabaseRole

MIGRATIONS = Path(__file__).parent / "migrations"


@cache
def engine(url: str, role: DatabaseRole | None = None) -> Engine:
    """The one engine of this process for `url` and `role`; sessions talk in UTC.

    With a role every connection acts as it from its first moment on, also after `RESET ROLE`; a login that is not its
    member can not connect. Without one it may do what its login may: that is for setting up, never for tasks or pages.
    """
    options = "-c timezone=UTC" + (f" -c role={role}" if role else "")
    return create_engine(url, pool_pre_ping=True, hide_parameters=True, connect_args={"options": options})


@contextmanager
def unit_of_work(url: str, role: DatabaseRole | None = None) -> Iterator[Session]:
    """One transaction: commits when the block ends, rolls back whole when it raises.

    A row that breaks a constraint raises `RowRefused`, which names the constraint and not the row.
    """
    try:
        with Session(engine(url, role), expire_on_commit=False) as session, session.begin():
            yield session
    except IntegrityError as error:
        # its own text repeats the row, and whoever logs it would log a stranger's words
        diagnosis = getattr(error.orig, "diag", None)
        raise RowRefused(getattr(diagnosis, "table_name", None), getattr(diagnosis, "constraint_name", None)) from None


def migrate(url: str) -> None:
    """Bring the schema `writ` to the newest version; does nothing when it is there."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    command.upgrade(config, "head")


def schema_version(url: str) -> str | None:
    """The migration that the database is at; None when it has none."""
    with engine(url).connect() as connection:
        if connection.scalar(text("SELECT to_regclass('writ.alembic_version')")) is None:
            return None
        return str(connection.scalar(text("SELECT version_num FROM writ.alembic_version")))


def newest_version() -> str:
    """The migration that this code needs."""
    from alembic.script import ScriptDirectory

    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    if head is None:
        raise RuntimeError("no migrations beside the code")
    return head
