"""Gives each demo a fresh start in seconds: empty databases, no raw files, the clock of the story at its beginning.

What takes long to make is kept: the database server, the keys and passwords, and a migrated copy of Airflow's database
that is never used itself. A folder whose stack runs is left alone.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from psycopg import sql

from include.writ import settings
from include.writ.local.airflow_env import Place, build_environment
from include.writ.local.airflow_setup import prepare_airflow, read_comment, write_comment
from include.writ.local.keys import load_passwords
from include.writ.local.people import DEMO_PEOPLE
from include.writ.local.postgres import EmbeddedPostgres, embedded_server
from include.writ.local.state import end_leftovers, only_one

UNTOUCHED = "airflow_untouched"
_DATA = ("raw", "data_docs", "simulator", "log", "clock")


def start_over(var: Path, say: Callable[[str], None]) -> None:
    """Delete what an earlier demo left in `var`. Raises `StackRunning` when a stack runs there."""
    with only_one(var):
        end_leftovers(var)
        if (var / "clock").exists():
            say(f"replacing the data of the earlier demo in {var}")
        for name in _DATA:
            _delete(var / name)
        with embedded_server(var / "postgres") as server:
            _keep_untouched(server, var, say)
            _renew(server)


def _delete(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _keep_untouched(server: EmbeddedPostgres, var: Path, say: Callable[[str], None]) -> None:
    server.ensure_database(UNTOUCHED)
    place = Place(
        var=var,
        dags=settings.project_root() / "dags",
        airflow_database=server.url(UNTOUCHED),
        writ_database=server.url("writ"),
        api_port=0,
        simulator_port=0,
        simulator_tls_port=0,
        smtp_port=0,
        imap_port=0,
        clock=None,
    )
    load_passwords(place.airflow_home, [demo.person.id for demo in DEMO_PEOPLE])
    prepare_airflow(server, UNTOUCHED, build_environment(place), say)


def _renew(server: EmbeddedPostgres) -> None:
    for database in ("airflow", "writ"):
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))
    server.copy_database(UNTOUCHED, "airflow")
    comment = read_comment(server, UNTOUCHED)
    if comment:
        write_comment(server, "airflow", comment)
