"""docs/platforms.md says what the grammars do."""

from __future__ import annotations

from include.writ import settings
from include.writ.platforms.handbook import handbook
from include.writ.platforms.registry import GRAMMARS


def test_the_page_is_what_the_grammars_do() -> None:
    """Red: run `python -m include.writ.platforms.handbook docs/platforms.md`."""
    page = settings.project_root() / "docs" / "platforms.md"
    assert page.read_text(encoding="utf-8") == handbook(GRAMMARS.values())
