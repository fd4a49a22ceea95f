"""Statements as one of the database's roles, behind the back of every service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from include.writ import settings
from include.writ.errors import RowRefused
from include.writ.storage.roles import DatabaseRole
from include.writ.storage.session import unit_of_work

NOT_PERMITTED = "42501"


def run_as(role: DatabaseRole, sql: str, **values: Any) -> None:
    """Run it, and keep what it did."""
    with unit_of_work(settings.database_url(), role) as session:
        session.execute(text(sql), values)


def refused_as(role: DatabaseRole, message: str, sql: str, **values: Any) -> None:
    """The database refuses it with this message."""
    with pytest.raises((DBAPIError, RowRefused), match=message):
        run_as(role, sql, **values)


def not_refused(role: DatabaseRole, statements: Mapping[str, str]) -> list[str]:
    """Those for which the role has the rights; none of them is kept."""
    found = []
    with unit_of_work(settings.database_url(), role) as session:
        for name, sql in statements.items():
            try:
                with session.begin_nested() as attempt:
                    session.execute(text(sql))
                    attempt.rollback()
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) == NOT_PERMITTED:
                    continue
            found.append(name)
    return found
