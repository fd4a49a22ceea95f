"""Writes docs/dags.md: the operator's manual of every DAG in one page, from the DAG files themselves.

`python -m include.writ.orchestration.handbook`. It reads the files as text, so it needs no Airflow and runs nothing.
"""

from __future__ import annotations

import ast
from pathlib import Path

from include.writ import settings

HEAD = """\
# The DAGs

Written by `python -m include.writ.orchestration.handbook` from the DAG files; the Airflow UI shows the same texts.
The order is that of a day.
"""

ORDER = (
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
)


def handbook(dags: Path) -> str:
    """The whole page."""
    return "\n".join([HEAD, *(_section(dags / f"{name}.py") for name in ORDER)])


def page() -> Path:
    """Where the page is kept."""
    return settings.project_root() / "docs" / "dags.md"


def _section(file: Path) -> str:
    manual = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))
    return f"## {file.stem}\n\n{manual}\n"


if __name__ == "__main__":
    page().write_text(handbook(settings.project_root() / "dags"), encoding="utf-8")
