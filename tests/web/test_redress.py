"""Complaints, reviews and reversals through the Docket's API and on its pages."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from tests.web.docket_world import EVIL, World
from tests.web.pages import BROWSER

COMPLAINT = {
    "appellant": "author",
    "language": "ru",
    "statement": f"It quotes a court. {EVIL}",
    "learned_on": "2026-11-18",
}
RULING = {"outcome": "annulled", "reasons": "The item reports; it praises nothing."}


def ordered(world: World, index: int = 0) -> str:
    """A case with an order that is approved and has not left yet."""
    case = world.cases[index]
    assert world.approve(case, world.draft(case))[0] == 200
    return str(case)


def complain(world: World, case: str, **more: Any) -> dict[str, Any]:
    status, lodged = world.post("drafter_2", f"/cases/{case}/appeals", COMPLAINT | more)
    assert status == 200, lodged
    appeal: dict[str, Any] = lodged["appeal"]
    return appeal


def read(world: World, name: str, path: str) -> str:
    """The source of a page."""
    response = world.client(name).get(path, headers=BROWSER)
    assert response.status_code == 200
    return str(response.text)


@pytest.mark.requirement("R22", "R23")
def test_a_complaint_goes_its_way_from_person_to_person(world: World) -> None:
    case = ordered(world)
    appeal = complain(world, case)
    waiting = world.client("appeals_1").get("/api/redress").json()
    assert [(line["case"], line["appeal"]["number"]) for line in waiting["appeals"]] == [(case, appeal["number"])]
    path = f"/appeals/{appeal['id']}"
    assert world.post("appeals_1", f"{path}/decide", RULING)[0] == 409
    assert world.post("appeals_1", f"{path}/take", {})[0] == 200
    status, decided = world.post("appeals_1", f"{path}/decide", RULING)
    assert (status, decided["appeal"]["state"], decided["letter"]["ruling"]) == (200, "annulled", "annulled")
    whole = world.client("auditor").get(f"/api/cases/{case}").json()
    assert (whole["state"], whole["order"]["state"]) == ("reversed", "reversed")
    assert whole["order"]["appeals"][0]["statement"] is None
    assert [notice["state"] for notice in whole["order"]["notices"]] == ["cancelled"]
    assert whole["order"]["author_reference"] in read(world, "drafter_1", f"/cases/{case}")
    assert world.client("auditor").get(f"/api{path}").json()["letter"] == decided["letter"]
    assert len(world.client("auditor").get("/api/appeals", params={"state": "annulled"}).json()) == 1


@pytest.mark.requirement("R2", "R22")
@pytest.mark.parametrize("name", ["drafter_1", "drafter_2", "approver_1", "reviewer_1", "releaser_1", "auditor"])
def test_nobody_else_decides_a_complaint(world: World, name: str) -> None:
    appeal = complain(world, ordered(world))
    acts: dict[str, dict[str, Any]] = {"take": {}, "decide": RULING, "give-back": {}}
    for act, body in acts.items():
        status, answer = world.post(name, f"/appeals/{appeal['id']}/{act}", body)
        assert (status, "role" in answer["error"]) == (403, True), act


@pytest.mark.requirement("R2")
def test_a_reviewer_of_another_body_or_with_a_part_in_the_order_is_refused(world: World) -> None:
    appeal = complain(world, ordered(world))
    take = f"/appeals/{appeal['id']}/take"
    with world.here.begin() as session:
        session.execute(text("UPDATE writ.people SET higher_body = 'eu_court' WHERE id = 'appeals_1'"))
    status, answer = world.post("appeals_1", take, {})
    assert (status, "kz_higher" in answer["error"]) == (403, True)
    with world.here.begin() as session:
        roles = "UPDATE writ.people SET roles = '{appeal_reviewer}', higher_body = 'kz_higher' WHERE id = 'drafter_1'"
        session.execute(text(roles))
    status, answer = world.post("drafter_1", take, {})
    assert (status, "had a part" in answer["error"]) == (403, True)


@pytest.mark.requirement("R22")
def test_a_complaint_needs_words_and_a_language_and_nothing_else(world: World) -> None:
    case = ordered(world)
    path = f"/cases/{case}/appeals"
    assert world.post("drafter_1", path, COMPLAINT | {"statement": ""})[0] == 422
    assert world.post("drafter_1", path, COMPLAINT | {"statement": "  "})[0] == 409
    assert world.post("drafter_1", path, COMPLAINT | {"fee": 1000})[0] == 422
    assert world.post("drafter_1", f"/cases/{world.cases[1]}/appeals", COMPLAINT)[0] == 409
    assert complain(world, case, learned_on=None)["in_time_until"] is None


def test_the_pages_show_complaints_reviews_and_what_came_of_them(world: World) -> None:
    empty = read(world, "appeals_1", "/redress")
    assert "No complaint waits." in empty
    assert "No order waits to be looked at again." in empty
    case, other = ordered(world), ordered(world, 1)
    appeal = complain(world, case)
    assert appeal["number"] in read(world, "appeals_1", "/redress")
    assert "Complaints to decide" in read(world, "appeals_1", "/")
    page = read(world, "drafter_1", f"/cases/{case}")
    assert "<script>alert" not in page
    assert "It quotes a court." in page
    assert "It quotes a court." not in read(world, "auditor", f"/cases/{case}")
    assert world.post("reviewer_1", f"/cases/{other}/lift", {"reasons": "it is over now"})[0] == 200
    lifted = read(world, "auditor", f"/cases/{other}")
    assert "lifted on review" in lifted
    assert "Nothing to restore" in lifted
