"""A case says which orders rest on the same evidence, and nothing follows from that by itself."""

from __future__ import annotations

from hashlib import sha256
from uuid import uuid4

import pytest

from include.writ.domain.case import EvidenceKind
from include.writ.storage.models import CaseRow, EvidenceRow
from tests.web.docket_world import NOW, World
from tests.web.pages import page


@pytest.mark.requirement("R25")
def test_a_case_with_the_evidence_of_an_order_is_linked_to_it_and_stays_a_draft(world: World) -> None:
    ordered, other, unlike = world.cases[:3]
    assert world.approve(ordered, world.draft(ordered))[0] == 200
    with world.here.begin() as session:
        capture = next(
            one
            for one in (sha256(f"capture {n}".encode()).hexdigest() for n in (1, 2, 3))
            if one in seen(world, ordered)
        )
        session.add(EvidenceRow(id=uuid4(), case_id=other, kind=EvidenceKind.CAPTURE, sha256=capture, taken_at=NOW))
    number = world.client("drafter_1").get(f"/api/cases/{ordered}").json()["order"]["number"]
    assert f"Same evidence as order {number}" in page(world, "drafter_1", f"/cases/{other}").words
    assert "Same evidence as" not in page(world, "drafter_1", f"/cases/{unlike}").words
    assert "Same evidence as" not in page(world, "drafter_1", f"/cases/{ordered}").words
    with world.here.begin() as session:
        assert session.get_one(CaseRow, other).state == "proposed"


def seen(world: World, case_id: object) -> set[str]:
    case = world.client("drafter_1").get(f"/api/cases/{case_id}").json()
    return {one["sha256"] for one in case["evidence"]}
