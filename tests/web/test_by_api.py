"""Each requirement tried through the API, by somebody who may do what is nearest to it."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text

from include.writ.domain.worksheet import Requirement
from include.writ.packs.loader import load_pack
from tests.due_process.register import requirements
from tests.support.packs import TOLD_BEFORE, put_in_force
from tests.web.attempts import ASKED_FOR, ATTEMPTS, COMPLETE, Attempt
from tests.web.docket_world import DRAFT, World
from tests.web.test_redress import RULING, complain


@pytest.fixture
def ids(world: World) -> dict[str, str]:
    """A case with a complete draft, one whose order was annulled, one that nobody has touched; and the complaint."""
    drafted, annulled, untouched = world.cases
    with world.here.begin() as session:
        session.execute(text("UPDATE writ.people SET roles = roles || '{approver}' WHERE id = 'drafter_1'"))
    world.draft(drafted)
    assert world.approve(annulled, world.draft(annulled))[0] == 200
    appeal: str = complain(world, str(annulled))["id"]
    world.post("appeals_1", f"/appeals/{appeal}/take", {})
    assert world.post("appeals_1", f"/appeals/{appeal}/decide", RULING)[0] == 200
    return {"drafted": str(drafted), "reversed": str(annulled), "proposed": str(untouched), "appeal": appeal}


def draft_of(world: World, ids: dict[str, str], sheet: dict[str, object]) -> str:
    """The hash of a further version with this worksheet, that the approver has read."""
    path = f"/cases/{ids['drafted']}"
    latest = world.client("approver_1").get(f"/api{path}").json()["decisions"][-1]["version"]
    status, done = world.post("drafter_1", f"{path}/draft", DRAFT | {"seen": latest, "worksheet": sheet})
    assert status == 200, done
    world.client("approver_1").get(f"/api{path}")
    return str(done["draft_hash"])


def not_refused(world: World, ids: dict[str, str], attempts: dict[str, Attempt]) -> dict[str, tuple[int, str]]:
    """Those that are not answered as they should be, with their answers."""
    found = {}
    for number, attempt in attempts.items():
        body = attempt.body if attempt.sheet is None else {"draft_hash": draft_of(world, ids, attempt.sheet)}
        path = f"/api{attempt.path.format(**ids)}"
        response = world.client(attempt.person).request(attempt.method, path, json=body)
        said = response.json().get("error", "")
        if response.status_code != attempt.status or not re.search(attempt.says, said):
            found[number] = (response.status_code, said)
    return found


def test_every_requirement_holds_against_the_api(world: World, ids: dict[str, str]) -> None:
    of_any_law = {number: attempt for number, attempt in ATTEMPTS.items() if number not in ASKED_FOR}
    assert not_refused(world, ids, of_any_law) == {}


def test_what_only_some_law_asks_for_holds_where_it_does(
    world: World, ids: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asks = {"requires": tuple(Requirement), "incites": True}
    grounds = [ground.model_copy(update=asks) for ground in load_pack("kz").pack.grounds]
    put_in_force(monkeypatch, grounds=grounds, **TOLD_BEFORE)
    assert not_refused(world, ids, {number: ATTEMPTS[number] for number in ASKED_FOR}) == {}
    path = f"/cases/{ids['drafted']}/approve"
    assert world.post("approver_1", path, {"draft_hash": draft_of(world, ids, COMPLETE)})[0] == 200


def test_every_requirement_is_tried() -> None:
    assert ATTEMPTS.keys() == requirements().keys()
