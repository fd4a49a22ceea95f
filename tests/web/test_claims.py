"""Two people never have one case in hand: whoever claims it keeps the others off it, for half an hour at most."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from include.writ.services import case_claims
from include.writ.storage.models import CaseClaimNoteRow, PersonRow
from include.writ.storage.roles import DatabaseRole
from include.writ.wiring import case_claims as claims
from include.writ.wiring import docket
from include.writ.wiring.case_queue import Asked
from include.writ.wiring.deployment import for_docket
from tests.support.acting import refused_as
from tests.web.docket_world import DRAFT, NOW, World
from tests.web.pages import page
from tests.web.test_two_at_once import at_once

UNTIL = NOW + timedelta(minutes=30)


def claim(world: World, name: str, case: UUID) -> tuple[int, dict[str, Any]]:
    return world.post(name, f"/cases/{case}/claim", {})


def go_on(world: World, name: str, past: UUID | None = None) -> tuple[int, dict[str, Any]]:
    return world.post(name, "/queue/next", {"past": str(past)} if past else {})


def holder(world: World, case: UUID) -> str | None:
    held = world.client("auditor").get(f"/api/cases/{case}").json()["claim"]
    return held and str(held["person"])


def pass_time(world: World, minutes: int) -> None:
    world.clock.write_text((datetime.fromisoformat(world.clock.read_text()) + timedelta(minutes=minutes)).isoformat())


def notes(world: World) -> list[tuple[str, datetime]]:
    """Who claimed or released, and until when the case was held then."""
    with world.here.begin() as session:
        rows = session.query(CaseClaimNoteRow).order_by(CaseClaimNoteRow.id)
        return [(row.person, row.until) for row in rows]


def test_while_a_case_is_held_nobody_else_acts_on_it_and_they_hear_why(world: World) -> None:
    case, because = world.cases[0], {"reason": "because"}
    draft_hash = world.draft(case)
    world.client("approver_1").get(f"/api/cases/{case}")
    status, held = claim(world, "drafter_2", case)
    assert (status, held["claim"]["person"], held["claim"]["until"]) == (200, "drafter_2", "2026-11-18T01:30:00Z")
    silence = {"draft_hash": draft_hash, "reasons": "the police act", "until": "2026-12-01"}
    for name, act, body in (
        ("drafter_1", "draft", DRAFT | {"seen": 1, "reasons": DRAFT["reasons"] + " More."}),
        ("approver_1", "approve", {"draft_hash": draft_hash}),
        ("approver_1", "return", because),
        ("drafter_1", "decline", because),
        ("reviewer_1", "law-review", because),
        ("reviewer_1", "non-disclosure", silence),
        ("drafter_1", "claim", {}),
    ):
        status, answer = world.post(name, f"/cases/{case}/{act}", body)
        assert status == 409, act
        assert "is held by Demo Drafter Two (drafter_2) until 2026-11-18 01:30 UTC" in answer["error"], act
    assert "kept with the case" in world.post("drafter_1", f"/cases/{case}/draft", DRAFT | {"seen": 1})[1]["error"]
    assert world.client("auditor").get(f"/api/cases/{case}").json()["state"] == "drafted"
    assert world.post("drafter_2", f"/cases/{case}/law-review", because)[0] == 200


@pytest.mark.requirement("R2")
def test_a_claim_is_no_approval_and_gives_nobody_a_right(world: World) -> None:
    case = world.cases[0]
    draft_hash = world.draft(case)
    with world.here.begin() as session:
        session.execute(text("UPDATE writ.people SET roles = '{drafter,approver}' WHERE id = 'drafter_1'"))
    assert claim(world, "drafter_1", case)[0] == 200
    status, answer = world.approve(case, draft_hash, "drafter_1")
    assert (status, "another person" in answer["error"]) == (403, True)
    assert go_on(world, "drafter_1")[1]["case"] != str(case)
    for name in ("auditor", "engineer", "releaser_1"):
        assert claim(world, name, world.cases[1])[0] == 403, name
        assert go_on(world, name)[0] == 403, name


def test_a_claim_that_is_over_binds_nobody(world: World) -> None:
    case = world.cases[0]
    claim(world, "drafter_1", case)
    pass_time(world, 29)
    assert claim(world, "drafter_2", case)[0] == 409
    pass_time(world, 1)
    assert holder(world, case) is None
    assert world.post("drafter_2", f"/cases/{case}/draft", DRAFT)[0] == 200
    assert claim(world, "drafter_2", case)[0] == 200
    assert [person for person, _ in notes(world)] == ["drafter_1", "drafter_2"]


def test_its_holder_can_hold_it_longer_or_release_it(world: World) -> None:
    case = world.cases[0]
    claim(world, "drafter_1", case)
    pass_time(world, 20)
    assert claim(world, "drafter_1", case)[1]["claim"]["until"] == "2026-11-18T01:50:00Z"
    status, answer = world.post("drafter_2", f"/cases/{case}/release", {})
    assert (status, "is held by Demo Drafter One" in answer["error"]) == (409, True)
    assert world.post("drafter_1", f"/cases/{case}/release", {}) == (200, {"case": str(case), "claim": None})
    assert (holder(world, case), claim(world, "drafter_2", case)[0]) == (None, 200)
    later = NOW + timedelta(minutes=20)
    assert [until for _, until in notes(world)[:3]] == [UNTIL, later + timedelta(minutes=30), later]


def test_an_act_that_moves_the_case_on_ends_the_claim(world: World) -> None:
    case = world.cases[0]
    claim(world, "drafter_1", case)
    world.post("drafter_1", f"/cases/{case}/draft", {"seen": 0, "reasons": "It sells, by its second sentence."})
    assert holder(world, case) == "drafter_1", "a draft that lacks something is still with its drafter"
    draft_hash = world.draft(case)
    assert holder(world, case) is None
    claim(world, "approver_1", case)
    assert world.approve(case, draft_hash)[0] == 200
    assert holder(world, case) is None
    claim(world, "drafter_1", world.cases[1])
    world.post("drafter_1", f"/cases/{world.cases[1]}/decline", {"reason": "lawful"})
    assert holder(world, world.cases[1]) is None
    status, answer = claim(world, "drafter_1", world.cases[1])
    assert (status, "is declined" in answer["error"]) == (409, True)


def test_a_case_in_law_review_is_for_law_reviewers(world: World) -> None:
    case = world.cases[0]
    world.post("drafter_1", f"/cases/{case}/law-review", {"reason": "unclear"})
    assert claim(world, "drafter_1", case)[0] == 403
    assert claim(world, "reviewer_1", case)[0] == 200


def test_the_next_case_is_the_first_that_nobody_else_holds(world: World) -> None:
    first, second, third = world.cases
    claim(world, "drafter_2", first)
    assert go_on(world, "drafter_1")[1]["case"] == str(second)
    assert go_on(world, "drafter_1")[1]["case"] == str(second), "what they hold is theirs to go on with"
    assert go_on(world, "drafter_1", second)[1]["case"] == str(third)
    assert (holder(world, second), holder(world, third)) == (None, "drafter_1")
    status, answer = go_on(world, "drafter_1", third)
    assert (status, "after this one" in answer["error"]) == (409, True)
    assert holder(world, third) == "drafter_1", "where there is no other, nothing changes"
    status, answer = go_on(world, "approver_1")
    assert (status, "no case waits for you" in answer["error"]) == (409, True)


def test_who_asks_at_the_same_moment_gets_another_case_without_waiting(world: World) -> None:
    first, second = (docket.person(name) for name in ("drafter_1", "drafter_2"))
    asked: dict[str, Any] = {"states": ["proposed"], "past": None, "now": NOW}
    with for_docket().begin() as one, for_docket().begin() as other:
        other.execute(text("SET LOCAL lock_timeout = '5s'"))
        mine = case_claims.claim_next(one, person=first, **asked)
        theirs = case_claims.claim_next(other, person=second, **asked)
    assert [mine, theirs] == world.cases[:2]


def test_a_claim_made_while_one_looks_is_passed_over(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other's claim is there after the case was chosen, and before it is claimed."""
    claim(world, "drafter_2", world.cases[0])
    pass_time(world, 30)
    hold = case_claims._hold

    def late(*asked: Any) -> bool:
        with world.here.begin() as session:
            renewed = "UPDATE writ.case_claims SET claimed_at = :now, until = :now + interval '30 minutes'"
            session.execute(text(renewed), {"now": UNTIL})
        monkeypatch.setattr(case_claims, "_hold", hold)
        return hold(*asked)

    monkeypatch.setattr(case_claims, "_hold", late)
    assert go_on(world, "drafter_1")[1]["case"] == str(world.cases[1])
    assert holder(world, world.cases[0]) == "drafter_2"


