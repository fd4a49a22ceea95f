"""The environment in which every process of the local stack runs: Airflow, its tasks, the simulator, Writ itself.

All of it is bound to loopback and in specimen mode. Nothing of the caller's Airflow settings is taken over: a stray
`AIRFLOW__...` of another project must not point this stack at that project's database.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from include.writ import settings
from include.writ.domain.content import Platform
from include.writ.local.keys import load_keys, passwords_file
from include.writ.local.people import DEMO_PEOPLE
from include.writ.local.seed import load_registry, registry_path
from include.writ.notices.specimen_key import specimen_files

MONITORING_SOURCES = ("media_watch", "open_monitor")
BY_MAIL = (Platform.MAIL_RU,)
_NOT_TAKEN_OVER = ("AIRFLOW", "WRIT_", "PYTHONDONTWRITEBYTECODE", "PYTHONPATH")


@dataclass(frozen=True, slots=True)
class Place:
    """Where this stack listens and keeps things."""

    var: Path
    dags: Path
    airflow_database: str
    writ_database: str
    api_port: int
    simulator_port: int
    simulator_tls_port: int
    smtp_port: int
    imap_port: int
    clock: Path | None

    @property
    def api_url(self) -> str:
        """Airflow's address."""
        return f"http://127.0.0.1:{self.api_port}"

    @property
    def simulator_url(self) -> str:
        """The simulator's plain address: monitoring sources, platform APIs, control."""
        return f"http://127.0.0.1:{self.simulator_port}"

    @property
    def simulator_ca(self) -> Path:
        """The authority of the simulator's certificates."""
        return self.var / "simulator" / "ca.pem"

    @property
    def airflow_home(self) -> Path:
        """Airflow's own folder, with the local keys."""
        return self.var / "airflow"


def build_environment(place: Place) -> dict[str, str]:
    """The whole environment of a child process."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_TAKEN_OVER)}
    return kept | _airflow(place) | _writ(place) | _connections(place)


def _airflow(place: Place) -> dict[str, str]:
    keys = load_keys(place.airflow_home)
    logs = place.var / "log"
    options = {
        "CORE__DAGS_FOLDER": place.dags,
        "CORE__PLUGINS_FOLDER": settings.project_root() / "plugins",
        "CORE__EXECUTOR": "LocalExecutor",
        "CORE__PARALLELISM": 16,
        "CORE__LOAD_EXAMPLES": False,
        "CORE__DAGS_ARE_PAUSED_AT_CREATION": True,
        "CORE__FERNET_KEY": keys.fernet,
        "CORE__EXECUTION_API_SERVER_URL": f"{place.api_url}/execution/",
        "CORE__SIMPLE_AUTH_MANAGER_USERS": ",".join(f"{demo.person.id}:{demo.airflow_role}" for demo in DEMO_PEOPLE),
        "CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": passwords_file(place.airflow_home),
        "DATABASE__SQL_ALCHEMY_CONN": place.airflow_database,
        # Airflow would derive an asyncpg URL; psycopg 3 serves both ways, so no second driver is installed
        "DATABASE__SQL_ALCHEMY_CONN_ASYNC": place.airflow_database,
        "API__HOST": "127.0.0.1",
        "API__PORT": place.api_port,
        "API__BASE_URL": place.api_url,
        "API__SECRET_KEY": keys.api,
        "API__WORKERS": 1,
        "API_AUTH__JWT_SECRET": keys.jwt,
        # instead of 1 s between the scheduler's looks: a day's chain takes seconds instead of tens of seconds; with
        # 0.1 s looking alone would take a third of a core from the tasks
        "SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": 0.25,
        "DAG_PROCESSOR__REFRESH_INTERVAL": 5,
        # a file that is changed is read at once; the others need not be read again each half minute
        "DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": 600,
        "LOGGING__BASE_LOG_FOLDER": logs / "tasks",
        "LOGGING__DAG_PROCESSOR_CHILD_PROCESS_LOG_DIRECTORY": logs / "dag-files",
    }
    environment = {f"AIRFLOW__{name}": str(value) for name, value in options.items()}
    return environment | {"AIRFLOW_HOME": str(place.airflow_home)}


def _writ(place: Place) -> dict[str, str]:
    environment = {
        "PYTHONPATH": str(settings.project_root()),
        "WRIT_VAR": str(place.var),
        "WRIT_DATABASE_URL": place.writ_database,
        "WRIT_SIMULATED_NETWORK": f"127.0.0.1:{place.simulator_tls_port}:{place.simulator_ca}",
        "GX_ANALYTICS_ENABLED": "false",
    }
    if place.clock:
        environment["WRIT_CLOCK_FILE"] = str(place.clock)
    return environment


def _connections(place: Place) -> dict[str, str]:
    """One Airflow Connection per source and platform, all of them the simulator's, and the specimen key."""
    key_file, certificate_file = specimen_files(place.var / "signing")
    key = {"key_file": str(key_file), "certificate_file": str(certificate_file)}
    connections = {
        **{f"writ_source_{name}": _by_http(place, "monitoring", name) for name in MONITORING_SOURCES},
        **{f"writ_platform_{name}": _by_http(place, "platforms", name) for name in Platform},
        **{f"writ_platform_{name}": _by_mail(place, name) for name in BY_MAIL},
        "writ_signing_key": {"conn_type": "generic", "extra": key},
    }
    return {f"AIRFLOW_CONN_{conn_id.upper()}": json.dumps(said) for conn_id, said in connections.items()}


def _by_http(place: Place, path: str, name: str) -> dict[str, object]:
    return {"conn_type": "http", "host": f"{place.simulator_url}/{path}/{name}", "password": f"simulated-{name}"}


def _by_mail(place: Place, platform: Platform) -> dict[str, object]:
    """To the contact in the registry, which is whom the notices name."""
    registered = {known.name: known.contact.email for known in load_registry(registry_path()).platforms}
    addresses = {"from_address": "orders@authority.example", "to_address": registered[platform]}
    back = {"imap_host": "127.0.0.1", "imap_port": place.imap_port, "ca_file": str(place.simulator_ca)}
    out = {"host": "127.0.0.1", "port": place.smtp_port, "login": "writ", "password": "simulated-mail"}
    return {"conn_type": "smtp", **out, "extra": addresses | back}
