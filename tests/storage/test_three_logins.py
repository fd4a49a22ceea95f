"""A deployment as docs/adr/008 sets it up: an owner who is no superuser, and a login each for tasks and Docket."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from psycopg import sql
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from include.writ.local.postgres import EmbeddedPostgres
from include.writ.local.seed import seed_demo
from include.writ.storage.roles import DatabaseRole
from include.writ.storage.session import engine, migrate, unit_of_work
from include.writ.wiring.doctor import examine
from tests.support.chain import DAY, running_chain
from tests.support.databases import disconnect

DATABASE = "writ_three_logins"
SET_UP = (
    "CREATE ROLE writ_owner LOGIN CREATEROLE",
    f"CREATE DATABASE {DATABASE} OWNER writ_owner TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER builtin"
    " BUILTIN_LOCALE 'C.UTF-8'",
)
LOGINS = ("CREATE ROLE writ_tasks LOGIN IN ROLE writ_worker", "CREATE ROLE writ_pages LOGIN IN ROLE writ_docket")


@dataclass(frozen=True)
class Urls:
    owner: str
    tasks: str
    docket: str


@pytest.fixture
def urls(postgres: EmbeddedPostgres) -> Iterator[Urls]:
    """The three logins of a migrated database, which the server admits without a password."""
    [[hba_file]] = postgres.execute(sql.SQL("SHOW hba_file"))
    file = Path(str(hba_file))
    before = file.read_text()
    file.write_text(f"local {DATABASE} all trust\n{before}")
    for statement in ("SELECT pg_reload_conf()", *SET_UP):
        postgres.execute(sql.SQL(statement))
    address = make_url(postgres.url(DATABASE))
    of = {name: address.set(username=name).render_as_string() for name in ("writ_owner", "writ_tasks", "writ_pages")}
    migrate(of["writ_owner"])
    for statement in LOGINS:
        postgres.execute(sql.SQL(statement))
    yield Urls(of["writ_owner"], of["writ_tasks"], of["writ_pages"])
    for url in of.values():
        disconnect(url)
    postgres.drop_database(DATABASE)
    for name in of:
        postgres.execute(sql.SQL("REASSIGN OWNED BY {} TO postgres").format(sql.Identifier(name)))
        postgres.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(name)))
        postgres.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))
    file.write_text(before)
    postgres.execute(sql.SQL("SELECT pg_reload_conf()"))


def test_a_day_goes_through_with_three_logins(urls: Urls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with running_chain(urls.owner, tmp_path, monkeypatch) as chain:
        monkeypatch.setenv("WRIT_DATABASE_URL", urls.tasks)
        monkeypatch.setenv("WRIT_DOCKET_DATABASE_URL", urls.docket)
        chain.bring_in(DAY)
        assert chain.decide_all(limit=3) == 3
        chain.release(DAY)
        assert chain.deliver() == {"sent": 3}


def test_doctor_has_nothing_to_mend_with_three_logins(urls: Urls, monkeypatch: pytest.MonkeyPatch) -> None:
    seed_demo(urls.owner)
    monkeypatch.setenv("WRIT_DOCKET_DATABASE_URL", urls.docket)
    found = {finding.check: finding for finding in examine(urls.tasks)}
    assert [finding.check for finding in found.values() if not finding.is_ok] == []
    assert found["login of tasks"].detail == "writ_tasks may do what writ_worker may, and no more"
    assert found["login of Docket"].detail == "writ_pages may do what writ_docket may, and no more"
    monkeypatch.delenv("WRIT_DOCKET_DATABASE_URL")  # as it is on a worker
    beside_tasks = {finding.check: finding for finding in examine(urls.tasks)}["login of Docket"]
    assert (beside_tasks.is_ok, beside_tasks.detail[:12]) == (True, "not set here")


def test_each_login_has_its_role_and_no_other(urls: Urls, postgres: EmbeddedPostgres) -> None:
    for url, role in ((urls.tasks, DatabaseRole.DOCKET), (urls.docket, DatabaseRole.WORKER)):
        with pytest.raises(SQLAlchemyError, match="permission denied to set role"):
            engine(url, role).connect()
    postgres.execute(sql.SQL("GRANT writ_worker, writ_docket TO writ_owner"))
    for role in DatabaseRole:
        with unit_of_work(urls.owner, role) as session:
            assert session.scalar(text("SELECT current_user")) == role
    swapped = {finding.check: finding.mend for finding in examine(urls.docket) if not finding.is_ok}
    assert "put into WRIT_DATABASE_URL a login that is a member of writ_worker alone" in swapped["login of tasks"]
