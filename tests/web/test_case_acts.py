"""What the page of a case offers to do is what its reader can do: no less, and nothing that would be refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from tests.web.docket_world import DRAFT, World
from tests.web.pages import Page, page

PEOPLE = ("drafter_1", "drafter_2", "reviewer_1", "approver_1", "releaser_1", "auditor", "engineer")


def proposed(_world: World, _case: UUID) -> None:
    """As it comes."""


def drafted(world: World, case: UUID) -> None:
    world.draft(case)


def in_law_review(world: World, case: UUID) -> None:
    world.draft(case)
    assert world.post("approver_1", f"/cases/{case}/law-review", {"reason": "unclear"})[0] == 200


def declined(world: World, case: UUID) -> None:
    assert world.post("drafter_1", f"/cases/{case}/decline", {"reason": "lawful"})[0] == 200


def ordered(world: World, case: UUID) -> None:
    assert world.approve(case, world.draft(case))[0] == 200


def bodies(world: World, case: UUID) -> dict[str, dict[str, Any]]:
    """A good body for each act on a case, by the end of its address."""
    latest = world.client("auditor").get(f"/api/cases/{case}").json()["decisions"][-1]
    because = {"reason": "because"}
    return {
        "draft": DRAFT | {"seen": latest["version"], "reasons": DRAFT["reasons"] + " Read once more."},
        "approve": {"draft_hash": latest["draft_hash"]},
        "decline": because,
        "law-review": because,
        "return": because,
        "reopen": because,
        "possible-again": because,
        "clarify": {"text": "the second sentence"},
        "keep": {"reasons": "it still calls for it"},
        "lift": {"reasons": "it is over"},
        "claim": {},
        "release": {},
        "appeals": {"appellant": "author", "language": "ru", "statement": "it is a quotation"},
    }


def offered(shown: Page) -> set[str]:
    """The ends of the addresses to which a page has forms."""
    forms = [attrs["data-act"] or "" for tag, attrs in shown.tags if tag == "form"]
    return {address.rpartition("/")[2] for address in forms if "/queue/" not in address}


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("bring", [proposed, drafted, in_law_review, declined, ordered])
def test_what_is_offered_is_what_is_possible(
    wide_world: World, bring: Callable[[World, UUID], None], person: str
) -> None:
    cases = iter(wide_world.cases)

    def fresh() -> UUID:
        case = next(cases)
        bring(wide_world, case)
        return case

    case = fresh()
    forms = offered(page(wide_world, person, f"/cases/{case}"))
    for act, body in bodies(wide_world, case).items():
        if act not in forms:
            assert wide_world.post(person, f"/cases/{case}/{act}", body)[0] in (403, 409), act
    for act in forms:
        case = fresh()
        page(wide_world, person, f"/cases/{case}")
        assert wide_world.post(person, f"/cases/{case}/{act}", bodies(wide_world, case)[act])[0] == 200, act


def test_each_person_finds_their_part(world: World) -> None:
    case = world.cases[0]
    drafted(world, case)
    by_person = {name: offered(page(world, name, f"/cases/{case}")) for name in PEOPLE}
    assert by_person["drafter_1"] == {"claim", "draft", "decline", "law-review"}
    assert by_person["approver_1"] == {"claim", "approve", "decline", "law-review", "return"}
    assert by_person["auditor"] == by_person["engineer"] == by_person["releaser_1"] == set()
