"""docs/dags.md says what the DAG files say."""

from __future__ import annotations

from include.writ.orchestration.handbook import ORDER, handbook, page
from tests.dags.process import DAGS


def test_the_page_is_what_the_dag_files_say() -> None:
    """Red: run `python -m include.writ.orchestration.handbook`."""
    assert page().read_text(encoding="utf-8") == handbook(DAGS)


def test_no_dag_is_left_out() -> None:
    assert sorted(ORDER) == sorted(file.stem for file in DAGS.glob("*.py"))
