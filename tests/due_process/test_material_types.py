"""R6: where the law lists kinds of material, an order says which of them its item is, as its approver read it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select

from include.writ.domain.states import CaseState
from include.writ.errors import NotPossible
from include.writ.storage.models import NoticeRow, OutboxRow
from include.writ.wiring.deployment import for_docket
from tests.due_process.attempts import notice
from tests.due_process.test_refusals import refused
from tests.support.chain import DAY, Chain
from tests.support.drafts import complete
from tests.support.packs import put_in_force, with_kinds_of_material

CHOSEN = ("solicitation_to_participate", "incitement")


@pytest.fixture
def case(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> UUID:
    """A case under a pack that lists kinds of material."""
    put_in_force(monkeypatch, **with_kinds_of_material())
    return chain.cases(CaseState.PROPOSED)[0]


def draft(chain: Chain, case: UUID, kinds: Sequence[str]) -> str:
    here = for_docket()
    sheet = complete(here.pack.basis("drugs", here.today))
    return chain.draft(case, worksheet=replace(sheet, material_types=kinds))


@pytest.mark.requirement("R6")
@pytest.mark.parametrize("kinds", [(), ("criticism",), ("threat", "criticism")])
def test_no_order_without_a_kind_or_with_one_that_the_law_does_not_list(
    chain: Chain, case: UUID, kinds: tuple[str, ...]
) -> None:
    draft(chain, case, kinds)
    assert case in chain.cases(CaseState.PROPOSED)
    with pytest.raises(NotPossible, match=r"R6 material_types: .*threat"):
        chain.approve(case)


@pytest.mark.requirement("R6")
def test_where_the_law_lists_none_none_is_chosen(chain: Chain) -> None:
    case = chain.cases(CaseState.PROPOSED)[0]
    draft(chain, case, ("threat",))
    with pytest.raises(NotPossible, match="R6 material_types: only those of the ground: it has none"):
        chain.approve(case)


@pytest.mark.requirement("R6", "R24")
def test_another_choice_is_another_draft_and_voids_what_the_approver_read(chain: Chain, case: UUID) -> None:
    first = draft(chain, case, ("threat",))
    chain.open(case)
    assert draft(chain, case, CHOSEN) != first
    with pytest.raises(NotPossible, match="changed"):
        chain.approve_unopened(case, draft_hash=first)


@pytest.mark.requirement("R6")
def test_order_and_notice_carry_what_was_chosen(chain: Chain, case: UUID) -> None:
    draft(chain, case, CHOSEN)
    chain.approve(case)
    with chain.begin() as session:
        sealed = json.loads(session.scalars(select(OutboxRow.document)).one())
    assert sealed["material_types"] == sorted(CHOSEN)
    assert [kind["point"] for kind in sealed["form"]["material_types"]] == ["a", "b", "c", "d", "e"]
    chain.release(DAY)
    chain.deliver()
    with chain.begin() as session:
        says = json.loads(session.scalars(select(NoticeRow.document)).one())
    assert says["items"] == [sealed]
    refused(chain, "does not say what was ordered", notice('{"material_types": ["threat"]}'))
