"""What a portal says in answer to an order: two people see it, a collection takes it up, and only then it counts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from include.writ.domain.ids import sha256_hex
from include.writ.services import collect as collecting
from include.writ.services import portal_answers
from include.writ.storage.models import ClockStopRow, LedgerRow, OrderRow, PersonRow, ResponseRow
from include.writ.storage.roles import DatabaseRole
from include.writ.wiring.deployment import for_tasks
from tests.support.acting import refused_as, run_as
from tests.web.docket_world import NOW, World
from tests.web.notices_world import PLATFORM, clock_at, collect, handed
from tests.web.pages import page
from tests.web.test_case_acts import offered

HOUR = timedelta(hours=1)
PICTURE = sha256_hex(b"an invented picture of a page")
SHOWN: dict[str, Any] = {
    "outcome": "refused",
    "reason": "The item does not break our rules.",
    "answered_at": "2026-11-18T07:30:00+05:00",
    "evidence_sha256": PICTURE,
    "evidence_at": "archive/2026-11-18/17.png",
}
SEEN = {"seen": 1, "outcome": "refused"}
BY_SQL = (
    "INSERT INTO writ.portal_answers (order_id, version, outcome, reason, answered_at, evidence_sha256, evidence_at,"
    " written_by, written_at) SELECT id, 1, 'removed', '', :at, :picture, 'x', :person, :at FROM writ.orders"
)


@pytest.fixture
def received(world: World) -> World:
    """An order whose receipt two releasers saw in the portal; it was received at 06:00 and is 08:00 in Almaty."""
    with world.here.begin() as session:
        session.get_one(PersonRow, "approver_2").roles = ["approver", "releaser"]
    key, channel = handed(world, 1)
    clock_at(world, HOUR)
    number = {"number": "P-77"}
    assert world.post("releaser_1", f"/notices/{key}/confirmation", number | {"received_at": NOW.isoformat()})[0] == 200
    assert world.post("approver_2", f"/notices/{key}/confirmation/confirm", number)[0] == 200
    assert collect(channel) == {"proven": 1}
    clock_at(world, 2 * HOUR)
    return world


def path(world: World) -> str:
    return f"/cases/{world.cases[0]}/portal-answer"


def taken_up() -> collecting.Collected:
    here = for_tasks()
    law = collecting.Law(here.pack, here.zone)
    return portal_answers.run(here.begin, platform=PLATFORM, law=law, clock=here.clock)


def answers(world: World) -> list[ResponseRow]:
    with world.here.begin() as session:
        return list(session.scalars(select(ResponseRow).order_by(ResponseRow.answer_id)))


def order_id(world: World) -> UUID:
    with world.here.begin() as session:
        return session.scalars(select(OrderRow.id)).one()


def test_what_two_people_saw_counts_once_a_collection_took_it_up(received: World) -> None:
    world = received
    assert world.post("drafter_1", path(world), SHOWN)[0] == 200
    assert taken_up() == collecting.Collected(0, 0)
    status, confirmed = world.post("approver_1", f"{path(world)}/confirm", SEEN)
    assert (status, confirmed["written_by"], confirmed["confirmed_by"]) == (200, "drafter_1", "approver_1")
    assert answers(world) == []
    assert [taken_up(), taken_up()] == [collecting.Collected(1, 0), collecting.Collected(0, 0)]
    [answer] = answers(world)
    assert (answer.order_id, answer.outcome, answer.reason) == (order_id(world), "refused", SHOWN["reason"])
    assert (answer.written_by, answer.confirmed_by, answer.seq) == ("drafter_1", "approver_1", 0)
    assert answer.answered_at.isoformat() == "2026-11-18T02:30:00+00:00"
    with world.here.begin() as session:
        events = session.execute(select(LedgerRow.event, LedgerRow.actor, LedgerRow.data).order_by(LedgerRow.seq)).all()
    said = [(event, actor) for event, actor, _ in events if event.startswith(("portal_answer", "answer"))]
    assert said == [
        ("portal_answer.written", "drafter_1"),
        ("portal_answer.confirmed", "approver_1"),
        ("answer.received", "collect_responses"),
    ]
    assert events[-1].data["confirmed_by"] == "approver_1"


def test_a_question_in_a_portal_stops_the_time_from_when_it_was_asked(received: World) -> None:
    world = received
    question = SHOWN | {"outcome": "clarification", "reason": "Which sentence?"}
    assert world.post("drafter_1", path(world), question)[0] == 200
    assert world.post("drafter_2", f"{path(world)}/confirm", SEEN | {"outcome": "clarification"})[0] == 200
    taken_up()
    with world.here.begin() as session:
        [stop] = session.scalars(select(ClockStopRow))
        assert stop.order_id == order_id(world)


def test_nobody_confirms_what_they_wrote_down_or_saw_otherwise(received: World) -> None:
    world = received
    confirm = f"{path(world)}/confirm"
    assert world.post("drafter_2", confirm, SEEN)[0] == 409
    assert world.post("drafter_1", path(world), SHOWN)[0] == 200
    status, answer = world.post("drafter_1", confirm, SEEN)
    assert (status, "another person" in answer["error"]) == (403, True)
    assert world.post("drafter_2", confirm, SEEN | {"outcome": "removed"})[0] == 409
    assert world.post("drafter_2", path(world), SHOWN | {"outcome": "removed"})[0] == 200
    old = {"seen": 1, "outcome": "removed"}
    assert world.post("approver_1", confirm, old)[0] == 409, "it compared an older version"
    assert world.post("drafter_1", confirm, {"seen": 2, "outcome": "removed"})[0] == 200
    assert world.post("approver_1", confirm, {"seen": 2, "outcome": "removed"})[0] == 409
    taken_up()
    assert [(one.outcome, one.written_by) for one in answers(world)] == [("removed", "drafter_2")]


def test_nobody_else_writes_down_or_confirms(received: World) -> None:
    world = received
    for name in ("releaser_1", "auditor", "engineer", "idle", "stranger"):
        assert world.post(name, path(world), SHOWN)[0] == 403, name
        assert world.post(name, f"{path(world)}/confirm", SEEN)[0] == 403, name


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"outcome": "made happy"}, 422),
        ({"reason": " "}, 409),
        ({"reason": "x" * 20_001}, 422),
        ({"reason": "a\0b"}, 422),
        ({"answered_at": "2026-11-18T07:30:00"}, 422),
        ({"answered_at": "2026-11-18T05:30:00+05:00"}, 409),
        ({"answered_at": "2026-11-18T08:30:00+05:00"}, 409),
        ({"evidence_sha256": PICTURE[1:]}, 422),
        ({"evidence_at": ""}, 422),
        ({"evidence_at": " "}, 409),
        ({"confirmed_by": "approver_1"}, 422),
    ],
)
def test_what_no_portal_shows_is_refused(received: World, change: dict[str, str], status: int) -> None:
    assert received.post("drafter_1", path(received), SHOWN | change)[0] == status


def test_an_order_that_no_portal_confirmed_has_no_answer_there(world: World) -> None:
    handed(world, 1)
    clock_at(world, HOUR)
    status, answer = world.post("drafter_1", path(world), SHOWN | {"answered_at": NOW.isoformat()})
    assert (status, "no receipt in a portal" in answer["error"]) == (409, True)
    values = {"at": NOW + HOUR, "picture": PICTURE, "person": "drafter_1"}
    refused_as(DatabaseRole.DOCKET, "no receipt of this order in a portal", BY_SQL, **values)


def test_the_database_wants_two_people_too(received: World) -> None:
    values = {"at": NOW + HOUR, "picture": PICTURE}
    early = values | {"at": NOW - HOUR}
    refused_as(DatabaseRole.DOCKET, "no receipt of this order in a portal", BY_SQL, person="drafter_1", **early)
    refused_as(DatabaseRole.DOCKET, "no active drafter or approver", BY_SQL, person="releaser_1", **values)
    refused_as(DatabaseRole.WORKER, "permission denied", BY_SQL, person="drafter_1", **values)
    run_as(DatabaseRole.DOCKET, BY_SQL, person="drafter_1", **values)
    confirm = "UPDATE writ.portal_answers SET confirmed_by = :person, confirmed_at = written_at"
    refused_as(DatabaseRole.DOCKET, "by_two_people", confirm, person="drafter_1")
    refused_as(DatabaseRole.DOCKET, "no active drafter or approver", confirm, person="releaser_1")
    refused_as(DatabaseRole.WORKER, "permission denied", confirm, person="approver_1")
    refused_as(DatabaseRole.WORKER, "taken_once_confirmed", "UPDATE writ.portal_answers SET taken_at = now()")
    made_up = (
        "INSERT INTO writ.responses (id, platform, seq, answer_id, order_id, outcome, reason, answered_at,"
        " collected_at, written_by, confirmed_by) SELECT gen_random_uuid(), :platform, 0,"
        " concat('portal:', order_id, '\\:1'), order_id, outcome, reason, answered_at, now(), written_by, 'approver_1'"
        " FROM writ.portal_answers"
    )
    refused_as(DatabaseRole.WORKER, "two people have not seen this", made_up, platform=PLATFORM)
    refused_as(DatabaseRole.DOCKET, "nobody writes an answer for a platform", made_up, platform=PLATFORM)
    run_as(DatabaseRole.DOCKET, confirm, person="approver_1")
    refused_as(DatabaseRole.DOCKET, "portal_answers", confirm, person="approver_2")
    for change in ("outcome = 'refused'", "evidence_at = 'y'", "taken_at = now()"):
        refused_as(DatabaseRole.DOCKET, "permission denied", f"UPDATE writ.portal_answers SET {change}")
    for role in DatabaseRole:
        refused_as(role, "permission denied", "DELETE FROM writ.portal_answers")
    assert taken_up() == collecting.Collected(1, 0)


def test_the_page_offers_what_is_possible_and_tells_what_was_done(received: World) -> None:
    world, case = received, f"/cases/{received.cases[0]}"
    for name, forms in {"drafter_1": True, "approver_1": True, "auditor": False, "releaser_1": False}.items():
        assert ("portal-answer" in offered(page(world, name, case))) is forms, name
    world.post("drafter_1", path(world), SHOWN)
    assert "confirm" not in offered(page(world, "drafter_1", case))
    assert "confirm" in offered(page(world, "approver_1", case))
    assert "wrote down that on 2026-11-18 07:30 the platform refused" in page(world, "approver_1", case).words
    world.post("approver_1", f"{path(world)}/confirm", SEEN)
    assert "confirm" not in offered(page(world, "drafter_2", case))
    taken_up()
    words = page(world, "auditor", case).words
    steps = ["wrote down: the portal says that the platform refused", "saw the same in the portal", PICTURE]
    assert [step for step in steps if step not in words] == []
