"""The whole local stack as one `with` block: database, Airflow, simulator; on loopback, in specimen mode.

It always uses its own embedded database, whatever `WRIT_DATABASE_URL` says: demo persons and specimen notices must not
reach a real deployment's records by a forgotten variable. However the block ends, nothing is left running.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from include.writ import settings
from include.writ.local.airflow_env import Place, build_environment
from include.writ.local.airflow_setup import prepare_airflow
from include.writ.local.children import Children
from include.writ.local.keys import load_passwords
from include.writ.local.people import DEMO_PEOPLE
from include.writ.local.postgres import EmbeddedPostgres, embedded_server
from include.writ.local.seed import seed_demo
from include.writ.local.state import Record, Started, on_record, only_one, write_record

START_LIMIT_SECONDS = 120
_AIRFLOW = {
    "api-server": ("airflow", "api-server"),
    # task logs are read from disk, so the scheduler need not serve them on a port of its own
    "scheduler": ("include.writ.local.scheduler", "scheduler", "--skip-serve-logs"),
    "dag-processor": ("airflow", "dag-processor"),
}
_ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_HEALTH_NAMES = {"scheduler": "scheduler", "dag-processor": "dag_processor"}


@dataclass(frozen=True, slots=True)
class Stack:
    """A running stack: where its parts are, and who may log in."""

    place: Place
    environment: dict[str, str]
    passwords: dict[str, str]
    children: Children

    @property
    def api_url(self) -> str:
        """Airflow's address, without a slash at the end."""
        return self.place.api_url

    @property
    def simulator_url(self) -> str:
        """The simulator's plain address."""
        return self.place.simulator_url

    @property
    def database_url(self) -> str:
        """Writ's own database."""
        return self.place.writ_database

    @property
    def logs(self) -> Path:
        """The folder of all logs."""
        return self.place.var / "log"

    def ensure_alive(self) -> None:
        """Raise `ChildDied`, with the end of its log, when a process of the stack has ended."""
        self.children.ensure_alive()


def clock_path(var: Path) -> Path:
    """Where the demo keeps the time of its story; while the file is there, the stack lives in that time."""
    return var / "clock"


@contextmanager
def running_stack(*, port: int = 8080, dags: Path | None = None, say: Callable[[str], None] = print) -> Iterator[Stack]:
    """Start everything under `settings.var_dir()`, give the stack when it is healthy, and stop it when the block ends.

    Raises `StackRunning` when this folder's stack runs already and `ChildDied` when a part does not come up. A `port`
    that is taken is replaced by a free one. SIGTERM and SIGHUP end the block as Ctrl-C does.
    """
    var = settings.var_dir()
    with only_one(var), _signals_end_the_block(), on_record(var):
        say("starting the database")
        with embedded_server(var / "postgres") as server:
            place = _choose_place(var, dags or settings.project_root() / "dags", server, port)
            environment = build_environment(place)
            passwords = load_passwords(place.airflow_home, [demo.person.id for demo in DEMO_PEOPLE])
            prepare_airflow(server, "airflow", environment, say)
            _prepare_writ(place)
            children = Children(var / "log", environment)
            try:
                _start(children, place, say)
                yield Stack(place, environment, passwords, children)
            finally:
                _stop(children)


def free_port(preferred: int = 0) -> int:
    """`preferred` if nothing listens there, else a free port of loopback."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", preferred))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _choose_place(var: Path, dags: Path, server: EmbeddedPostgres, port: int) -> Place:
    for database in ("airflow", "writ"):
        server.ensure_database(database)
    clock = clock_path(var)
    return Place(
        var=var,
        dags=dags.resolve(),
        airflow_database=server.url("airflow"),
        writ_database=server.url("writ"),
        api_port=free_port(port),
        simulator_port=free_port(),
        simulator_tls_port=free_port(),
        smtp_port=free_port(),
        imap_port=free_port(),
        clock=clock if clock.exists() else None,
    )


def _prepare_writ(place: Place) -> None:
    from include.writ.storage.session import migrate

    migrate(place.writ_database)
    seed_demo(place.writ_database)


def _start(children: Children, place: Place, say: Callable[[str], None]) -> None:
    say("starting Airflow and the simulator")
    children.start("simulator", *_simulator_command(place))
    for name, command in _AIRFLOW.items():
        children.start(name, *command)
    write_record(place.var, Record(Started.of(os.getpid()), place.api_url, children.started()))
    children.wait_until(lambda: _not_ready(place), START_LIMIT_SECONDS)


def _simulator_command(place: Place) -> list[str]:
    ports = {
        "--port": place.simulator_port,
        "--tls-port": place.simulator_tls_port,
        "--smtp-port": place.smtp_port,
        "--imap-port": place.imap_port,
    }
    where = [f"{name}={port}" for name, port in ports.items()]
    clock = ("--clock", str(place.clock)) if place.clock else ()
    return ["include.writ.simulator", *where, "--state", str(place.simulator_ca.parent), *clock]


def _not_ready(place: Place) -> list[str]:
    """The parts that do not answer, or do not report, as healthy yet."""
    if _get(f"{place.simulator_url}/control/health") is None:
        return ["simulator"]
    answer = _get(f"{place.api_url}/api/v2/monitor/health")
    if answer is None:
        return ["api-server"]
    health = json.loads(answer)
    return [name for name, key in _HEALTH_NAMES.items() if health[key]["status"] != "healthy"]


def _get(url: str) -> bytes | None:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            body: bytes = answer.read()
            return body
    except OSError:
        return None


@contextmanager
def _signals_end_the_block() -> Iterator[None]:
    def leave(number: int, _frame: FrameType | None) -> None:
        sys.exit(128 + number)

    before = {number: signal.getsignal(number) for number in _ENDING_SIGNALS}
    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGHUP, leave)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop(children: Children) -> None:
    """Stop, deaf to a second Ctrl-C from here on: stopping is bounded, and half a stop would leave processes behind."""
    for number in _ENDING_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    children.stop()
