"""R11 in strict mode: a pack can ask for a court act on every ground."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from include.writ.domain.states import CaseState
from include.writ.errors import NotPossible, RowRefused
from include.writ.storage.models import CaseRow
from include.writ.storage.roles import DatabaseRole
from include.writ.wiring.deployment import for_docket
from tests.due_process.test_completeness import approval_of
from tests.support.acting import refused_as
from tests.support.chain import Chain
from tests.support.drafts import complete
from tests.support.packs import put_in_force


@pytest.mark.requirement("R11")
def test_in_strict_mode_every_ground_needs_a_court_act(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    put_in_force(monkeypatch, court_first=True)
    here = for_docket()
    assert all("court_act" in here.pack.basis(ground, here.today).requires for ground in here.pack.ground_ids)
    case: UUID = chain.cases(CaseState.PROPOSED)[0]
    with chain.begin() as session:
        ground = session.get_one(CaseRow, case).ground
    sheet = complete(here.pack.basis(ground, here.today))
    chain.draft(case, worksheet=replace(sheet, court_act=None))
    with pytest.raises(NotPossible, match="R11 court_act"):
        chain.approve(case)
    with chain.begin() as session:
        session.execute(text("UPDATE writ.cases SET state = 'drafted' WHERE id = :case"), {"case": case})
    statement, values = approval_of(case)
    with pytest.raises((DBAPIError, RowRefused), match=r"lacks what \{R11\}"), chain.begin() as session:
        session.execute(text(statement), values)
    lax = (
        "INSERT INTO writ.decisions SELECT (jsonb_populate_record(d, jsonb_build_object('id', gen_random_uuid(),"
        " 'version', 2, 'requires', jsonb_build_array()))).* FROM writ.decisions d"
    )
    refused_as(DatabaseRole.DOCKET, "not the legal basis", lax)
    chain.draft(case, worksheet=sheet)
    assert chain.approve(case).number
