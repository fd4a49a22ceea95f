from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from rich.console import Console

from include.writ.domain.balance import Cohort
from include.writ.local import demo_people
from include.writ.local.demo_books import LastBook, show_book
from include.writ.local.demo_people import Case, approve_one, draft_one, reasons_for, worksheet_for
from include.writ.local.demo_screen import Screen

DAY = date(2026, 11, 17)
WHOLE = Cohort(findings=2, accepted=2, opened=2, cases=2, undrafted=1, drafted=1, approved=1, sent=1, removed=1)


class Person:
    """Stands for an account; remembers what the person did."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.acts: list[tuple[str, dict[str, Any]]] = []

    def get(self, path: str, **_query: str | int) -> Case:
        assert path.endswith(self.case["id"])
        return self.case

    def post(self, path: str, **body: Any) -> None:
        self.acts.append((path.rpartition("/")[2], body))


def case(number: int, *, reports: int = 1) -> Case:
    finding = {"source": "media_watch", "language": "kk", "excerpt": f"invented words {number}"}
    return {
        "id": f"case-{number}",
        "ground": "drugs",
        "content_key": f"telegram:post:channel/{number}",
        "addressee": {"languages": ["ru"] if number % 2 else ["en", "ru"]},
        "opened_at": "2026-11-18T01:00:00Z",
        "findings": [finding | {"finding_ref": f"F-{number}", "detected_at": "2026-11-17T08:00:00Z"}] * reports,
        "evidence": [{"kind": "probe", "sha256": "ab" * 32, "taken_at": "2026-11-17T08:00:00Z"}],
        "decisions": [
            {"draft_hash": "old", "version": 0, "elements": ["material"]},
            {"draft_hash": "latest", "version": 1},
        ],
    }


def acts_of_drafters(today: date) -> list[list[tuple[str, dict[str, Any]]]]:
    persons = [Person(case(number)) for number in range(300)]
    for person in persons:
        draft_one(person, person.case["id"], today)  # type: ignore[arg-type]
    return [person.acts for person in persons]


def test_no_two_reasons_are_alike_and_each_names_its_item() -> None:
    cases = [case(number, reports=number % 3) for number in range(50)]
    assert len({reasons_for(item) for item in cases}) == 50
    assert all(item["content_key"] in reasons_for(item) for item in cases)
    assert len({str(worksheet_for(item)) for item in cases}) == 50


def test_who_reads_no_english_gets_a_translation() -> None:
    for item in (case(number, reports=number % 3) for number in range(6)):
        sheet = worksheet_for(item)
        translated = sheet["translation"]
        assert sheet["language"] == "en"
        assert (translated is None) == ("en" in item["addressee"]["languages"])
        assert translated is None or (translated["language"] == "ru" and item["content_key"] in translated["text"])


def test_drafters_do_each_of_their_acts_and_leave_some_for_tomorrow_only() -> None:
    first = acts_of_drafters(date(2026, 11, 18))
    kinds = [acts[0][0] if acts else "left" for acts in first]
    assert set(kinds) == {"draft", "decline", "law-review", "left"}
    assert kinds.count("draft") > 240
    assert "left" not in [acts[0][0] if acts else "left" for acts in acts_of_drafters(date(2026, 11, 19))]
    assert acts_of_drafters(date(2026, 11, 18)) == first


def test_an_approver_approves_the_latest_draft_that_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_people, "_draw", lambda _case_id, _part: 99)
    person = Person(case(1))
    approve_one(person, "case-1")  # type: ignore[arg-type]
    assert person.acts == [("approve", {"draft_hash": "latest"})]


def test_a_gap_in_the_book_is_named_with_its_cohort() -> None:
    book = LastBook(DAY, {(DAY, "telegram"): WHOLE, (DAY, "tiktok"): replace(WHOLE, removed=0)})
    assert book.gaps() == ["2026-11-17 tiktok: sent is off by 1"]
    assert LastBook(DAY, {(DAY, "telegram"): WHOLE}).gaps() == []


@pytest.mark.parametrize("width", [80, 190])
def test_the_book_shows_each_cohort_each_day_and_the_total(width: int) -> None:
    console = Console(file=io.StringIO(), width=width)
    show_book(console, LastBook(DAY, {(DAY, "telegram"): WHOLE, (DAY, "tiktok"): WHOLE}))
    assert isinstance(console.file, io.StringIO)
    lines = console.file.getvalue().splitlines()
    assert sum(line.startswith("2026-11-17" if width > 80 else "11-17 ") for line in lines) == 3
    assert next(line for line in lines if line.startswith("all")).split()[1:3] == ["4", "4"]


def test_a_step_says_what_it_added() -> None:
    console, counted = Console(file=io.StringIO(), width=120), iter([{"cases": 2, "sent": 5}, {"cases": 9, "sent": 5}])
    with Screen(console, counts=lambda: next(counted)).step("work"):
        pass
    assert isinstance(console.file, io.StringIO)
    assert "work: 7 cases (" in console.file.getvalue()
