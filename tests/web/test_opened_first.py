"""Approving through the API needs a look at the case, as a page or as JSON; adopting a pack needs its exact hash."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from include.writ.storage.models import LedgerRow, OpeningRow
from tests.web.docket_world import World


def approve(world: World, draft_hash: str, name: str = "approver_1") -> tuple[int, str]:
    """Approve the first case without a look."""
    status, answer = world.post(name, f"/cases/{world.cases[0]}/approve", {"draft_hash": draft_hash})
    return status, str(answer.get("error", ""))


@pytest.mark.parametrize("way", ["/api/cases/{}", "/cases/{}"])
def test_a_case_is_approved_after_it_was_opened(world: World, way: str) -> None:
    draft_hash = world.draft(world.cases[0])
    status, error = approve(world, draft_hash)
    assert status == 409
    assert f"open /docket/cases/{world.cases[0]}" in error
    assert world.client("approver_1").get(way.format(world.cases[0])).status_code == 200
    assert approve(world, draft_hash)[0] == 200


def test_lists_and_other_cases_open_nothing(world: World) -> None:
    draft_hash = world.draft(world.cases[0])
    world.draft(world.cases[1])
    approver = world.client("approver_1")
    for path in ("/", "/cases", "/api/cases", f"/api/cases/{world.cases[1]}"):
        assert approver.get(path).status_code == 200
    assert approve(world, draft_hash)[0] == 409


def test_each_draft_and_each_person_needs_a_look(world: World) -> None:
    world.draft(world.cases[0])
    world.client("approver_1").get(f"/api/cases/{world.cases[0]}")
    redrafted = world.draft(world.cases[0], "drafter_2")
    world.client("approver_2").get(f"/api/cases/{world.cases[0]}")
    status, error = approve(world, redrafted)
    assert (status, "approver_1 has not opened version 2" in error) == (409, True)
    assert approve(world, redrafted, "approver_2")[0] == 200


def test_opening_again_adds_nothing(world: World) -> None:
    world.draft(world.cases[0])
    for name in ("approver_1", "approver_1", "drafter_1", "auditor"):
        assert world.client(name).get(f"/cases/{world.cases[0]}").status_code == 200
    with world.here.begin() as session:
        assert session.scalars(select(func.count()).select_from(OpeningRow)).one() == 1


def test_a_legal_officer_adopts_the_pack_by_its_hash(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    body = {"sha256": world.here.pack.sha256}
    status, answer = world.post("reviewer_1", "/packs/kz/adopt", body)
    assert (status, "WRIT_CLOCK_FILE" in answer["error"]) == (409, True)
    monkeypatch.delenv("WRIT_CLOCK_FILE")
    assert world.post("approver_1", "/packs/kz/adopt", body)[0] == 403
    assert world.post("reviewer_1", "/packs/eu/adopt", body)[0] == 409
    status, answer = world.post("reviewer_1", "/packs/kz/adopt", {"sha256": "0" * 64})
    assert (status, body["sha256"] in answer["error"]) == (409, True)
    assert world.client("auditor").get("/api/me").json()["is_specimen"]
    status, adopted = world.post("reviewer_1", "/packs/kz/adopt", body)
    assert (status, adopted["sha256"], adopted["adopted_by"]) == (200, body["sha256"], "reviewer_1")
    assert world.post("reviewer_1", "/packs/kz/adopt", body) == (200, adopted)
    assert not world.client("auditor").get("/api/me").json()["is_specimen"]
    with world.here.begin() as session:
        event = session.scalars(select(LedgerRow).where(LedgerRow.event == "pack.adopted")).one()
    assert (event.actor, event.subject, event.data["sha256"]) == ("reviewer_1", "pack:kz", body["sha256"])
