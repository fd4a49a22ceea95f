"""Each requirement tried by SQL, as a task and as the Docket, on a deployment in which everything happened."""

from __future__ import annotations

import json
from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from include.writ import settings
from include.writ.domain.delivery import Outcome
from include.writ.domain.states import CaseState
from include.writ.errors import RowRefused
from include.writ.storage.models import CaseRow
from include.writ.storage.roles import DatabaseRole
from include.writ.storage.session import unit_of_work
from tests.due_process.attempts import ATTEMPTS, SOUND, STRICT, Attempt, notice
from tests.due_process.register import requirements
from tests.support.chain import Chain
from tests.support.drafts import complete
from tests.support.orders import annul, answer, lodge, sent_cases


@pytest.fixture
def lived(chain: Chain) -> Chain:
    """Orders: sent, with a stopped clock, with a complaint, reversed, waiting. And a complete draft."""
    _, asked, objected, annulled = sent_cases(chain, 4)
    answer(chain, asked, Outcome.IMPOSSIBLE)
    lodge(objected)
    annul(annulled)
    waits, drafted = chain.cases(CaseState.PROPOSED)[:2]
    chain.draft(waits)
    chain.approve(waits)
    with chain.begin() as session:
        ground = session.get_one(CaseRow, drafted).ground
        strict = json.dumps(STRICT | {"id": str(uuid4())})
        of_ground = "FROM writ.bases b WHERE ground = :ground"
        row = "(jsonb_populate_record(b, CAST(:strict AS jsonb))).*"
        session.execute(text(f"INSERT INTO writ.bases SELECT {row} {of_ground}"), {"strict": strict, "ground": ground})
    basis = chain.here.pack.basis(ground, chain.here.today)
    chain.draft(drafted, worksheet=replace(complete(basis), emergency="the item shows a killing as it happens"))
    return chain


def refusal(role: DatabaseRole, attempt: Attempt) -> str:
    """What the database says to it; it keeps nothing of what it took."""
    try:
        with unit_of_work(settings.database_url(), role) as session:
            for statement in attempt.statements:
                session.connection().exec_driver_sql(statement)
            session.rollback()
    except (DBAPIError, RowRefused) as error:
        return str(error)
    return ""


@pytest.mark.parametrize("role", DatabaseRole)
def test_every_requirement_holds_against_sql(lived: Chain, role: DatabaseRole) -> None:
    expected = {n: one.docket if role == DatabaseRole.DOCKET else one.task for n, one in ATTEMPTS.items()}
    said = {number: refusal(role, attempt) for number, attempt in ATTEMPTS.items()}
    assert {number: words for number, words in said.items() if expected[number] not in words} == {}


def test_only_what_is_bad_in_them_is_refused(lived: Chain) -> None:
    """The same draft with all of it, and the same notice with no other word, come as far as the next guard."""
    assert SOUND.docket in refusal(DatabaseRole.DOCKET, SOUND)
    assert "an order has one notice" in refusal(DatabaseRole.DOCKET, Attempt([notice()], ""))


def test_every_requirement_is_tried() -> None:
    assert ATTEMPTS.keys() == requirements().keys()
