"""Reading the DAG files loads nothing heavy and nothing that reaches the database."""

from __future__ import annotations

import json
from pathlib import Path

from tests.dags.process import DAGS, run_module

HEAVY = (
    "great_expectations",
    "pandas",
    "polars",
    "aiohttp",
    "requests",
    "include.writ.storage",
    "include.writ.wiring",
    "include.writ.services",
    "include.writ.validation.suite",
)
CONTROL = "include.writ.orchestration.assets"


def test_a_dag_file_loads_nothing_heavy(tmp_path: Path) -> None:
    found = json.loads(run_module("tests.dags.imported", str(DAGS), CONTROL, *HEAVY, home=tmp_path).splitlines()[-1])
    assert len(found) == 10
    assert CONTROL in found["reconcile"], "the look at the loaded modules is blind"
    heavy = {name: [module for module in loaded if module != CONTROL] for name, loaded in found.items()}
    assert {name: modules for name, modules in heavy.items() if modules} == {}
