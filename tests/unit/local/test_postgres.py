from __future__ import annotations

import os
import signal
from pathlib import Path

import psutil
import pytest
from psycopg import sql
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from include.writ.local.postgres import EmbeddedPostgres, embedded_server, stop_server

pytestmark = pytest.mark.slow


def ask(url: str, statement: str) -> object:
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return connection.scalar(text(statement))
    finally:
        engine.dispose()


def postmaster(pgdata: Path) -> psutil.Process:
    return psutil.Process(int((pgdata / "postmaster.pid").read_text().splitlines()[0]))


def has_ended(process: psutil.Process) -> bool:
    """Also when nobody has collected its exit code yet."""
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_a_database_sorts_and_folds_kazakh_the_same_on_every_machine(postgres: EmbeddedPostgres) -> None:
    postgres.ensure_database("letters")
    postgres.ensure_database("letters")
    assert ask(postgres.url("letters"), "SELECT upper('қазақ')") == "ҚАЗАҚ"
    assert ask(postgres.url("letters"), "SELECT current_setting('max_connections')::int >= 200") is True


def test_nothing_listens_on_tcp_and_only_the_starting_user_is_admitted(postgres: EmbeddedPostgres) -> None:
    assert ask(postgres.url("postgres"), "SHOW listen_addresses") == ""
    assert postgres.socket_dir.stat().st_mode & 0o077 == 0
    rules = postgres.execute(sql.SQL("SELECT type, auth_method FROM pg_hba_file_rules"))
    assert rules == [("local", "peer")]


def test_data_survive_a_hard_kill_at_any_path(tmp_path: Path) -> None:
    pgdata = tmp_path / "a folder with spaces" / ("long-" * 30) / "postgres"
    with embedded_server(pgdata) as server:
        server.ensure_database("kept")
        process = postmaster(pgdata)
        process.send_signal(signal.SIGKILL)
        while not has_ended(process):
            pass
    with embedded_server(pgdata) as server:
        assert ask(server.url("kept"), "SELECT 1") == 1


def test_a_server_left_running_is_replaced_and_ends(tmp_path: Path) -> None:
    left_behind = embedded_server(tmp_path / "postgres", fsync=False)
    first = left_behind.__enter__()
    process = postmaster(tmp_path / "postgres")
    with embedded_server(tmp_path / "postgres", fsync=False) as server:
        assert has_ended(process)
        assert ask(server.url("postgres"), "SELECT 1") == 1
    with pytest.raises(OperationalError):
        ask(first.url("postgres"), "SELECT 1")
    left_behind.__exit__(None, None, None)
    assert not server.socket_dir.exists()


def test_a_process_that_got_the_number_of_a_dead_server_is_left_alone(tmp_path: Path) -> None:
    pgdata = tmp_path / "postgres"
    pgdata.mkdir()
    (pgdata / "postmaster.pid").write_text(f"{os.getpid()}\n{pgdata}\n0\n5432\n/tmp\n")
    stop_server(pgdata)
    assert psutil.Process().is_running()
