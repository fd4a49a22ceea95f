"""Ten mails that are easily misread, kept as they came, and the page that shows them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from include.writ import settings
from include.writ.answers.handbook import handbook
from include.writ.answers.read import read_mail
from include.writ.answers.records import Bounce
from tests.support.outgoing import KEY

FOLDER = Path(__file__).parent / "cases"
CASES: list[dict[str, Any]] = yaml.safe_load((FOLDER / "cases.yml").read_text(encoding="utf-8"))


def test_every_mail_is_a_case() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.eml")) == [case["file"] for case in CASES]
    assert len(CASES) == 10


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
def test_a_mail_that_is_easily_misread_is_not(case: dict[str, Any]) -> None:
    read = read_mail((FOLDER / f"{case['file']}.eml").read_bytes())
    assert (read.kind, read.notice_key) == (case["kind"], KEY if case["notice"] else None)
    assert {one.number or "whole": one.outcome for one in read.statements} == case["outcomes"]
    assert read.bounce == (Bounce(**case["bounce"]) if "bounce" in case else None)


def test_the_page_is_what_the_reading_gives() -> None:
    """Red: run `python -m include.writ.answers.handbook tests/unit/answers/cases docs/answers.md`."""
    page = settings.project_root() / "docs" / "answers.md"
    assert page.read_text(encoding="utf-8") == handbook(FOLDER)
