"""The queue by platform, ground, state, term and officer: each page is a link, and leads through all of it once."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from include.writ.wiring import docket_pages
from tests.web.docket_world import NOW, World
from tests.web.pages import Page, page


def shown(found: Page) -> list[str]:
    """The ids of the cases that a list shows, in its order."""
    links = [address for address in found.addresses() if address.startswith("cases/")]
    return [address.removeprefix("cases/").partition("?")[0] for address in links]


def ids(*cases: UUID) -> list[str]:
    return [str(case) for case in cases]


def ask(world: World, query: str, name: str = "drafter_1") -> list[str]:
    return shown(page(world, name, f"/cases?{query}"))


@pytest.fixture
def mixed(wide_world: World) -> World:
    """Of a dozen cases one is of a rare ground, two are on another platform, and one of these is of both."""
    first, second, third, *_ = wide_world.cases
    with wide_world.here.begin() as session:
        session.execute(text("ALTER TABLE writ.cases DISABLE TRIGGER ALL"))
        session.execute(text("ALTER TABLE writ.cases DROP CONSTRAINT ck_cases_id_names_case"))
        for case, column, value in ((first, "ground", "suicide"), (second, "platform", "telegram")):
            session.execute(text(f"UPDATE writ.cases SET {column} = :v WHERE id = :id"), {"v": value, "id": case})
        session.execute(
            text("UPDATE writ.cases SET platform = 'telegram', ground = 'suicide' WHERE id = :id"), {"id": third}
        )
        session.execute(text("ALTER TABLE writ.cases ENABLE TRIGGER ALL"))
    return wide_world


def test_cases_of_a_platform_or_a_ground_or_both(mixed: World) -> None:
    first, second, third, *others = mixed.cases
    assert ask(mixed, "ground=suicide") == ids(first, third)
    assert ask(mixed, "state=proposed&platform=telegram") == ids(second, third)
    assert ask(mixed, "state=any&platform=telegram&ground=suicide") == ids(third)
    assert ask(mixed, "platform=vkontakte&ground=drugs") == ids(*others)
    assert ask(mixed, "state=declined&ground=suicide") == []
    assert ask(mixed, "ground=suicide", "approver_1") == []


def test_an_empty_form_is_the_whole_queue(world: World) -> None:
    assert ask(world, "state=&platform=&ground=&due=&officer=") == ids(*world.cases)


def test_pages_of_a_filter_follow_each_other(mixed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docket_pages, "QUEUE_SHOWN", 4)
    path, seen = "cases?state=proposed&platform=vkontakte&ground=drugs", []
    while path:
        found = page(mixed, "drafter_1", f"/{path}")
        assert "of 9, in order of day" in found.words
        seen += shown(found)
        [path] = [attrs["href"] for tag, attrs in found.tags if tag == "a" and attrs.get("rel") == "next"] or [""]
        assert not path or path.startswith("cases?state=proposed&platform=vkontakte&ground=drugs&after=")
    assert seen == ids(*mixed.cases[3:])


def test_cases_of_an_officer_are_what_they_hold_or_drafted(world: World) -> None:
    first, second, third = world.cases
    world.draft(second, "drafter_2")
    world.post("drafter_2", f"/cases/{third}/claim", {})
    assert ask(world, "officer=drafter_2&state=any") == ids(second, third)
    assert ask(world, "officer=drafter_2&state=drafted") == ids(second)
    assert ask(world, "officer=drafter_1&state=any") == []
    world.later()
    assert ask(world, "officer=drafter_2&state=any") == ids(second)
    assert ask(world, "officer=drafter_2&state=any&ground=suicide") == []
    assert first not in (second, third)


def test_terms_that_run_out(world: World) -> None:
    first, second, third = world.cases
    for case in world.cases:
        world.approve(case, world.draft(case))
    with world.here.begin() as session:
        session.execute(text("ALTER TABLE writ.orders DISABLE TRIGGER ALL"))
        sent = (
            "UPDATE writ.orders SET state = 'sent', released_at = :at, sent_at = :at, received_at = :at, "
            "clock_from = :at, due_at = :at + make_interval(hours => deadline_hours) WHERE case_id = :case"
        )
        hours = session.scalar(text("SELECT max(deadline_hours) FROM writ.orders"))
        for case, left in ((first, 3), (second, 5), (third, -1)):
            at = NOW + timedelta(hours=left) - timedelta(hours=hours)
            session.execute(text(sent), {"case": case, "at": at})
        session.execute(text("ALTER TABLE writ.orders ENABLE TRIGGER ALL"))
    assert ask(world, "due=2") == []
    assert ask(world, "due=3") == ids(first)
    assert ask(world, "due=24") == ids(first, second)
    assert ask(world, "due=24&state=proposed") == []
    assert ask(world, "due=24&officer=drafter_2") == []


@pytest.mark.parametrize(
    "query",
    ["state=done", "platform=fax", "ground=Drugs'", "due=0", "due=169", "due=soon", "officer=a b", "after=x", "url=x"],
)
def test_a_wrong_question_is_refused(world: World, query: str) -> None:
    assert world.client("drafter_1").get(f"/cases?{query}").status_code == 422


def test_the_next_case_is_one_that_was_asked_for(mixed: World) -> None:
    first, _, third, *_ = mixed.cases
    form = page(mixed, "drafter_1", "/cases?ground=suicide&state=proposed")
    hidden = {attrs["name"]: attrs["value"] for tag, attrs in form.tags if attrs.get("type") == "hidden"}
    assert hidden == {"ground": "suicide", "state": "proposed"}
    assert mixed.post("drafter_2", "/queue/next", hidden)[1]["case"] == str(first)
    assert mixed.post("drafter_1", "/queue/next", hidden)[1]["case"] == str(third)
    status, answer = mixed.post("drafter_1", "/queue/next", {"state": "drafted"})
    assert (status, "no case waits for you" in answer["error"]) == (409, True)


def test_totals_are_of_what_is_asked(mixed: World) -> None:
    assert "2 of 2, in order of day" in page(mixed, "drafter_1", "/cases?ground=suicide").words
    assert "No case fits these choices." in page(mixed, "drafter_1", "/cases?ground=terrorism").words
