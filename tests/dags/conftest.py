"""An Airflow home of these tests alone, and the DAG files read once."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import tempfile
import warnings
from typing import TYPE_CHECKING, Any

import pytest

from tests.dags.process import DAGS, run_module

if TYPE_CHECKING:
    from airflow.dag_processing.dagbag import DagBag

CONNECTION = '{"conn_type": "http", "host": "http://127.0.0.1:9/x", "password": "t"}'

# before anything imports Airflow: it makes its home folder, and reads its settings, at import; each of several worker
# processes has to have its own
if "AIRFLOW_HOME" not in os.environ or "PYTEST_XDIST_WORKER" in os.environ:
    os.environ["AIRFLOW_HOME"] = tempfile.mkdtemp(prefix="writ-airflow-")
    atexit.register(shutil.rmtree, os.environ["AIRFLOW_HOME"], ignore_errors=True)
os.environ.setdefault("AIRFLOW__CORE__LOAD_EXAMPLES", "False")


@pytest.fixture(scope="session")
def bag() -> DagBag:
    """Every DAG file, as Airflow reads it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Airflow's own
        from airflow.dag_processing.dagbag import DagBag

        return DagBag(str(DAGS), collect_dags=True)


@pytest.fixture(scope="session")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What scenarios.py saw, played once in a process of its own."""
    home = tmp_path_factory.mktemp("airflow")
    out = home / "seen.json"
    connections = {
        "AIRFLOW_CONN_SOURCE": CONNECTION,
        "AIRFLOW_CONN_PLATFORM": CONNECTION,
        "AIRFLOW_CONN_WRIT_SIGNING_KEY": "generic://",
    }
    run_module("tests.dags.scenarios", str(DAGS), str(out), home=home, **connections)
    found: dict[str, Any] = json.loads(out.read_text())
    return found
