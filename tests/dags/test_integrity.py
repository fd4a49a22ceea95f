"""The DAG files are there, can be read, and are read the same way by every process."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.dags.process import DAGS, run_module

if TYPE_CHECKING:
    from airflow.dag_processing.dagbag import DagBag

EXPECTED = {
    "pull_exports",
    "validate_findings",
    "replay_quarantine",
    "open_cases",
    "draft_decisions",
    "gather_approvals",
    "issue_notices",
    "collect_responses",
    "probe_content",
    "reconcile",
}


def test_the_expected_dags_are_there_and_no_others(bag: DagBag) -> None:
    assert set(bag.dags) == EXPECTED


def test_no_file_fails_to_import(bag: DagBag) -> None:
    assert bag.import_errors == {}


def test_a_file_holds_the_one_dag_of_its_name(bag: DagBag) -> None:
    assert {Path(dag.fileloc).stem: dag_id for dag_id, dag in bag.dags.items()} == {name: name for name in EXPECTED}


def test_no_dag_file_is_longer_than_100_lines() -> None:
    lengths = {file.name: len(file.read_text().splitlines()) for file in DAGS.glob("*.py")}
    assert len(lengths) == len(EXPECTED)
    assert {name: length for name, length in lengths.items() if length > 100} == {}


@pytest.mark.slow
def test_two_processes_serialise_the_same(tmp_path: Path) -> None:
    """Otherwise every parse would make a new version of the DAG. The seeds give sets another order."""
    forms = []
    for seed in ("1", "2"):
        out = tmp_path / f"{seed}.json"
        run_module("tests.dags.serialised", str(DAGS), str(out), home=tmp_path, PYTHONHASHSEED=seed)
        forms.append(json.loads(out.read_text()))
    assert set(forms[0]) == EXPECTED
    assert forms[0] == forms[1]
