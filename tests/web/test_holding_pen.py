"""The page of the holding pen: what waits, what it may speak of, and forms for who may say so."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from include.writ.domain.delivery import Outcome
from include.writ.storage.models import NoticeRow, OrderRow
from tests.web.docket_world import EVIL, World
from tests.web.pages import Page, page
from tests.web.pen_world import arrived, held
from tests.web.test_case_acts import offered
from tests.web.test_notices import statements

FORMS = {"match", "set-aside"}
MATCHING = ("drafter_1", "approver_1", "reviewer_1")
WHY = "it is about another post"


def notice(world: World) -> UUID:
    """The notice that carries all orders."""
    with world.here.begin() as session:
        return session.scalars(select(NoticeRow.id)).one()


def fields(shown: Page, end: str) -> dict[str, list[str | None]]:
    """Of the one form to such an address: the values of its fields by name."""
    found: dict[str, list[str | None]] = {}
    inside = False
    for tag, attrs in shown.tags:
        if tag == "form":
            inside = (attrs["data-act"] or "").endswith(end)
        if inside and attrs.get("name"):
            found.setdefault(str(attrs["name"]), []).append(attrs.get("value"))
    return found


def test_without_any_the_page_says_so(world: World) -> None:
    shown = page(world, "drafter_1", "/holding-pen")
    assert "Every answer was matched to its order." in shown.words
    assert "Matched lately" not in shown.words
    assert offered(shown) == set()


@pytest.mark.parametrize("person", [*MATCHING, "releaser_1", "auditor", "engineer", "appeals_1"])
def test_only_who_may_finds_forms_and_they_do_what_they_say(wide_world: World, person: str) -> None:
    first, second = arrived(wide_world)
    answer = held(wide_world, 1, f"re {first}: done. {EVIL}", outcome=Outcome.REMOVED)
    other = held(wide_world, 2)
    shown = page(wide_world, person, "/holding-pen")
    assert EVIL in shown.words, "as text"
    path, may = f"/holding-pen/{answer}", person in MATCHING
    assert (offered(shown), "assets/acts.js" in shown.addresses()) == (FORMS if may else set(), may)
    body = {"orders": [first], "outcome": "removed"}
    status = 200 if may else 403
    assert wide_world.post(person, f"{path}/match", body)[0] == status
    assert wide_world.post(person, f"/holding-pen/{other}/set-aside", {"reason": WHY})[0] == status
    if not may:
        assert wide_world.post("drafter_1", f"{path}/match", body)[0] == 200
        assert "Matched lately" in page(wide_world, person, "/holding-pen").words
        assert offered(page(wide_world, person, "/holding-pen")) == set()
        assert wide_world.post(person, f"{path}/withdraw", body | {"reason": WHY})[0] == 403
        return
    shown = page(wide_world, person, "/holding-pen")
    assert offered(shown) == {"withdraw"}
    assert fields(shown, "/withdraw") == {"outcome": ["removed"], "orders[]": [first], "reason": [None]}
    assert wide_world.post(person, f"{path}/withdraw", body | {"orders": [second], "reason": WHY})[0] == 409
    assert wide_world.post(person, f"{path}/withdraw", body | {"reason": WHY})[1]["orders"] == 1
    assert offered(page(wide_world, person, "/holding-pen")) == FORMS


def test_orders_are_offered_by_number_and_by_notice_and_no_more_than_ten(wide_world: World) -> None:
    numbers = arrived(wide_world, 12)
    held(wide_world, 1, f"about {numbers[11].lower()} only", key=str(notice(wide_world)))
    held(wide_world, 2, "about none")
    shown = page(wide_world, "drafter_1", "/holding-pen")
    first, second = wide_world.client("auditor").get("/api/holding-pen").json()["responses"]
    because = [(one["number"], one["because"]) for one in first["suggestions"]]
    assert because == [(numbers[11], "number"), *((number, "notice") for number in numbers[:9])]
    assert second["suggestions"] == []
    assert fields(shown, "/match")["orders[]"] == [number for number, _ in because] + [None, None]


def test_a_key_names_a_notice_only_as_it_is_written(wide_world: World) -> None:
    arrived(wide_world)
    key = notice(wide_world)
    for place, written in enumerate((str(key), str(key).upper(), key.hex, "no key at all"), 1):
        held(wide_world, place, key=written)
    found = wide_world.client("auditor").get("/api/holding-pen").json()["responses"]
    assert [len(one["suggestions"]) for one in found] == [2, 0, 0, 0]


def test_however_many_answers_wait_the_database_is_asked_as_often(wide_world: World) -> None:
    numbers, asked = arrived(wide_world, 6), []
    for already, wanted in ((0, 3), (3, 12)):
        for place in range(already, wanted):
            held(wide_world, place, f"about {numbers[place % 6]}", key=str(notice(wide_world)) if place % 2 else None)
        with statements() as meanwhile:
            shown = page(wide_world, "drafter_1", "/holding-pen")
        assert len([attrs for tag, attrs in shown.tags if tag == "article"]) == wanted
        asked.append(len(meanwhile))
    assert asked[0] == asked[1] > 0


def test_a_match_is_withdrawn_on_the_page_of_its_case_which_keeps_both(wide_world: World) -> None:
    first, _ = arrived(wide_world)
    with wide_world.here.begin() as session:
        case = session.scalars(select(OrderRow.case_id).where(OrderRow.number == first)).one()
    answer = held(wide_world, 1, "Which one?")
    body = {"orders": [first], "outcome": "clarification"}
    assert wide_world.post("drafter_1", f"/holding-pen/{answer}/match", body)[0] == 200
    shown = page(wide_world, "drafter_2", f"/cases/{case}")
    assert {"withdraw", "clarify"} <= offered(shown)
    assert fields(shown, "/withdraw") == {"orders[]": [first], "outcome": ["clarification"], "reason": [None]}
    assert "withdraw" not in offered(page(wide_world, "auditor", f"/cases/{case}"))
    wide_world.later()
    assert wide_world.post("drafter_2", f"/holding-pen/{answer}/withdraw", body | {"reason": WHY})[0] == 200
    shown = page(wide_world, "drafter_2", f"/cases/{case}")
    assert not {"withdraw", "clarify"} & offered(shown)
    assert "asked for clarification, as it was read in error" in shown.words
    assert "withdrew that the platform asked for clarification" in shown.words
    assert WHY in shown.words
    assert "Demo Drafter Two" in shown.words
