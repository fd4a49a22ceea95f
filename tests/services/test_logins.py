"""`doctor` on the logins of tasks and Docket: real logins of the server, as a deployment creates them."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from sqlalchemy import text

from include.writ.local.postgres import EmbeddedPostgres
from include.writ.local.seed import seed_demo
from include.writ.packs.loader import load_pack
from include.writ.storage.roles import DatabaseRole, rights_beyond
from include.writ.storage.session import engine, unit_of_work
from include.writ.wiring.doctor import examine

WORKER, DOCKET = DatabaseRole.WORKER, DatabaseRole.DOCKET


@pytest.fixture
def login(database_url: str) -> Iterator[str]:
    """A login without any right, to be given some."""
    name = f"login_{uuid4().hex}"
    with unit_of_work(database_url) as session:
        session.execute(text(f"CREATE ROLE {name} LOGIN"))
    yield name
    with unit_of_work(database_url) as session:
        session.execute(text(f"DROP OWNED BY {name}"))
        session.execute(text(f"DROP ROLE {name}"))


def beyond(database_url: str, login: str, role: DatabaseRole, *grants: str) -> list[str]:
    with engine(database_url).connect() as connection:
        for grant in grants:
            connection.execute(text(f"GRANT {grant} TO {login}"))
        connection.execute(text(f"SET LOCAL SESSION AUTHORIZATION {login}"))
        return rights_beyond(connection, role)


def test_a_member_of_its_role_alone_can_do_no_more(database_url: str, login: str) -> None:
    for role in DatabaseRole:
        assert beyond(database_url, login, role, role) == []


def test_what_a_login_could_do_beyond_its_role_is_named(database_url: str, login: str) -> None:
    assert beyond(database_url, login, WORKER, WORKER, DOCKET)[0] == "is a member of writ_docket"
    by_hand = (
        "USAGE ON SCHEMA writ",
        "INSERT ON writ.approvals",
        "UPDATE (error) ON writ.deliveries",
        "TRUNCATE ON writ.people",
    )
    found = beyond(database_url, login, DOCKET, DOCKET, *by_hand)
    assert found == ["has INSERT on approvals", "has UPDATE on deliveries", "has TRUNCATE on people"]
    call = "EXECUTE ON FUNCTION writ.approve", "USAGE ON SCHEMA writ"
    assert "has EXECUTE on approve" in beyond(database_url, login, WORKER, *call)
    assert beyond(database_url, "postgres", DOCKET) == ["is a superuser"]


def test_one_login_for_all_is_to_be_mended_when_orders_are_real(database_url: str) -> None:
    seed_demo(database_url)
    found = {finding.check: finding for finding in examine(database_url)}
    assert found["login of tasks"].is_ok
    assert "postgres acts as writ_worker but could do more" in found["login of tasks"].detail
    pack = load_pack("kz")
    with unit_of_work(database_url) as session:
        adopt = text("SELECT writ.adopt_pack(:id, 'kz', :version, :sha256, 'reviewer_1', now())")
        session.execute(adopt, {"id": uuid4(), "version": pack.pack.version, "sha256": pack.sha256})
    wrong = {finding.check: finding.mend for finding in examine(database_url) if not finding.is_ok}
    assert set(wrong) == {"login of tasks", "login of Docket"}
    assert "WRIT_DOCKET_DATABASE_URL" in wrong["login of Docket"]


def test_a_docket_that_can_not_connect_is_found(
    database_url: str, postgres: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed_demo(database_url)
    monkeypatch.setenv("WRIT_DOCKET_DATABASE_URL", postgres.url("no_such_database"))
    wrong = [finding for finding in examine(database_url) if not finding.is_ok]
    assert [(finding.check, finding.mend) for finding in wrong] == [
        ("login of Docket", "correct WRIT_DOCKET_DATABASE_URL")
    ]
