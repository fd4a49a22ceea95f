"""Days in which nobody lives are refused where they come in: no term can be counted from them, on any page."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.docket_world import DAY, DRAFT, WORKSHEET, World

FIRST, LAST = "0001-01-01", "9999-12-31"
EXPERT = {"number": "E-1", "applied_on": FIRST, "decided_on": str(DAY)}
COMPLAINT = {"appellant": "author", "language": "ru", "statement": "it is a quotation"}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/cases/{case}/draft", DRAFT | {"worksheet": WORKSHEET | {"expert_decision": EXPERT}}),
        ("/cases/{case}/draft", DRAFT | {"worksheet": WORKSHEET | {"court_act": {"in_force_on": LAST}}}),
        ("/cases/{case}/appeals", COMPLAINT | {"learned_on": FIRST}),
        ("/cases/{case}/non-disclosure", {"draft_hash": "0" * 64, "reasons": "the police act", "until": LAST}),
    ],
)
def test_no_act_takes_such_a_day(world: World, path: str, body: dict[str, Any]) -> None:
    status, answer = world.post("drafter_1", path.format(case=world.cases[0]), body)
    assert (status, "should be" in answer["error"]) == (422, True)


@pytest.mark.parametrize("path", ["/cases?day={}", "/figures?from={}", "/figures?to={}", "/books/{}"])
@pytest.mark.parametrize("day", [FIRST, LAST])
def test_no_page_is_asked_for_such_a_day(world: World, path: str, day: str) -> None:
    assert world.client("auditor").get(f"/api{path.format(day)}").status_code in (404, 422)
