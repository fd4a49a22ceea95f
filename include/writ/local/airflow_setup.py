"""Brings Airflow's own database to what this version needs: its tables, and the pools of `airflow_settings.yaml`.

Airflow's command line does the work (Writ never touches Airflow's tables). What was done is noted as the comment of the
database itself, so a later start skips it, and a new Airflow, a changed file or an emptied database brings it back.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import yaml
from psycopg import sql
from pydantic import BaseModel

from include.writ import settings
from include.writ.errors import ConfigError
from include.writ.local.postgres import EmbeddedPostgres


class Pool(BaseModel):
    """One entry of `pools`; the template's blank entries have no name."""

    pool_name: str | None = None
    pool_slot: int | None = None
    pool_description: str | None = None


class _Airflow(BaseModel):
    pools: list[Pool] = []


class _Settings(BaseModel):
    airflow: _Airflow


def prepare_airflow(
    server: EmbeddedPostgres, database: str, environment: Mapping[str, str], say: Callable[[str], None]
) -> None:
    """Migrate and fill Airflow's database unless that was done; seconds the first time, nothing later."""
    path = settings.project_root() / "airflow_settings.yaml"
    done = f"airflow {version('apache-airflow')}, settings {sha256(path.read_bytes()).hexdigest()[:16]}"
    if read_comment(server, database) == done:
        return
    say("preparing Airflow's database (first start only)")
    run_airflow(environment, "db", "migrate")
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(pools_document(path), file)
        file.flush()
        run_airflow(environment, "pools", "import", file.name)
    write_comment(server, database, done)


def pools_document(path: Path) -> dict[str, dict[str, object]]:
    """The pools of an Astro settings file, as `airflow pools import` reads them."""
    pools = _Settings.model_validate(yaml.safe_load(path.read_text())).airflow.pools
    return {
        pool.pool_name: {"slots": pool.pool_slot, "description": pool.pool_description or "", "include_deferred": False}
        for pool in pools
        if pool.pool_name
    }


def run_airflow(environment: Mapping[str, str], *arguments: str) -> None:
    """Run one Airflow command; raise `ConfigError` with the end of what it said when it fails."""
    command = [sys.executable, "-m", "airflow", *arguments]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if result.returncode:
        said = "\n".join((result.stdout + result.stderr).splitlines()[-20:])
        raise ConfigError(f"`airflow {' '.join(arguments[:2])}` failed:\n{said}")


def read_comment(server: EmbeddedPostgres, database: str) -> str | None:
    """The comment of a database."""
    statement = sql.SQL("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s")
    [(comment,)] = server.execute(statement, database)
    return comment if isinstance(comment, str) else None


def write_comment(server: EmbeddedPostgres, database: str, comment: str) -> None:
    """Replace the comment of a database."""
    statement = sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(database), sql.Literal(comment))
    server.execute(statement)
