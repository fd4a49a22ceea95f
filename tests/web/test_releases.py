"""The pages of releases: what a releaser is told, who answered what, and where the answer is given."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin
from uuid import UUID, uuid4

import pytest

from include.writ.services import deployment as standing
from include.writ.services import release, release_question
from include.writ.storage.models import ReleaseRow
from include.writ.wiring import docket_releases
from tests.web.docket_world import DAY, EVIL, NOW, World
from tests.web.pages import BROWSER, page

RUN = "asset_triggered__2026-11-18T01:00:00+00:00_x&y"


@pytest.fixture
def asked(world: World) -> UUID:
    """An open question about three orders."""
    for case_id in world.cases:
        world.approve(case_id, world.draft(case_id))
    return ask(world, RUN, NOW)


def ask(world: World, run_id: str, now: datetime) -> UUID:
    with world.here.begin() as session:
        question = release_question.ask(
            session, day=DAY, run_id=run_id, is_specimen=True, zone=world.here.zone, now=now
        )
    assert question is not None
    return question.release_id


def answer(world: World, release_id: UUID, **said: Any) -> None:
    with world.here.begin() as session:
        person = standing.person(session, "releaser_1")
        release.hold(session, release_id=release_id, person=person, now=NOW, **said)


def told(world: World, release_id: UUID, **changes: Any) -> UUID:
    """Another question, of which the releaser was told something else."""
    with world.here.begin() as session:
        found = session.get_one(ReleaseRow, release_id)
        names = [column.name for column in ReleaseRow.__table__.columns]
        same = {name: getattr(found, name) for name in names} | {"summary": found.summary | changes}
        other = ReleaseRow(**same | {"id": uuid4(), "asked_by_run": str(uuid4())})
        session.add(other)
        return other.id


def test_the_page_says_what_leaves_and_where_it_is_answered(world: World, asked: UUID) -> None:
    shown = page(world, "releaser_1", f"/releases/{asked}")
    assert "SPECIMEN: 3 orders of 2026-11-17" in shown.words
    assert "VKontakte 3 3 All 3 3" in shown.words
    assert "It may come from releaser_1." in shown.words
    assert "It is given in Airflow and nowhere else" in shown.words
    assert "It can not be told: when it was asked there were 0 days of record before, and it takes 7." in shown.words
    [link] = [address for address in shown.addresses() if "required_actions" in address]
    assert urljoin(f"https://host/base/docket/releases/{asked}", link) == (
        "https://host/base/dags/issue_notices/runs/asset_triggered__2026-11-18T01%3A00%3A00%2B00%3A00_x%26y"
        "/tasks/ask_to_release/required_actions"
    )


def test_only_a_releaser_is_offered_the_answer(world: World, asked: UUID) -> None:
    for name in ("drafter_1", "approver_1", "auditor"):
        shown = page(world, name, f"/releases/{asked}")
        assert "3 orders of 2026-11-17" in shown.words
        assert not [address for address in shown.addresses() if "required_actions" in address or "acts.js" in address]
        assert "form" not in [tag for tag, _ in shown.tags]
    assert "form" in [tag for tag, _ in page(world, "releaser_1", f"/releases/{asked}").tags]


def test_an_answer_stands_there_with_its_giver_and_its_reason_escaped(world: World, asked: UUID) -> None:
    answer(world, asked, note=EVIL)
    text = world.client("releaser_1").get(f"/releases/{asked}", headers=BROWSER).text
    assert EVIL not in text
    shown = page(world, "releaser_1", f"/releases/{asked}")
    assert f"Why {EVIL}" in shown.words
    assert "Answered by releaser_1, 2026-11-18 06:00" in shown.words
    assert "Held; asked about again a day later" in shown.words
    assert not [address for address in shown.addresses() if "required_actions" in address]


def test_what_is_held_back_is_named(world: World, asked: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    """All cases of this world are of one platform; see due_process/test_releases.py for the record."""
    found = docket_releases.release(asked)
    assert found is not None
    answered = {"state": "released", "answered_by": "releaser_1", "answered_at": NOW, "held_platforms": ["vkontakte"]}
    in_part = replace(found, release=replace(found.release, **answered))
    monkeypatch.setattr(docket_releases, "release", lambda _: in_part)
    assert "Held back VKontakte: asked about again a day later" in page(world, "auditor", f"/releases/{asked}").words


def test_unusual_volumes_and_late_days_are_sentences(world: World, asked: UUID) -> None:
    sentence = "officer approver_1 approved 41 today; the most on any of the last 28 days was 9"
    other = told(world, asked, days_ago=5, volume={"known_days": 28, "unusual": [sentence]})
    words = page(world, "auditor", f"/releases/{other}").words
    assert sentence in words
    assert "LATE: these are cases of 2026-11-17, 5 days ago." in words
    calm = told(world, asked, volume={"known_days": 28, "unusual": []})
    assert "Nothing: no officer, drafter, ground or platform" in page(world, "auditor", f"/releases/{calm}").words


def test_restorations_come_first(world: World, asked: UUID) -> None:
    other = told(world, asked, kinds={"clarification": 1, "order": 1, "restoration": 2})
    words = page(world, "auditor", f"/releases/{other}").words
    restoration = words.index("Notice to restore: lawful content stays away until it leaves 2")
    assert restoration < words.index("Clarification 1") < words.index("Order 1")


def test_the_list_has_open_and_answered_questions_and_today_leads_there(world: World, asked: UUID) -> None:
    today = page(world, "releaser_1")
    assert {f"releases/{asked}", "releases"} <= {*today.addresses()}
    answer(world, asked)
    again = ask(world, "another-run", NOW + timedelta(days=1))
    shown = page(world, "auditor", "/releases")
    links = [address for address in shown.addresses() if address.startswith("releases/")]
    assert links == [f"releases/{again}", f"releases/{asked}"]
    assert "held; asked about again a day later · releaser_1, 2026-11-18 06:00" in shown.words


def test_programs_read_the_same(world: World, asked: UUID) -> None:
    found = world.client("auditor").get(f"/api/releases/{asked}").json()
    assert (found["release"]["summary"]["platforms"], found["may_answer"]) == ({"vkontakte": 3}, ["releaser_1"])
    assert (found["late"], found["release"]["held_platforms"]) == ("", [])


def test_a_release_that_is_not_there_is_said_to_be_none(world: World) -> None:
    for path in (f"/releases/{uuid4()}", f"/api/releases/{uuid4()}"):
        assert world.client("releaser_1").get(path).status_code == 404


def test_every_link_of_the_pages_leads_somewhere(world: World, asked: UUID) -> None:
    client = world.client("releaser_1")
    for path in ("/releases", f"/releases/{asked}"):
        for link in page(world, "releaser_1", path).addresses():
            target = urljoin(f"http://host/docket{path}", link).removeprefix("http://host/docket")
            assert "required_actions" in target or client.get(target, headers=BROWSER).status_code == 200
