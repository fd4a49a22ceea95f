"""The page and the record of mismatches."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from include.writ.domain.reckoning import EscalationStep, Mismatch
from include.writ.web import words_books
from tests.web.docket_world import DAY, World
from tests.web.pages import page

NIGHT = "2026-11-20T00:00:00Z"
ADD = text("""
    INSERT INTO writ.discrepancies (book_day, order_id, kind, since, owner)
    SELECT :day, o.id, 'refused', o.approved_at, d.drafted_by
    FROM writ.orders o JOIN writ.decisions d ON d.id = o.decision_id
""")


def test_without_a_book_the_page_says_so(world: World) -> None:
    assert "No book has found a mismatch yet" in page(world, "approver_1", "/mismatches").words


def test_a_mismatch_has_its_class_its_age_and_its_owner(world: World) -> None:
    assert world.approve(world.cases[0], world.draft(world.cases[0]))[0] == 200
    with world.here.begin() as session:
        session.execute(ADD, {"day": DAY})
    shown = page(world, "approver_1", "/mismatches")
    assert f"Book of {DAY}" in shown.words
    assert words_books.DISCREPANCY[Mismatch.REFUSED] in shown.words
    assert f"cases/{world.cases[0]}" in shown.addresses()
    other = page(world, "approver_1", f"/mismatches?day={DAY}&kind=overdue").words
    assert "No order of this kind" in other
    found = world.client("auditor").get(f"/api/books/{DAY}/mismatches").json()
    assert (found["counts"], found["next"], len(found["lines"])) == ({"refused": 1}, None, 1)
    assert found["lines"][0]["owner"].startswith("drafter_")


@pytest.mark.parametrize(
    "asked",
    [
        {"since": "2026-11-20T00:00:00Z"},
        {"order": "0" * 32},
        {"kind": "unlawful"},
        {"since": "soon", "order": "0" * 32},
    ],
)
def test_half_a_place_and_an_unknown_kind_are_refused(world: World, asked: dict[str, Any]) -> None:
    assert world.client("auditor").get(f"/api/books/{DAY}/mismatches", params=asked).status_code == 422


def test_there_is_a_word_for_each_step_and_a_way_to_the_page(world: World) -> None:
    assert set(words_books.ESCALATION) == set(EscalationStep)
    assert "mismatches" in page(world, "auditor").addresses()
