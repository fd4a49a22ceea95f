"""The page of people: who may do what, what takes several of them, and whether there are enough."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from include.writ.domain.people import Role
from include.writ.domain.separations import HANDS, Separation, binds, is_staffed
from include.writ.domain.workload import Work
from include.writ.wiring.deployment import for_docket
from tests.web.docket_world import World
from tests.web.pages import page

DRAFTER, APPROVER, BOTH = {Role.DRAFTER}, {Role.APPROVER}, {Role.DRAFTER, Role.APPROVER}


def record(world: World) -> dict[str, Any]:
    found: dict[str, Any] = world.client("auditor").get("/api/people").json()
    return found


def change(world: World, statement: str) -> None:
    with world.here.begin() as session:
        session.execute(text(f"UPDATE writ.people {statement}"))


def unstaffed(world: World) -> set[str]:
    return {one["what"] for one in record(world)["separations"] if not one["is_staffed"]}


def test_everybody_is_there_with_roles_and_work(world: World) -> None:
    world.draft(world.cases[0])
    world.post("drafter_1", f"/cases/{world.cases[1]}/decline", {"reason": "a report of the news"})
    people = {one["id"]: one for one in record(world)["people"]}
    with world.here.begin() as session:
        assert set(people) == set(session.scalars(text("SELECT id FROM writ.people")))
    did = {work: tally["in_window"] for work, tally in people["drafter_1"]["tallies"].items() if tally["in_window"]}
    assert did == {Work.DRAFTED: 1, Work.DECLINED: 1}
    assert people["drafter_2"]["tallies"] is None
    assert people["appeals_1"]["roles"] == ["appeal_reviewer"]
    assert people["appeals_1"]["higher_body"]
    shown = page(world, "auditor", "/people").words
    assert "Demo Drafter One, case officer (specimen) drafter_1 drafter yes · 1 · 1 · · ·" in shown
    assert "Demo Idle, nobody (specimen) idle none yes ·" in shown
    assert "a report of the news" not in shown
    assert "people" in page(world, "auditor").addresses()


def test_who_left_is_shown_last_as_not_active_and_counts_for_nothing(world: World) -> None:
    change(world, "SET is_active = false WHERE id = 'releaser_1'")
    found = record(world)
    assert (found["people"][-1]["id"], found["people"][-1]["is_active"]) == ("releaser_1", False)
    assert found["held"]["releaser"] == 0
    shown = page(world, "auditor", "/people").words
    assert "Held by nobody who is active: releaser" in shown
    assert {Separation.PORTAL_NUMBER, Separation.ANNOUNCEMENT} <= unstaffed(world)


def test_one_person_with_both_roles_is_not_two(world: World) -> None:
    assert Separation.ORDER not in unstaffed(world)
    change(world, "SET is_active = false WHERE 'drafter' = ANY (roles) OR 'approver' = ANY (roles)")
    change(world, "SET is_active = true, roles = '{drafter,approver}' WHERE id = 'drafter_1'")
    assert Separation.ORDER in unstaffed(world)
    shown = page(world, "auditor", "/people").words
    assert "An order Whoever drafted it does not approve it (R2). drafter approver no: it can not be done" in shown
    [both] = [one for one in record(world)["people"] if one["id"] == "drafter_1"]
    assert Separation.ORDER in both["bound_by"]


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ([], False),
        ([BOTH], False),
        ([DRAFTER, DRAFTER], False),
        ([DRAFTER, APPROVER], True),
        ([BOTH, DRAFTER], True),
        ([BOTH, BOTH], True),
    ],
)
def test_each_hand_is_another_person(people: list[set[Role]], expected: bool) -> None:
    assert is_staffed(HANDS[Separation.ORDER], [frozenset(roles) for roles in people]) is expected


def test_a_third_hand_needs_a_third_person() -> None:
    hands, both, reviewer = HANDS[Separation.REVIEW], frozenset(BOTH), frozenset({Role.LAW_REVIEWER})
    assert not is_staffed(hands, [both, reviewer, reviewer])
    assert is_staffed(hands, [both, both, reviewer])


def test_a_role_alone_binds_nobody_but_the_releaser_before_a_portal() -> None:
    bound = {role: binds([role]) for role in Role}
    assert bound.pop(Role.RELEASER) == [Separation.PORTAL_NUMBER]
    assert bound.pop(Role.LAW_REVIEWER) == [Separation.CONTACT]
    assert not any(bound.values())


def test_the_docket_can_not_change_the_register(world: World) -> None:
    with pytest.raises(DBAPIError, match="permission denied"), for_docket().begin() as session:
        session.execute(text("UPDATE writ.people SET roles = '{approver}' WHERE id = 'auditor'"))
