"""docs/due-process.md says which test tries to break which requirement."""

from __future__ import annotations

from include.writ import settings
from tests.due_process.register import page, requirements, tried


def test_the_page_is_what_the_marks_say() -> None:
    """Red: run `python -m tests.due_process.register docs/due-process.md`."""
    written = settings.project_root() / "docs" / "due-process.md"
    assert written.read_text(encoding="utf-8") == page()


def test_the_requirements_are_thirty_and_no_test_tries_another() -> None:
    assert list(requirements()) == [f"R{number}" for number in range(1, 31)]
    assert tried().keys() <= requirements().keys()


def test_what_was_tried_once_stays_tried() -> None:
    """Without a test for one of these the register would lose a promise unseen."""
    promised = {*range(1, 14), *range(15, 19), 20, 21, *range(24, 30)}
    assert {f"R{number}" for number in promised} <= tried().keys()
