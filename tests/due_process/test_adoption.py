"""A pack is adopted by a legal officer, as it is loaded, once and for good."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from include.writ.errors import NotAllowed, NotPossible
from include.writ.services import adopt
from include.writ.services import deployment as standing
from include.writ.storage.models import PackAdoptionRow
from include.writ.storage.roles import DatabaseRole
from include.writ.wiring.deployment import for_docket
from tests.due_process.test_refusals import refused
from tests.support.acting import refused_as, run_as
from tests.support.chain import Chain

ADOPT = "SELECT writ.adopt_pack(:id, 'kz', '1', repeat('a', 64), :person, now())"


def adopt_as(name: str, **changed: Any) -> PackAdoptionRow:
    here = for_docket()
    read = {"pack_id": here.pack.pack.id, "sha256": here.pack.sha256} | changed
    with here.begin() as session:
        person = standing.person(session, name)
        return adopt.run(session, person=person, pack=here.pack, now=here.clock(), **read)


@pytest.mark.parametrize("name", ["engineer", "drafter_1", "approver_1", "releaser_1", "auditor"])
def test_only_a_legal_officer_adopts(chain: Chain, name: str) -> None:
    with pytest.raises(NotAllowed, match="law_reviewer"):
        adopt_as(name)
    refused_as(DatabaseRole.DOCKET, "no active legal officer", ADOPT, id=uuid4(), person=name)


@pytest.mark.parametrize("read", [{"sha256": "0" * 64}, {"pack_id": "eu_dsa"}])
def test_only_the_pack_that_is_loaded_is_adopted(chain: Chain, read: dict[str, str]) -> None:
    with pytest.raises(NotPossible, match=f"this deployment has pack kz .* {chain.here.pack.sha256}"):
        adopt_as("reviewer_1", **read)


def test_an_adoption_is_the_first_one_for_good(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    first = adopt_as("reviewer_1")
    monkeypatch.delenv("WRIT_CLOCK_FILE")
    assert not chain.here.is_specimen()
    assert adopt_as("reviewer_1").adopted_at == first.adopted_at
    for statement in ("UPDATE writ.pack_adoptions SET adopted_at = now()", "DELETE FROM writ.pack_adoptions"):
        refused(chain, "append-only", statement)
        refused_as(DatabaseRole.DOCKET, "permission denied", statement)
    refused(chain, "append-only", "TRUNCATE writ.pack_adoptions")


def test_the_docket_adopts_by_the_function_alone(chain: Chain) -> None:
    run_as(DatabaseRole.DOCKET, ADOPT, id=uuid4(), person="reviewer_1")
    refused_as(DatabaseRole.DOCKET, "uq_pack_adoptions", ADOPT, id=uuid4(), person="reviewer_1")
    refused_as(DatabaseRole.WORKER, "permission denied", ADOPT, id=uuid4(), person="reviewer_1")
