"""docs/states.md shows the steps that are allowed."""

from __future__ import annotations

from include.writ import settings
from include.writ.storage.handbook import page


def test_the_page_shows_the_table_of_steps() -> None:
    """Red: run `python -m include.writ.storage.handbook docs/states.md`."""
    written = settings.project_root() / "docs" / "states.md"
    assert written.read_text(encoding="utf-8") == page()


def test_beginnings_and_ends_are_shown() -> None:
    assert "    [*] --> proposed\n" in page()
    assert "    closed --> [*]\n" in page()
    assert "    drafted --> ordered\n" in page()
