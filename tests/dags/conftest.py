"""An Airflow home of these tests alone, and the DAG files read once."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import warnings
from typing import TYPE_CHECKING

import pytest

from tests.dags.process import DAGS

if TYPE_CHECKING:
    from airflow.dag_processing.dagbag import DagBag

# before anything imports Airflow: it makes its home folder, and reads its settings, at import
if "AIRFLOW_HOME" not in os.environ:
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
