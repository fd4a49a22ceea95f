"""Finds the database that a command shall use: the one named in the environment, else this folder's embedded one.

The embedded one is used where it runs, and started for the length of the command where it does not. It is never made
here: a command about a deployment that does not exist must say so.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from include.writ import settings
from include.writ.errors import ConfigError
from include.writ.local.postgres import embedded_server, running_server
from include.writ.local.state import StackRunning, only_one


@contextmanager
def found_database() -> Iterator[str]:
    """The URL of Writ's database; raises `ConfigError` when there is none."""
    if os.environ.get("WRIT_DATABASE_URL"):
        yield settings.database_url()
        return
    pgdata = settings.var_dir() / "postgres"
    if not pgdata.exists():
        raise ConfigError(
            "there is no database: set WRIT_DATABASE_URL, or run `make demo` or `make up` for the embedded one"
        )
    with ExitStack() as stack:
        try:
            stack.enter_context(only_one(settings.var_dir()))
            server = stack.enter_context(embedded_server(pgdata))
        except StackRunning:
            running = running_server(pgdata)
            if running is None:
                raise
            server = running
        yield server.url("writ")
