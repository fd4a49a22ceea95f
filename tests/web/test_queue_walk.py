"""From a case to the one before and after it in the list that the person came from, and back to that list."""

from __future__ import annotations

import pytest

from tests.web.docket_world import World
from tests.web.pages import page


def links(world: World, address: str, name: str = "drafter_1") -> dict[str, str]:
    """Where the keys lead: j to the next case, k to the previous one."""
    found = page(world, name, f"/cases/{address}")
    return {attrs["data-key"] or "": attrs["href"] or "" for tag, attrs in found.tags if attrs.get("data-key")}


def test_keys_lead_through_the_readers_queue(world: World) -> None:
    first, second, third = world.cases
    assert links(world, str(first)) == {"j": f"./{second}"}
    assert links(world, str(second)) == {"j": f"./{third}", "k": f"./{first}"}
    assert links(world, str(third)) == {"k": f"./{second}"}
    world.draft(second)
    assert links(world, str(first)) == {"j": f"./{third}"}
    assert links(world, str(second)) == {"j": f"./{third}", "k": f"./{first}"}, "the place is still known"
    assert links(world, str(first), "engineer") == {}, "nothing waits for them"
    assert links(world, str(second), "approver_1") == {}
    assert links(world, str(second), "auditor") == {}, "they have no queue at all"


def test_keys_lead_through_the_list_that_was_asked_for(wide_world: World) -> None:
    _, second, _, _, fifth, *_ = wide_world.cases
    for case in (second, fifth):
        wide_world.draft(case)
    asked = "?state=drafted&platform=vkontakte"
    shown = page(wide_world, "auditor", f"/cases{asked}")
    assert [one for one in shown.addresses() if one.startswith("cases/")] == [
        f"cases/{second}{asked}",
        f"cases/{fifth}{asked}",
    ]
    assert links(wide_world, f"{second}{asked}", "auditor") == {"j": f"./{fifth}{asked}"}
    assert links(wide_world, f"{fifth}{asked}", "auditor") == {"k": f"./{second}{asked}"}
    assert f"../cases{asked}" in page(wide_world, "auditor", f"/cases/{fifth}{asked}").addresses()
    assert links(wide_world, f"{fifth}?officer=drafter_1&state=any", "auditor") == {
        "k": f"./{second}?state=any&officer=drafter_1"
    }


def test_the_next_case_to_work_on_is_of_the_same_list(world: World) -> None:
    first, second, _ = world.cases
    found = page(world, "drafter_1", f"/cases/{first}?state=proposed&ground=drugs")
    [form] = [attrs for tag, attrs in found.tags if attrs.get("data-act") == "../api/queue/next"]
    assert (form["data-goes"], form["data-list"]) == ("./", "?state=proposed&ground=drugs")
    hidden = {attrs["name"]: attrs["value"] for tag, attrs in found.tags if attrs.get("type") == "hidden"}
    assert hidden == {"state": "proposed", "ground": "drugs", "past": str(first)}
    assert world.post("drafter_1", "/queue/next", hidden)[1]["case"] == str(second)


@pytest.mark.parametrize("query", ["state=done", "after=x", "text=words"])
def test_an_address_with_anything_else_is_refused(world: World, query: str) -> None:
    assert world.client("drafter_1").get(f"/cases/{world.cases[0]}?{query}").status_code == 422