def test_many_at_once_get_a_case_each(wide_world: World) -> None:
    people = [f"drafter_{number}" for number in range(11, 19)]
    with wide_world.here.begin() as session:
        session.add_all(
            PersonRow(id=name, name=name, post="case officer (specimen)", roles=["drafter"], is_active=True)
            for name in people
        )
    together = Barrier(len(people))

    def ask(name: str) -> UUID:
        together.wait(60)
        return claims.claim_next(name, Asked(), None).case

    with ThreadPoolExecutor(len(people)) as pool:
        given = list(pool.map(ask, people))
    assert len({*given}) == len(people)
    assert {case: holder(wide_world, case) for case in given} == dict(zip(given, people, strict=True))


def test_of_two_who_claim_one_case_at_once_one_holds_it(world: World) -> None:
    case = world.cases[0]
    acts = [lambda name=name: claims.claim(case, name) for name in ("drafter_1", "drafter_2")]  # type: ignore[misc]
    ended = at_once(world, case, *acts)
    [refusal] = [one for one in ended if isinstance(one, Exception)]
    [(winner, _)] = notes(world)
    assert f"({winner}) until" in str(refusal)


def test_the_database_lets_nobody_take_a_claim_that_runs_and_keeps_what_was(world: World) -> None:
    claim(world, "drafter_1", world.cases[0])
    role = DatabaseRole.DOCKET
    for change, message in (
        ("person = 'drafter_2'", "drafter_1 holds the case"),
        ("person = 'auditor', claimed_at = until, until = until", "auditor does not decide"),
        ("until = until + interval '1 second'", "until_is_within_half_an_hour"),
        ("case_id = gen_random_uuid()", "permission denied"),
    ):
        refused_as(role, message, f"UPDATE writ.case_claims SET {change}")
    for statement in (
        "DELETE FROM writ.case_claims",
        "UPDATE writ.case_claim_notes SET person = 'drafter_2'",
        "INSERT INTO writ.case_claim_notes (case_id, person, claimed_at, until) SELECT * FROM writ.case_claims",
    ):
        refused_as(role, "permission denied", statement)
    with pytest.raises(Exception, match="append-only"), world.here.begin() as session:
        session.execute(text("DELETE FROM writ.case_claim_notes"))


def test_lists_and_the_case_say_who_holds_it(world: World) -> None:
    case = world.cases[0]
    claim(world, "drafter_2", case)
    said = "held by Demo Drafter Two until 2026-11-18 06:30"
    for path in ("/cases?state=proposed", "/cases", "/", f"/cases/{case}"):
        assert page(world, "drafter_1", path).words.count(said) == 1, path
    assert "nobody else acts on it until then" in page(world, "drafter_1", f"/cases/{case}").words
    assert "Next case" in page(world, "drafter_1", "/cases").words
    assert "Next case" not in page(world, "engineer", "/cases").words
    pass_time(world, 30)
    assert "held by" not in page(world, "drafter_1", f"/cases/{case}").words
