"""docs/probes.md says what the judge of pages does, and the ten nasty pages get what they must."""

from __future__ import annotations

from pathlib import Path

import pytest

from include.writ import settings
from include.writ.domain.verdict import Judgement, Page
from include.writ.platforms.page_handbook import NastyPage, handbook, read_nasty
from include.writ.platforms.pages import classify_page

FOLDER = Path(__file__).parent / "nasty"
NASTY = read_nasty(FOLDER)


def test_the_page_is_what_the_code_does() -> None:
    """Red: run `python -m include.writ.platforms.page_handbook docs/probes.md tests/unit/platforms/nasty`."""
    page = settings.project_root() / "docs" / "probes.md"
    assert page.read_text(encoding="utf-8") == handbook(FOLDER)


@pytest.mark.parametrize(("nasty", "body"), NASTY, ids=[nasty.file for nasty, _ in NASTY])
def test_a_page_that_is_easily_misread_is_not(nasty: NastyPage, body: str) -> None:
    seen = Page(nasty.status, nasty.headers, body, nasty.final_url)
    assert classify_page(nasty.platform, seen, nasty.asked_url) == Judgement(nasty.verdict, nasty.because)


def test_there_are_ten_of_them_and_each_has_its_file() -> None:
    assert len(NASTY) == 10
    assert {nasty.file for nasty, _ in NASTY} == {path.name for path in FOLDER.glob("*.html")}
