"""Who decided how much and how fast: numbers that can be worked out by hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from include.writ.domain.workload import Span, Work
from include.writ.web import words_workload
from tests.web.docket_world import DAY, World
from tests.web.pages import page


def wait(world: World, **how_long: float) -> None:
    """Time goes by."""
    world.clock.write_text((datetime.fromisoformat(world.clock.read_text()) + timedelta(**how_long)).isoformat())


def open_and_approve(world: World, number: int, draft_hash: str, *, seconds: int, name: str = "approver_1") -> None:
    """Approve a case so many seconds after the first look at its draft."""
    path = f"/cases/{world.cases[number]}"
    world.client(name).get(f"/api{path}")
    wait(world, seconds=seconds)
    assert world.post(name, f"{path}/approve", {"draft_hash": draft_hash})[0] == 200


def record(world: World) -> dict[str, Any]:
    found: dict[str, Any] = world.client("auditor").get("/api/workload").json()
    return found


@pytest.fixture
def busy(world: World) -> World:
    """Three cases: the first approved after 5 seconds, the second 7 seconds later and at first sight, one declined."""
    wait(world, minutes=10)
    first, second = world.draft(world.cases[0]), world.draft(world.cases[1])
    wait(world, minutes=20)
    open_and_approve(world, 0, first, seconds=5)
    open_and_approve(world, 1, second, seconds=7)
    wait(world, minutes=30)
    world.post("drafter_2", f"/cases/{world.cases[2]}/decline", {"reason": "a report of the news"})
    return world


def test_work_is_counted_by_person_and_day(busy: World) -> None:
    people = {one["person"]: one for one in record(busy)["people"]}
    assert set(people) == {"drafter_1", "drafter_2", "approver_1"}
    assert people["drafter_1"]["tallies"] == {
        work: {"in_window": 2, "today": 2} if work == "drafted" else {"in_window": 0, "today": 0} for work in Work
    }
    assert people["approver_1"]["pace"] == {"approvals": 2, "quick": 2, "in_a_row": 1}
    assert people["drafter_2"]["tallies"]["declined"] == {"in_window": 1, "today": 1}
    assert people["drafter_2"]["pace"] is None


def test_a_local_midnight_ends_today_and_the_29th_day_ends_the_window(busy: World) -> None:
    wait(busy, hours=17)  # 07:00 there becomes midnight
    drafted = record(busy)["people"][-1]["tallies"]["declined"]
    assert drafted == {"in_window": 1, "today": 0}
    wait(busy, days=26)
    assert record(busy)["first_day"] == str(DAY + timedelta(days=1))
    assert record(busy)["pace"]["approvals"] == 2
    wait(busy, days=1)
    assert record(busy)["people"] == record(busy)["spans"] == []


def test_the_time_to_each_decision_is_its_median_and_ninth_tenth(busy: World) -> None:
    spans = {one.pop("span"): one for one in record(busy)["spans"]}
    assert spans == {
        "case_to_draft": {"number": 2, "median_seconds": 600, "p90_seconds": 600},
        "draft_to_approval": {"number": 2, "median_seconds": 1208.5, "p90_seconds": pytest.approx(1211.3)},
        "opening_to_approval": {"number": 2, "median_seconds": 6, "p90_seconds": pytest.approx(6.8)},
        "case_to_decline": {"number": 1, "median_seconds": 3612, "p90_seconds": 3612},
    }


def test_returns_and_law_reviews_are_measured_too(world: World) -> None:
    world.draft(world.cases[0])
    wait(world, hours=3)
    world.post("approver_1", f"/cases/{world.cases[0]}/return", {"reason": "which sentence?"})
    world.post("drafter_1", f"/cases/{world.cases[0]}/law-review", {"reason": "is it reporting?"})
    spans = {one["span"]: one["median_seconds"] for one in record(world)["spans"]}
    assert spans == {"case_to_draft": 0, "draft_to_return": 10_800, "case_to_law_review": 10_800}


def test_a_slow_reader_is_not_counted_as_quick(world: World) -> None:
    open_and_approve(world, 0, world.draft(world.cases[0]), seconds=11)
    open_and_approve(world, 1, world.draft(world.cases[1]), seconds=600, name="approver_2")
    assert record(world)["pace"] == {"approvals": 2, "quick": 0, "in_a_row": 0}


def test_the_page_shows_the_same_to_anyone_in_the_register(busy: World) -> None:
    words = page(busy, "auditor", "/workload").words
    assert "Demo Drafter One, case officer (specimen) 2 2 0 0 0 0 0 0 0 0 0 0" in words
    assert "All 2 2 (100 %) 1 (50 %)" in words
    assert "Approval its approver first opened the draft 2 6 s 7 s" in words
    assert "Decline the case was opened 1 60.2 min 60.2 min" in words
    assert "workload" in page(busy, "auditor").addresses()


def test_a_day_without_work_says_where_it_begins(world: World) -> None:
    empty = page(world, "drafter_1", "/workload")
    assert "Nobody has drafted, approved or declined anything" in empty.words
    assert "cases" in empty.addresses()
    assert record(world)["people"] == []


def test_work_without_an_approval_says_so(world: World) -> None:
    world.draft(world.cases[0])
    assert "Nobody approved anything in these days" in page(world, "auditor", "/workload").words


def test_every_kind_and_span_has_words() -> None:
    assert set(words_workload.WORK) == set(Work)
    assert set(words_workload.SPAN) == set(Span)
    assert [words_workload.lasting(n) for n in (0, 119, 120, 7200, 172_800)] == [
        "0 s",
        "119 s",
        "2.0 min",
        "2.0 h",
        "2.0 days",
    ]
