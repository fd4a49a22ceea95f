"""Notices in the Docket that came back, are in doubt, or were taken back: what people see of them, and do."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from include.writ.domain.delivery import ReportKind
from include.writ.storage.models import OrderRow, ReturnRow
from include.writ.wiring import stages
from include.writ.wiring.deployment import for_tasks
from tests.support.registry import register
from tests.support.scripted import ScriptedPlatform
from tests.web.docket_world import DAY, EVIL, World
from tests.web.notices_world import PLATFORM, clock_at, collect, handed, mail, release, send, told
from tests.web.pages import BROWSER, Page, page

HOUR = timedelta(hours=1)
REASON = {"reason": "their mailbox was full; they emptied it"}
NEW = "authorities@vkontakte.simulated.example"


def came_back(world: World) -> UUID:
    """A mail with two orders that came back after an hour."""
    key, channel = handed(world)
    clock_at(world, HOUR)
    told(channel, ReportKind.FAILED, key, "5.2.2")
    assert collect(channel) == {"failed": 1}
    return key


def forms(world: World, name: str, key: UUID) -> list[str]:
    source = world.client(name).get(f"/notices/{key}", headers=BROWSER).text
    return [attrs["data-act"] or "" for tag, attrs in Page(source).tags if tag == "form" and "data-act" in attrs]


def test_who_may_say_that_it_is_mended_finds_a_form_on_its_page(world: World) -> None:
    key = came_back(world)
    for name in ("releaser_1", "approver_1"):
        assert forms(world, name, key) == [f"../api/notices/{key}/mended"]
    assert forms(world, "drafter_1", key) == forms(world, "auditor", key) == []
    assert "nothing of it is sent again by itself" in page(world, "auditor", f"/notices/{key}").words
    assert "says when what made it come back is mended" in page(world, "auditor", "/notices").words


def test_what_is_mended_waits_for_a_release_and_both_notices_tell_of_it(world: World) -> None:
    key = came_back(world)
    status, done = world.post("releaser_1", f"/notices/{key}/mended", REASON)
    assert (status, done["orders"], done["person"]) == (200, 2, "releaser_1")
    assert world.post("approver_1", f"/notices/{key}/mended", REASON) == (200, done)
    words = page(world, "auditor", f"/notices/{key}").words
    assert f"06:00 : {REASON['reason']} It was refused or came back, and stays so on record." in words.replace(
        "07", "06"
    )
    assert forms(world, "releaser_1", key) == []
    assert "1 notice refused or come back" not in page(world, "auditor", "/notices").words
    stages.ask_release(DAY, "run-2")
    stages.answer_release("run-2", "releaser_1", let_go=True)
    other = send(world, mail())
    assert other != key
    one = page(world, "auditor", f"/notices/{key}")
    assert one.words.count("goes with another notice") == 3
    assert str(other) in one.addresses()
    listed = page(world, "auditor", "/notices?state=mended")
    assert f"notices/{key}" in listed.addresses()
    assert f"notices/{other}" not in listed.addresses()
    assert "VKontakte Order, specimen 2" in listed.words
    answer = world.client("auditor").get(f"/api/notices/{key}").json()
    assert answer["mended"]["reasons"] == REASON["reason"]
    assert [(one["state"], one["other"]) for one in answer["carries"]] == [(None, str(other))] * 2


def test_the_course_of_a_case_keeps_what_happened_to_its_first_notice(world: World) -> None:
    key = came_back(world)
    clock_at(world, 2 * HOUR)
    world.post("releaser_1", f"/notices/{key}/mended", REASON)
    course = page(world, "auditor", f"/cases/{world.cases[0]}")
    steps = [
        "Writ handed over the notice; nothing proves yet that it arrived",
        "reported that the notice could not be delivered: it came back",
        "Demo Releaser One, release officer (specimen) said that what made the notice come back is mended",
    ]
    places = [course.words.index(step) for step in steps]
    assert places == sorted(places)
    assert f"../notices/{key}" in course.addresses()


def test_nobody_else_says_that_it_is_mended(world: World) -> None:
    key = came_back(world)
    for name in ("drafter_1", "reviewer_1", "auditor", "engineer", "idle", "stranger"):
        assert world.post(name, f"/notices/{key}/mended", REASON)[0] == 403, name
    with world.here.begin() as session:
        assert session.scalar(select(func.count()).select_from(ReturnRow)) == 0


@pytest.mark.parametrize(
    ("body", "status"), [({}, 422), ({"reason": ""}, 422), ({"reason": "  "}, 409), (REASON | {"send": True}, 422)]
)
def test_it_takes_a_reason_and_nothing_else(world: World, body: dict[str, object], status: int) -> None:
    assert world.post("releaser_1", f"/notices/{came_back(world)}/mended", body)[0] == status


def test_a_notice_on_its_way_is_not_mended(world: World) -> None:
    key, _ = handed(world)
    status, answer = world.post("releaser_1", f"/notices/{key}/mended", REASON)
    assert (status, "did not come back" in answer["error"]) == (409, True)


def test_what_a_person_wrote_is_shown_as_text(world: World) -> None:
    key = came_back(world)
    world.post("releaser_1", f"/notices/{key}/mended", {"reason": EVIL})
    source = world.client("auditor").get(f"/notices/{key}", headers=BROWSER).text
    assert "&lt;script&gt;alert(" in source
    assert not [tag for tag, _ in Page(source).tags if tag == "img"]


def test_a_notice_in_doubt_is_listed_with_what_a_person_can_do(world: World) -> None:
    release(world, 1)
    key = send(world, ScriptedPlatform(for_tasks().clock, takes=False, capabilities=mail().capabilities))
    listed = page(world, "releaser_1", "/notices")
    assert "1 notice in doubt : it may have arrived or not. Ask the platform by its number" in listed.words
    assert "VKontakte, first tried 2026-11-18 06:00" in listed.words
    assert f"notices/{key}" in listed.addresses()
    one = page(world, "releaser_1", f"/notices/{key}").words
    assert "In doubt It may have arrived or not. Ask the platform by the number or the key below." in one
    assert f"POST docket/api/notices/{key}/confirmation" in one


def test_a_notice_that_was_taken_back_says_why_and_where_it_went(world: World) -> None:
    release(world, 2)
    key = send(world, ScriptedPlatform(for_tasks().clock, busy=True))
    register(world.here, PLATFORM, email=NEW)
    words = page(world, "auditor", f"/notices/{key}").words
    assert "Void since 2026-11-18 06:00 , as the platform’s contact is another one since it was made" in words
    course = page(world, "auditor", f"/cases/{world.cases[0]}").words
    assert "Writ took the notice back before it left" in course
    assert (
        "2 notices that wait were approved for a former contact"
        in page(world, "auditor", f"/platforms/{PLATFORM}").words
    )
    with world.here.begin() as session:
        assert set(session.scalars(select(OrderRow.state))) == {"approved"}


def test_an_open_question_says_where_the_contact_changed(world: World) -> None:
    world.approve(world.cases[0], world.draft(world.cases[0]))
    question = stages.ask_release(DAY, "run-1")
    assert question is not None
    path = f"/releases/{question['release_id']}"
    assert "has to be held back" not in page(world, "auditor", path).words
    register(world.here, PLATFORM, email=NEW)
    assert "VKontakte has to be held back : its contact is another one" in page(world, "auditor", path).words
    assert world.client("auditor").get(f"/api{path}").json()["contact_changed"] == [PLATFORM]
