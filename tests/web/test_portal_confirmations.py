"""What a portal showed, typed in and confirmed through the Docket by two releasers; and where it is told afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest

from include.writ.domain.delivery import ReportKind
from include.writ.storage.models import PersonRow
from tests.web.docket_world import World
from tests.web.notices_world import clock_at, collect, handed, told
from tests.web.pages import page

SHOWN = {"number": "P-77", "received_at": "2026-11-18T06:30:00+05:00"}
NUMBER = {"number": "P-77"}


@pytest.fixture
def releasers(world: World) -> World:
    """Two of them, an hour after the first moment of the day's work."""
    with world.here.begin() as session:
        session.get_one(PersonRow, "approver_2").roles = ["approver", "releaser"]
    return world


def test_two_releasers_prove_what_a_portal_showed(releasers: World) -> None:
    world = releasers
    key, channel = handed(world)
    clock_at(world, timedelta(hours=1))
    due = page(world, "releaser_1", f"/notices/{key}").words
    assert "a releaser types in what the portal showed – you POST docket/api/notices/" in due
    status, typed = world.post("releaser_1", f"/notices/{key}/confirmation", SHOWN)
    assert (status, typed["version"], typed["confirmed_by"]) == (200, 1, None)
    assert collect(channel) == {}
    other = page(world, "approver_2", f"/notices/{key}").words
    assert "confirms its number – you POST docket/api/notices/" in other
    assert "confirms its number POST" in page(world, "releaser_1", f"/notices/{key}").words
    status, confirmed = world.post("approver_2", f"/notices/{key}/confirmation/confirm", NUMBER)
    assert (status, confirmed["confirmed_by"]) == (200, "approver_2")
    assert "The number of the portal is confirmed" in page(world, "auditor", f"/notices/{key}").words
    assert collect(channel) == {"proven": 1}
    words = page(world, "auditor", f"/notices/{key}").words
    assert "the receipt was found P-77 , received 2026-11-18 06:30" in words
    assert "not proven" not in words


def test_nobody_else_types_in_or_confirms(releasers: World) -> None:
    world = releasers
    key, _ = handed(world)
    clock_at(world, timedelta(hours=1))
    for name in ("drafter_1", "approver_1", "auditor", "engineer", "idle", "stranger"):
        assert world.post(name, f"/notices/{key}/confirmation", SHOWN)[0] == 403, name
        assert world.post(name, f"/notices/{key}/confirmation/confirm", NUMBER)[0] == 403, name
    assert world.post("releaser_1", f"/notices/{key}/confirmation", SHOWN)[0] == 200
    status, answer = world.post("releaser_1", f"/notices/{key}/confirmation/confirm", NUMBER)
    assert (status, "another releaser" in answer["error"]) == (403, True)
    status, answer = world.post("approver_2", f"/notices/{key}/confirmation/confirm", {"number": "P-78"})
    assert (status, "not the number" in answer["error"]) == (409, True)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        (NUMBER, 422),
        (SHOWN | {"number": ""}, 422),
        (SHOWN | {"number": "  "}, 409),
        (SHOWN | {"number": "x" * 201}, 422),
        (SHOWN | {"number": "a\x00b"}, 422),
        (SHOWN | {"received_at": "2026-11-18T06:30:00"}, 422),
        (SHOWN | {"received_at": "2026-11-19T06:30:00Z"}, 409),
        (SHOWN | {"confirmed_by": "approver_2"}, 422),
    ],
)
def test_what_no_portal_shows_is_refused(releasers: World, body: dict[str, str], status: int) -> None:
    key, _ = handed(releasers)
    clock_at(releasers, timedelta(hours=1))
    assert releasers.post("releaser_1", f"/notices/{key}/confirmation", body)[0] == status


def test_the_course_of_a_case_tells_what_happened_to_its_notice(releasers: World) -> None:
    world = releasers
    key, channel = handed(world)
    for hours, kind in ((1, ReportKind.DELAYED), (2, ReportKind.AUTO_REPLY)):
        clock_at(world, timedelta(hours=hours))
        told(channel, kind, key)
    collect(channel)
    clock_at(world, timedelta(hours=3))
    world.post("releaser_1", f"/notices/{key}/confirmation", SHOWN)
    world.post("approver_2", f"/notices/{key}/confirmation/confirm", NUMBER)
    clock_at(world, timedelta(hours=4))
    told(channel, ReportKind.FAILED, key)
    collect(channel)
    course = page(world, "auditor", f"/cases/{world.cases[0]}")
    steps = [
        "Writ handed over the notice; nothing proves yet that it arrived",
        "A mail server reported that the notice is delayed",
        "The platform’s desk answered the notice by a machine",
        "Demo Releaser One, release officer (specimen) typed in the number that the portal showed",
        "confirmed the number that the portal showed",
        "A mail server reported that the notice could not be delivered: it came back",
    ]
    places = [course.words.index(step) for step in steps]
    assert places == sorted(places)
    assert f"../notices/{key}" in course.addresses()
