"""Filters that people keep: each sees, replaces and deletes their own, and has twenty at most."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from include.writ.storage.roles import DatabaseRole
from tests.support.acting import refused_as
from tests.web.docket_world import EVIL, World
from tests.web.pages import page

DRUGS = {"name": "drugs to draft", "state": "proposed", "ground": "drugs"}


def keep(world: World, who: str, **more: Any) -> tuple[int, dict[str, Any]]:
    return world.post(who, "/filters", DRUGS | more)


def kept(world: World, name: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = world.client(name).get("/api/filters").json()
    return found


def test_a_filter_is_kept_shown_replaced_and_deleted(world: World) -> None:
    saved = {"name": "drugs to draft", "query": "state=proposed&ground=drugs"}
    assert keep(world, "drafter_1", officer="") == (200, saved)
    shown = page(world, "drafter_1", "/cases")
    assert "cases?state=proposed&ground=drugs" in shown.addresses()
    assert "drugs to draft" in shown.words
    assert keep(world, "drafter_1", name=" drugs to draft ", ground="suicide")[0] == 200
    assert kept(world, "drafter_1") == [saved | {"query": "state=proposed&ground=suicide"}]
    assert world.post("drafter_1", "/filters/delete", {"name": "drugs to draft"}) == (200, [])
    assert "drugs to draft" not in page(world, "drafter_1", "/cases").words


def test_each_person_has_their_own(world: World) -> None:
    keep(world, "drafter_1")
    keep(world, "auditor", ground="suicide")
    for name in ("drafter_2", "approver_1"):
        assert kept(world, name) == []
        assert "drugs to draft" not in page(world, name, "/cases").words
        status, answer = world.post(name, "/filters/delete", {"name": "drugs to draft"})
        assert (status, "you have no filter" in answer["error"]) == (409, True)
    assert [len(kept(world, name)) for name in ("drafter_1", "auditor")] == [1, 1]


def test_nobody_keeps_more_than_twenty(world: World) -> None:
    for number in range(20):
        assert keep(world, "drafter_1", name=f"no. {number}")[0] == 200
    status, answer = keep(world, "drafter_1", name="one more")
    assert (status, "20 at most" in answer["error"]) == (409, True)
    assert keep(world, "drafter_1", name="no. 7", ground="suicide")[0] == 200, "an old one can still be replaced"
    assert keep(world, "drafter_2", name="one more")[0] == 200
    assert len(kept(world, "drafter_1")) == 20


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"name": ""}, 422),
        ({"name": "x" * 61}, 422),
        ({"name": "a\x00"}, 422),
        ({"name": "  "}, 409),
        ({"state": "", "ground": ""}, 409),
        ({"ground": "Drugs?url=https://vk.com"}, 422),
        ({"query": "state=proposed"}, 422),
    ],
)
def test_what_is_no_filter_is_not_kept(world: World, wrong: dict[str, str], status: int) -> None:
    assert keep(world, "drafter_1", **wrong)[0] == status
    assert kept(world, "drafter_1") == []


def test_a_name_is_shown_as_text(world: World) -> None:
    keep(world, "drafter_1", name=EVIL[:60])
    tags = page(world, "drafter_1", "/cases").tags
    assert not [tag for tag, attrs in tags if tag == "img" or "onerror" in attrs]


def test_the_database_keeps_addresses_only_and_for_the_docket_alone(world: World) -> None:
    keep(world, "drafter_1")
    refused_as(DatabaseRole.DOCKET, "query_is_of_an_address", "UPDATE writ.saved_filters SET query = 'what they said'")
    refused_as(DatabaseRole.WORKER, "permission denied", "SELECT * FROM writ.saved_filters")
    with world.here.begin() as session:
        assert session.scalar(text("SELECT count(*) FROM writ.saved_filters")) == 1
