"""docs/reconciliation.md shows the decision table as it is."""

from __future__ import annotations

from include.writ import settings
from include.writ.domain.handbook import page


def test_the_page_shows_the_decision_table() -> None:
    """Red: run `python -m include.writ.domain.handbook docs/reconciliation.md`."""
    written = (settings.project_root() / "docs" / "reconciliation.md").read_text(encoding="utf-8")
    assert written == page()
