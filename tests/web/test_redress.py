"""Complaints, reviews and reversals through the Docket's API and on its pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text

from include.writ.domain.redress import ReviewCause
from include.writ.services.review_cases import open_review
from include.writ.storage.models import OrderRow
from tests.web.docket_world import DAY, EVIL, NOW, World
from tests.web.pages import BROWSER, page
from tests.web.test_case_acts import offered

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


def shown_acts(world: World, name: str) -> tuple[set[str], set[str]]:
    """On the page of what waits: the ends of the addresses of its forms, and the links to a place on a case's page."""
    shown = page(world, name, "/redress")
    return offered(shown), {link.rpartition("#")[2] for link in shown.addresses() if "#" in link and "cases/" in link}


@pytest.mark.requirement("R22")
def test_a_reviewer_takes_a_complaint_where_it_waits_and_finds_where_to_decide_it(world: World) -> None:
    case = ordered(world)
    appeal = complain(world, case)
    words = "Read and decide it"
    assert shown_acts(world, "appeals_1")[0] == {"take"}
    for name in ("drafter_1", "reviewer_1", "auditor", "engineer"):
        assert shown_acts(world, name)[0] == set(), name
    assert world.post("appeals_1", f"/appeals/{appeal['id']}/take", {})[0] == 200
    shown = page(world, "appeals_1", "/redress")
    assert (offered(shown), words in shown.words) == ({"give-back"}, True)
    assert words not in page(world, "drafter_1", "/redress").words
    with world.here.begin() as session:
        as_reviewer = (
            "UPDATE writ.people SET roles = '{appeal_reviewer}', higher_body = 'kz_higher' WHERE id = 'engineer'"
        )
        session.execute(text(as_reviewer))
    assert shown_acts(world, "engineer")[0] == set(), "another reviewer has it"
    assert {"decide", "give-back"} <= offered(page(world, "appeals_1", f"/cases/{case}"))
    assert world.post("appeals_1", f"/appeals/{appeal['id']}/give-back", {})[0] == 200
    with world.here.begin() as session:
        session.execute(text("UPDATE writ.people SET higher_body = 'eu_court' WHERE id = 'appeals_1'"))
    assert shown_acts(world, "appeals_1")[0] == set()


@pytest.mark.requirement("R19")
def test_a_law_reviewer_who_did_not_make_the_order_is_led_to_keep_or_lift_it(world: World) -> None:
    case = UUID(ordered(world))
    with world.here.begin() as session:
        order = session.scalars(select(OrderRow).where(OrderRow.case_id == case)).one()
        open_review(session, order=order, cause=ReviewCause.DAY, today=DAY, now=NOW)
    assert "acts" in shown_acts(world, "reviewer_1")[1]
    assert {"keep", "lift"} <= offered(page(world, "reviewer_1", f"/cases/{case}"))
    assert "acts" not in shown_acts(world, "appeals_1")[1]
    with world.here.begin() as session:
        session.execute(text("UPDATE writ.people SET roles = '{drafter,law_reviewer}' WHERE id = 'drafter_1'"))
    assert "acts" not in shown_acts(world, "drafter_1")[1], "it is their own"
    assert world.post("reviewer_1", f"/cases/{case}/keep", {"reasons": "it still calls for it"})[0] == 200
    assert "No order waits to be looked at again." in page(world, "reviewer_1", "/redress").words


def test_the_pages_show_complaints_reviews_and_what_came_of_them(world: World) -> None:
    empty = read(world, "appeals_1", "/redress")
    assert "No complaint waits." in empty
    assert "No order waits to be looked at again." in empty
    case, other = ordered(world), ordered(world, 1)
    appeal = complain(world, case)
    assert appeal["number"] in read(world, "appeals_1", "/redress")
    assert "Complaints to decide" in read(world, "appeals_1", "/")
    source = read(world, "drafter_1", f"/cases/{case}")
    assert "<script>alert" not in source
    assert "It quotes a court." in source
    assert "It quotes a court." not in read(world, "auditor", f"/cases/{case}")
    assert world.post("reviewer_1", f"/cases/{other}/lift", {"reasons": "it is over now"})[0] == 200
    lifted = read(world, "auditor", f"/cases/{other}")
    assert "lifted on review" in lifted
    assert "Nothing to restore" in lifted
