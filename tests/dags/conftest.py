"""An Airflow home of these tests alone, and the DAG files read once."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from airflow.dag_processing.dagbag import DagBag

ROOT = Path(__file__).resolve().parents[2]
DAGS = ROOT / "dags"

# before anything imports Airflow: it makes its home folder, and reads its settings, at import
os.environ.setdefault("AIRFLOW_HOME", tempfile.mkdtemp(prefix="writ-airflow-"))
os.environ.setdefault("AIRFLOW__CORE__LOAD_EXAMPLES", "False")


@pytest.fixture(scope="session")
def bag() -> DagBag:
    """Every DAG file, as Airflow reads it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from airflow.dag_processing.dagbag import DagBag

        return DagBag(str(DAGS), collect_dags=True)


def run_module(module: str, *arguments: str, home: Path, **more: str) -> str:
    """The output of a module run in a fresh process with an Airflow of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "WRIT_"))}
    environment = kept | {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_FOLDER": str(DAGS),
        "AIRFLOW__API_AUTH__JWT_SECRET": "only for tests " * 5,
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment | more, capture_output=True, text=True)
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    return done.stdout
