"""Texts that may disturb are shown when asked for, and people see how many there have been in their day."""

from __future__ import annotations

import pytest

from tests.web.docket_world import World
from tests.web.pages import page

SAID = "You have looked at the texts of"


def shown(world: World, name: str, case: int) -> tuple[int, dict[str, object]]:
    return world.post(name, f"/cases/{world.cases[case]}/exposures", {})


def test_of_a_day_each_case_counts_once_and_for_its_reader_only(world: World) -> None:
    assert [shown(world, "drafter_1", case)[1] for case in (0, 0, 1)] == [{"cases": 1}, {"cases": 1}, {"cases": 2}]
    assert shown(world, "approver_1", 0) == (200, {"cases": 1})
    assert f"{SAID} 2 cases today" in page(world, "drafter_1").words
    assert SAID not in page(world, "reviewer_1").words


def test_the_next_day_begins_at_nought(world: World) -> None:
    shown(world, "drafter_1", 0)
    for _ in range(24):
        world.later()
    assert SAID not in page(world, "drafter_1").words
    assert shown(world, "drafter_1", 0)[1] == {"cases": 1}


@pytest.mark.parametrize("name", ["releaser_1", "auditor", "engineer"])
def test_who_is_shown_no_texts_is_not_counted(world: World, name: str) -> None:
    assert shown(world, name, 0)[0] == 403


def test_an_excerpt_is_behind_a_warning(world: World) -> None:
    tags = page(world, "drafter_1", f"/cases/{world.cases[0]}").tags
    places = [tag for tag, _ in tags]
    veils = [attrs for tag, attrs in tags if attrs.get("class") == "veil"]
    assert veils
    assert all("open" not in attrs for attrs in veils)
    assert all(
        places[number - 2 : number] == ["details", "summary"]
        for number, tag in enumerate(places)
        if tag == "blockquote"
    )
