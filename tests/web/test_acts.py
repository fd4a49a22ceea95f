"""From a proposed draft to an order and back, through the API as people use it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from sqlalchemy import func, select, text

from include.writ.services import release
from include.writ.storage.models import CaseRow, OrderRow, OutboxRow
from tests.web.docket_world import DAY, DRAFT, NOW, World


def test_two_people_make_an_order(world: World) -> None:
    case_id = world.cases[0]
    draft_hash = world.draft(case_id)
    status, done = world.post("approver_1", f"/cases/{case_id}/approve", {"draft_hash": draft_hash})
    assert status == 200
    assert done["state"] == "ordered"
    assert "SPECIMEN" in done["number"]
    case = world.client("auditor").get(f"/api/cases/{case_id}").json()
    assert case["order"]["number"] == done["number"]
    assert case["order"]["approver"] == "approver_1"
    assert [notice["state"] for notice in case["order"]["notices"]] == ["waiting"]
    assert [(d["version"], d["drafted_by"]) for d in case["decisions"]] == [(0, None), (1, "drafter_1")]
    assert case["people"]["drafter_1"].startswith("Demo Drafter One")


def test_approving_twice_is_refused(world: World) -> None:
    case_id, path = world.cases[0], f"/cases/{world.cases[0]}/approve"
    body = {"draft_hash": world.draft(case_id)}
    assert world.post("approver_1", path, body)[0] == 200
    for name in ("approver_1", "approver_2"):
        status, answer = world.post(name, path, body)
        assert status == 409
        assert "ordered" in answer["error"]


def test_of_approvals_at_the_same_moment_one_counts(world: World) -> None:
    path, body = f"/api/cases/{world.cases[0]}/approve", {"draft_hash": world.draft(world.cases[0])}
    approver = world.client("approver_1")
    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(lambda _: approver.post(path, json=body).status_code, range(4)))
    assert sorted(statuses) == [200, 409, 409, 409]
    with world.here.begin() as session:
        assert session.scalar(select(func.count()).select_from(OrderRow)) == 1
        assert session.scalar(select(func.count()).select_from(OutboxRow)) == 1


def test_only_the_latest_draft_can_be_approved(world: World) -> None:
    case_id = world.cases[0]
    read = world.draft(case_id)
    written_since = world.draft(case_id, "drafter_2")
    assert read != written_since
    status, answer = world.post("approver_1", f"/cases/{case_id}/approve", {"draft_hash": read})
    assert status == 409
    assert "changed" in answer["error"]
    assert world.post("approver_1", f"/cases/{case_id}/approve", {"draft_hash": written_since})[0] == 200


def test_what_the_pack_proposes_can_not_be_approved(world: World) -> None:
    case = world.client("approver_1").get(f"/api/cases/{world.cases[0]}").json()
    body = {"draft_hash": case["decisions"][0]["draft_hash"]}
    assert world.post("approver_1", f"/cases/{world.cases[0]}/approve", body)[0] == 409


def test_a_draft_needs_reasons_of_its_own(world: World) -> None:
    path = f"/cases/{world.cases[0]}/draft"
    assert world.post("drafter_1", path, DRAFT | {"reasons": "too short"})[0] == 409
    assert world.post("drafter_1", path, DRAFT | {"reasons": ""})[0] == 422
    assert world.post("drafter_1", path, DRAFT | {"worksheet": {"necessity": "yes"}})[0] == 422


def test_decline_and_take_up_again(world: World) -> None:
    path = f"/cases/{world.cases[0]}"
    assert world.post("drafter_1", f"{path}/decline", {"reason": "a report of the news"})[1]["state"] == "declined"
    status, answer = world.post("drafter_1", f"{path}/decline", {"reason": "again"})
    assert (status, "declined" in answer["error"]) == (409, True)
    world.later()
    assert world.post("drafter_2", f"{path}/reopen", {"reason": "the context was misread"})[1]["state"] == "proposed"
    world.later()
    assert world.post("reviewer_1", f"{path}/law-review", {"reason": "is it reporting?"})[1]["state"] == "law_review"
    acts = world.client("auditor").get(f"/api{path}").json()["acts"]
    assert [act["act"] for act in acts] == ["declined", "reopened", "law_review"]


def test_an_act_on_no_case_says_so(world: World) -> None:
    for act in ("decline", "law-review", "reopen"):
        status, answer = world.post("drafter_1", f"/cases/{uuid4()}/{act}", {"reason": "why not"})
        assert status == 409, act
        assert "there is no case" in answer["error"], act


def test_withdrawing_an_open_release_gives_its_notices_back_once(world: World) -> None:
    draft_hash = world.draft(world.cases[0])
    world.post("approver_1", f"/cases/{world.cases[0]}/approve", {"draft_hash": draft_hash})
    with world.here.begin() as session:
        question = release.ask(session, day=DAY, run_id="run-1", is_specimen=True, now=NOW)
    assert question is not None
    [asked] = world.client("releaser_1").get("/api/releases", params={"state": "asked"}).json()
    assert (asked["id"], asked["summary"]["notices"]) == (str(question.release_id), 1)
    path = f"/releases/{question.release_id}/withdraw"
    assert world.post("approver_1", path, {})[0] == 403
    assert world.post("releaser_1", path, {}) == (200, {"release": str(question.release_id), "notices": 1})
    assert world.post("releaser_1", path, {})[0] == 409
    assert world.client("releaser_1").get("/api/releases", params={"state": "asked"}).json() == []


def test_a_guard_of_the_database_is_an_answer_and_not_a_fault(world: World) -> None:
    """The services are careful; this takes one of their steps away and sees the guard below answer."""
    draft_hash = world.draft(world.cases[0])
    with world.here.begin() as session:
        session.execute(text("DELETE FROM writ.allowed_transitions WHERE to_state = 'ordered'"))
    status, answer = world.post("approver_1", f"/cases/{world.cases[0]}/approve", {"draft_hash": draft_hash})
    assert (status, answer) == (409, {"error": 'case: no step from "drafted" to "ordered"'})
    with world.here.begin() as session:
        assert session.get_one(CaseRow, world.cases[0]).state == "drafted"
        assert session.scalar(select(func.count()).select_from(OrderRow)) == 0
