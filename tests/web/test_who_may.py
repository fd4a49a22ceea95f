"""Who gets in, from where, and what they may do: on every route that the app has."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from fastapi.routing import APIRoute
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from include.writ.storage.models import CaseRow, DecisionRow
from tests.web.docket_world import DAY, DRAFT, NOW, World


def routes(world: World, *methods: str) -> list[tuple[str, str]]:
    """Method and path of every route that the app has."""
    found = []
    for route in world.app.routes:
        assert isinstance(route, APIRoute), "a mounted folder or app would have no login"
        found += [(method, route.path) for method in sorted(route.methods) if method in (methods or ("GET", "POST"))]
    return found


def address(path: str) -> str:
    names = ("case_id", "release_id", "row_id", "batch_id", "appeal_id", "contact_id", "notice_id", "response_id")
    ids = {name: uuid4() for name in names}
    return path.replace(":path", "").format(
        **ids, day=DAY, name="docket.css", page="index.html", file="pdf", pack="kz", platform="x"
    )


def test_every_route_is_known_to_these_tests(empty_world: World) -> None:
    assert len(routes(empty_world, "GET")) == 56
    assert len(routes(empty_world, "POST")) == 40
    assert sum(len(route.methods) for route in empty_world.app.routes if isinstance(route, APIRoute)) == 96


def test_nobody_gets_in_without_a_login(empty_world: World) -> None:
    client = empty_world.anonymous()
    for method, path in routes(empty_world):
        response = client.request(method, address(path), json={} if method == "POST" else None)
        assert response.status_code == 401, path
        assert "error" in response.json(), path


@pytest.mark.parametrize("name", ["stranger", "idle"])
@pytest.mark.requirement("R1")
def test_airflows_login_alone_opens_nothing(world: World, name: str) -> None:
    """`stranger` is not in Writ's register, `idle` is there without a role; both may be Airflow's admin."""
    client = world.client(name)
    for method, path in routes(world):
        if path.startswith("/assets"):
            continue
        response = client.request(method, address(path), json={} if method == "POST" else None)
        assert response.status_code == 403, path
        assert name in response.json()["error"], path


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_another_site_can_not_act(world: World, site: str) -> None:
    client = world.client("releaser_1")
    for _, path in routes(world, "POST"):
        response = client.post(address(path), json={}, headers={"Sec-Fetch-Site": site})
        assert response.status_code == 403, path
        assert "another site" in response.json()["error"], path


def test_a_body_that_a_form_could_send_is_refused(world: World) -> None:
    client = world.client("releaser_1")
    for _, path in routes(world, "POST"):
        for headers in ({"Content-Type": "text/plain"}, {"Content-Type": "application/x-www-form-urlencoded"}, {}):
            response = client.post(address(path), content=b"{}", headers=headers)
            assert response.status_code == 415, path


def test_an_unknown_field_is_refused(world: World) -> None:
    client = world.client("releaser_1")
    for _, path in routes(world, "POST"):
        response = client.post(address(path), json={"on_behalf_of": "approver_1"})
        assert response.status_code == 422, path
        assert "on_behalf_of" in response.json()["error"], path


def test_the_docket_itself_can_act(world: World) -> None:
    client = world.client("drafter_1")
    path = f"/api/cases/{world.cases[0]}/draft"
    assert client.post(path, json=DRAFT, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200


@pytest.mark.requirement("R1")
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
    ("return", {"reason": "which words?"}),
    ("reopen", {"reason": "new facts"}),
    ("appeals", {"appellant": "author", "language": "ru", "statement": "it is a quotation"}),
    ("keep", {"reasons": "it still calls for it"}),
    ("lift", {"reasons": "it is over"}),
    ("clarify", {"text": "the second video"}),
    ("possible-again", {"reason": "they wrote so"}),
    ("claim", {}),
    ("release", {}),
    ("non-disclosure", {"draft_hash": "0" * 64, "reasons": "the police act", "until": str(DAY)}),
]


@pytest.mark.requirement("R1")
def test_no_act_without_its_role(world: World) -> None:
    path = f"/cases/{world.cases[0]}"
    for name in ("auditor", "engineer", "releaser_1"):
        for act, body in ACTS:
            status, answer = world.post(name, f"{path}/{act}", body)
            assert (status, "role" in answer["error"]) == (403, True), (name, act)
        assert world.post(name, "/platforms/vkontakte/announcements", {})[0] == 403, name
    assert world.post("approver_1", f"{path}/draft", DRAFT)[0] == 403
    draft_hash = world.draft(world.cases[0])
    assert world.post("drafter_2", f"{path}/approve", {"draft_hash": draft_hash})[0] == 403
    with world.here.begin() as session:
        assert session.get_one(CaseRow, world.cases[0]).state == "drafted"


@pytest.mark.requirement("R2")
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
    with world.here.begin() as session:
        draft = session.scalars(select(DecisionRow).where(DecisionRow.draft_hash == draft_hash)).one()
        values = {"d": draft.id, "h": draft_hash, "v": draft.pack_version, "id": uuid4(), "now": NOW}
        statement = text("INSERT INTO writ.approvals VALUES (:id, :d, 'drafter_1', :h, :v, :now, :now)")
        with pytest.raises(DBAPIError, match="drafter and approver are one person"), session.begin_nested():
            session.execute(statement, values)


def test_no_documentation_is_public(empty_world: World) -> None:
    client = empty_world.anonymous()
    assert {client.get(path).status_code for path in ("/docs", "/redoc", "/openapi.json", "/assets/")} <= {401, 404}
