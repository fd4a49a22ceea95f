"""From a proposed draft to an order and back, through the API as people use it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select, text

from include.writ.packs.loader import LoadedPack, load_pack
from include.writ.services import release_question
from include.writ.storage.models import CaseRow, OrderRow, OutboxRow
from include.writ.wiring import deployment, stages
from tests.web.docket_world import DAY, DRAFT, NOW, World


def test_two_people_make_an_order(world: World) -> None:
    case_id = world.cases[0]
    draft_hash = world.draft(case_id)
    status, done = world.approve(case_id, draft_hash)
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
    assert world.approve(case_id, body["draft_hash"])[0] == 200
    for name in ("approver_1", "approver_2"):
        status, answer = world.post(name, path, body)
        assert status == 409
        assert "ordered" in answer["error"]


def test_of_approvals_at_the_same_moment_one_counts(world: World) -> None:
    path, body = f"/api/cases/{world.cases[0]}/approve", {"draft_hash": world.draft(world.cases[0])}
    approver = world.client("approver_1")
    approver.get(f"/api/cases/{world.cases[0]}")
    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(lambda _: approver.post(path, json=body).status_code, range(4)))
    assert sorted(statuses) == [200, 409, 409, 409]
    with world.here.begin() as session:
        assert session.scalar(select(func.count()).select_from(OrderRow)) == 1
        assert session.scalar(select(func.count()).select_from(OutboxRow)) == 1


@pytest.mark.requirement("R24")
def test_only_the_latest_draft_can_be_approved(world: World) -> None:
    case_id = world.cases[0]
    read = world.draft(case_id)
    written_since = world.draft(case_id, "drafter_2")
    assert read != written_since
    status, answer = world.approve(case_id, read)
    assert status == 409
    assert "changed" in answer["error"]
    assert world.approve(case_id, written_since)[0] == 200


def test_what_the_pack_proposes_can_not_be_approved(world: World) -> None:
    case = world.client("approver_1").get(f"/api/cases/{world.cases[0]}").json()
    body = {"draft_hash": case["decisions"][0]["draft_hash"]}
    assert world.post("approver_1", f"/cases/{world.cases[0]}/approve", body)[0] == 409


@pytest.mark.parametrize(
    ("draft", "lacks"),
    [
        (DRAFT | {"reasons": "too short"}, [("R6", "a drafter")]),
        (DRAFT | {"reasons": ""}, [("R6", "a drafter")]),
        (
            DRAFT | {"worksheet": {"necessity": "yes"}},
            [*[("R6", "a drafter")] * 2, *[("R8", "a drafter")] * 2, ("R9", "a drafter"), ("R17", "a drafter")],
        ),
        (DRAFT | {"worksheet": {**DRAFT["worksheet"], "may_be": ["art"]}}, [("R9", "a law reviewer")]),
    ],
)
@pytest.mark.requirement("R6", "R8", "R9")
def test_what_is_not_complete_is_kept_and_says_what_is_missing(
    world: World, draft: dict[str, Any], lacks: list[tuple[str, str]]
) -> None:
    path = f"/cases/{world.cases[0]}"
    status, done = world.post("drafter_1", f"{path}/draft", draft)
    assert (status, done["state"], done["version"]) == (200, "proposed", 1)
    assert [(one["requirement"], one["who"]) for one in done["missing"]] == lacks
    assert world.post("drafter_1", f"{path}/draft", draft)[1]["version"] == 1
    assert world.post("approver_1", f"{path}/approve", {"draft_hash": done["draft_hash"]})[0] == 409
    kept = world.client("auditor").get(f"/api{path}").json()
    assert kept["decisions"][-1]["draft_hash"] == done["draft_hash"]
    assert kept["assessment"]["missing"] == done["missing"]
    status, done = world.post("reviewer_1", f"{path}/draft", DRAFT | {"seen": 1})
    assert (done["state"], done["version"], done["missing"]) == ("drafted", 2, [])
    assert world.post("drafter_2", f"{path}/draft", draft | {"seen": 2})[1]["state"] == "proposed"


@pytest.mark.parametrize(
    ("draft", "status", "words"),
    [
        ({"seen": 0}, 409, "nothing is written"),
        ({"seen": 0, "reasons": " "}, 409, "nothing is written"),
        ({"reasons": DRAFT["reasons"]}, 422, "seen"),
        (DRAFT | {"seen": -1}, 422, "seen"),
        (DRAFT | {"seen": 2**31}, 422, "seen"),
        (DRAFT | {"seen": 1}, 409, "there is no version 1"),
        (DRAFT | {"worksheet": {"elements": {"moon": "full"}}}, 409, "has no moon; it has material, propaganda"),
        (DRAFT | {"worksheet": {"aim": "good_taste"}}, 422, "aim"),
        (DRAFT | {"worksheet": {"necesity": "misspelt"}}, 422, "necesity"),
        (DRAFT | {"reasons": "a\x00b"}, 422, "U+0000"),
        (DRAFT | {"worksheet": {"court_act": {"decided_on": "yesterday"}}}, 422, "decided_on"),
    ],
)
def test_what_is_no_draft_is_not_kept(world: World, draft: dict[str, Any], status: int, words: str) -> None:
    path = f"/cases/{world.cases[0]}"
    answer = world.post("drafter_1", f"{path}/draft", draft)
    assert (answer[0], words in str(answer[1])) == (status, True)
    assert len(world.client("auditor").get(f"/api{path}").json()["decisions"]) == 1


def test_an_approver_returns_a_draft_and_the_drafters_write_it_anew(world: World) -> None:
    path = f"/cases/{world.cases[0]}"
    read = world.draft(world.cases[0])
    assert world.post("drafter_2", f"{path}/return", {"reason": "which sentence?"})[0] == 403
    assert world.post("approver_1", f"{path}/return", {"reason": "which sentence?"})[1]["state"] == "proposed"
    assert world.post("approver_1", f"{path}/approve", {"draft_hash": read})[0] == 409
    status, done = world.post("drafter_1", f"{path}/draft", DRAFT | {"seen": 1})
    assert (status, done["state"], done["version"]) == (200, "drafted", 2)
    world.client("approver_2").get(f"/api{path}")
    assert world.post("approver_2", f"{path}/approve", {"draft_hash": done["draft_hash"]})[0] == 200


@pytest.mark.requirement("R6")
def test_a_law_reviewer_gives_a_case_back_to_the_drafters(world: World) -> None:
    path = f"/cases/{world.cases[0]}"
    assert world.post("drafter_1", f"{path}/law-review", {"reason": "is it reporting?"})[1]["state"] == "law_review"
    assert world.post("approver_1", f"{path}/return", {"reason": "no"})[0] == 403
    assert world.post("reviewer_1", f"{path}/return", {"reason": "it is not"})[1]["state"] == "proposed"
    assert world.post("drafter_2", f"{path}/draft", DRAFT)[1]["state"] == "drafted"


def test_only_a_law_reviewer_takes_back_what_an_item_may_be(world: World) -> None:
    path = f"/cases/{world.cases[0]}/draft"
    protected = DRAFT | {"worksheet": {**DRAFT["worksheet"], "may_be": ["art"]}}
    assert world.post("drafter_1", path, protected)[1]["state"] == "proposed"
    status, answer = world.post("drafter_2", path, DRAFT | {"seen": 1})
    assert (status, "for a law reviewer" in answer["error"]) == (409, True)
    assert world.post("reviewer_1", path, DRAFT | {"seen": 1})[1]["state"] == "drafted"


def test_an_approver_of_an_incomplete_draft_hears_what_is_missing(world: World) -> None:
    path = f"/cases/{world.cases[0]}"
    done = world.post("drafter_1", f"{path}/draft", DRAFT | {"reasons": "short"})[1]
    status, answer = world.post("approver_1", f"{path}/approve", {"draft_hash": done["draft_hash"]})
    assert (status, "R6 reasons" in answer["error"]) == (409, True)


def test_a_new_pack_says_that_it_is_not_registered_yet(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    path = f"/cases/{world.cases[0]}/draft"
    newer = LoadedPack(load_pack("kz").pack.model_copy(update={"version": "2027.01"}), "1" * 64)
    monkeypatch.setattr(deployment, "load_pack", lambda _pack: newer)
    status, answer = world.post("drafter_1", path, DRAFT)
    assert (status, "gather_approvals does within ten minutes" in answer["error"]) == (409, True)
    stages.days_to_ask_about()
    assert world.post("drafter_1", path, DRAFT)[1]["state"] == "drafted"


@pytest.mark.requirement("R3", "R18")
def test_a_case_of_another_jurisdiction_is_not_drafted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deployment, "load_pack", lambda _pack: load_pack("eu_dsa"))
    stages.days_to_ask_about()
    status, answer = world.post("drafter_1", f"/cases/{world.cases[0]}/draft", DRAFT)
    assert (status, "one of KZ" in answer["error"]) == (409, True)


def test_reasons_that_were_written_for_another_case_are_shown(world: World) -> None:
    first, second = world.cases[:2]
    world.draft(first)
    assert world.client("auditor").get(f"/api/cases/{first}").json()["assessment"]["alike"] == []
    world.draft(second)
    assert world.client("auditor").get(f"/api/cases/{second}").json()["assessment"]["alike"] == [str(first)]
    assert str(first) in world.client("approver_1").get(f"/cases/{second}").text


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
    world.approve(world.cases[0], draft_hash)
    with world.here.begin() as session:
        question = release_question.ask(
            session, day=DAY, run_id="run-1", is_specimen=True, zone=world.here.zone, now=NOW
        )
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
    status, answer = world.approve(world.cases[0], draft_hash)
    assert (status, answer) == (409, {"error": 'case: no step from "drafted" to "ordered"'})
    with world.here.begin() as session:
        assert session.get_one(CaseRow, world.cases[0]).state == "drafted"
        assert session.scalar(select(func.count()).select_from(OrderRow)) == 0
