"""The page and the record of figures."""

from __future__ import annotations

import pytest

from include.writ.domain.figures import Figure
from include.writ.web import words
from tests.web.docket_world import DAY, World
from tests.web.pages import page

OF_THE_DAY = {"from": str(DAY), "to": str(DAY)}


@pytest.mark.requirement("R30")
def test_program_and_page_show_every_ground(world: World) -> None:
    world.post("drafter_2", f"/cases/{world.cases[2]}/decline", {"reason": "a report of the news"})
    found = world.client("auditor").get("/api/figures").json()
    assert set(found["figures"]) == {ground.id for ground in world.here.pack.pack.grounds}
    assert all(set(kinds) == set(Figure) for kinds in found["figures"].values())
    assert sum(kinds["declined"] for kinds in found["figures"].values()) == 1
    shown = page(world, "drafter_1", "/figures").words
    assert all(ground.replace("_", " ") in shown for ground in found["figures"])
    assert f"All {len(world.cases)} 1 0" in shown


def test_the_days_that_are_asked_for_are_counted(world: World) -> None:
    found = world.client("auditor").get("/api/figures", params=OF_THE_DAY).json()
    assert (found["first_day"], found["last_day"], found["is_specimen"]) == (str(DAY), str(DAY), True)
    assert sum(kinds["opened"] for kinds in found["figures"].values()) == 0
    month = world.client("auditor").get("/api/figures", params={"to": str(DAY)}).json()
    assert month["first_day"] == str(DAY.replace(day=1))


@pytest.mark.parametrize(
    ("days", "status"),
    [({"from": "2026-12-01", "to": str(DAY)}, 409), ({"from": "soon"}, 422), ({"to": "9999-12-31"}, 422)],
)
def test_days_that_are_none_are_refused(world: World, days: dict[str, str], status: int) -> None:
    assert world.client("auditor").get("/api/figures", params=days).status_code == status


def test_there_is_a_way_to_the_page_and_a_word_for_each_figure(world: World) -> None:
    assert "figures" in page(world, "auditor").addresses()
    assert set(words.FIGURE) == set(Figure)
