"""Who gets in, from where, and what they may do: on every route that the app has."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from fastapi.routing import APIRoute, iter_route_contexts
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from include.writ.storage.models import ApprovalRow, CaseRow, DecisionRow
from include.writ.web.app import build_app
from tests.web.docket_world import DAY, DRAFT, NOW, TestClient, World

ROUTES = sorted(
    (method, route.path) for route in iter_route_contexts(build_app().routes) for method in route.methods or {"?"}
)


def address(path: str) -> str:
    values = {"case_id": uuid4(), "release_id": uuid4(), "day": DAY, "name": "docket.css"}
    return path.format(**values)


def test_every_route_is_known_to_these_tests() -> None:
    assert len(ROUTES) == 17
    assert {method for method, _ in ROUTES} == {"GET", "POST"}


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_nobody_gets_in_without_a_login(empty_world: World, method: str, path: str) -> None:
    response = TestClient(empty_world.app).request(method, address(path), json={} if method == "POST" else None)
    assert response.status_code == 401
    assert "error" in response.json()


@pytest.mark.parametrize(("method", "path"), [route for route in ROUTES if not route[1].startswith("/assets")])
@pytest.mark.parametrize("name", ["stranger", "idle"])
def test_airflows_login_alone_opens_nothing(world: World, method: str, path: str, name: str) -> None:
    response = world.client(name).request(method, address(path), json={} if method == "POST" else None)
    assert response.status_code == 403
    assert name in response.json()["error"]


@pytest.mark.parametrize("path", [path for method, path in ROUTES if method == "POST"])
class TestEveryAct:
    @pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
    def test_another_site_can_not_act(self, world: World, path: str, site: str) -> None:
        client = world.client("releaser_1")
        response = client.post(address(path), json={}, headers={"Sec-Fetch-Site": site})
        assert response.status_code == 403
        assert "another site" in response.json()["error"]

    @pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", None])
    def test_a_body_that_a_form_could_send_is_refused(self, world: World, path: str, kind: str | None) -> None:
        headers = {"Content-Type": kind} if kind else {}
        response = world.client("releaser_1").post(address(path), content=b"{}", headers=headers)
        assert response.status_code == 415

    def test_an_unknown_field_is_refused(self, world: World, path: str) -> None:
        response = world.client("releaser_1").post(address(path), json={"on_behalf_of": "approver_1"})
        assert response.status_code == 422
        assert "on_behalf_of" in response.json()["error"]


def test_the_docket_itself_can_act(world: World) -> None:
    client = world.client("drafter_1")
    path = f"/api/cases/{world.cases[0]}/draft"
    assert client.post(path, json=DRAFT, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200


def test_a_person_who_left_is_out_at_once(world: World) -> None:
    client = world.client("drafter_1")
    assert client.get("/api/me").status_code == 200
    with world.here.begin() as session:
        session.execute(text("UPDATE writ.people SET is_active = false WHERE id = 'drafter_1'"))
    assert client.get("/api/me").status_code == 403


ACTS: list[tuple[str, dict[str, Any]]] = [
    ("draft", DRAFT),
    ("approve", {"draft_hash": "0" * 64}),
    ("decline", {"reason": "not unlawful"}),
    ("law-review", {"reason": "unclear"}),
    ("reopen", {"reason": "new facts"}),
]


@pytest.mark.parametrize("name", ["auditor", "engineer", "releaser_1"])
@pytest.mark.parametrize(("act", "body"), ACTS)
def test_no_act_without_its_role(world: World, name: str, act: str, body: dict[str, Any]) -> None:
    status, answer = world.post(name, f"/cases/{world.cases[0]}/{act}", body)
    assert status == 403
    assert "role" in answer["error"]
    with world.here.begin() as session:
        assert session.get_one(CaseRow, world.cases[0]).state == "proposed"


def test_a_drafter_can_not_approve_their_own_draft_even_with_both_roles(world: World) -> None:
    with world.here.begin() as session:
        session.execute(text("UPDATE writ.people SET roles = '{drafter,approver}' WHERE id = 'drafter_1'"))
    draft_hash = world.draft(world.cases[0])
    status, answer = world.post("drafter_1", f"/cases/{world.cases[0]}/approve", {"draft_hash": draft_hash})
    assert status == 403
    assert "another person" in answer["error"]


def test_the_database_refuses_it_as_well(world: World) -> None:
    with world.here.begin() as session:
        session.execute(text("UPDATE writ.people SET roles = '{drafter,approver}' WHERE id = 'drafter_1'"))
    draft_hash = world.draft(world.cases[0])
    with pytest.raises(DBAPIError, match="drafter and approver are one person"), world.here.begin() as session:
        draft = session.scalars(select(DecisionRow).where(DecisionRow.draft_hash == draft_hash)).one()
        session.add(
            ApprovalRow(
                id=uuid4(),
                decision_id=draft.id,
                approver="drafter_1",
                draft_hash=draft_hash,
                pack_version=draft.pack_version,
                approved_at=NOW,
            )
        )
        session.flush()


def test_no_documentation_is_public(empty_world: World) -> None:
    client = TestClient(empty_world.app)
    assert {client.get(path).status_code for path in ("/docs", "/redoc", "/openapi.json", "/assets/")} <= {401, 404}
    assert all(isinstance(route, APIRoute) or not hasattr(route, "app") for route in empty_world.app.routes)
