"""The ledger's pages: what they show, page by page and by subject, and what a chain that was broken looks like."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from sqlalchemy import text

from include.writ.domain.clocks import end_of_day
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.services import docket_ledger
from include.writ.storage.models import PersonRow
from tests.web.docket_world import DAY, NOW, World
from tests.web.pages import page

BEFORE_NOW = date(2026, 11, 18)  # the local day of NOW


def write(world: World, number: int, at: datetime = NOW, kind: str = "batch") -> None:
    with world.here.begin() as session:
        append(
            session, at, [Event(f"{kind}.stored", f"{kind}:{n}", "pull_exports", {"rows": n}) for n in range(number)]
        )


def events(world: World, **asked: Any) -> dict[str, Any]:
    found: dict[str, Any] = world.client("auditor").get("/api/ledger", params=asked).json()
    return found


def verified(world: World, **asked: Any) -> dict[str, Any]:
    found: dict[str, Any] = world.client("auditor").get("/api/ledger/verify", params=asked).json()
    return found


def behind_the_guards(world: World, statement: str) -> None:
    """As an intruder with the database owner's rights would."""
    with world.here.begin() as session:
        session.execute(text("ALTER TABLE writ.ledger DISABLE TRIGGER ALL"))
        session.execute(text(statement))


@pytest.fixture
def lived(world: World) -> World:
    """What seeding wrote, and sixty events more."""
    write(world, 60)
    return world


def test_events_are_shown_the_newest_first_and_page_by_page(lived: World) -> None:
    with lived.here.begin() as session:
        newest = session.scalars(text("SELECT max(seq) FROM writ.ledger")).one()
    seen: list[int] = []
    asked: dict[str, Any] = {"limit": 25}
    while True:
        found = events(lived, **asked)
        seen += [one["seq"] for one in found["events"]]
        if found["next"] is None:
            break
        asked["before"] = found["next"]
    assert seen == list(range(newest, 0, -1))
    first = page(lived, "auditor", "/ledger")
    [onward] = [address for address in first.addresses() if "before=" in address]
    assert parse_qs(urlsplit(onward).query) == {"before": [str(newest - 49)]}
    last = page(lived, "auditor", f"/{onward}")
    assert not [address for address in last.addresses() if "before=" in address]
    assert "ledger" in page(lived, "auditor").addresses()


def test_each_event_says_all_that_it_is(lived: World) -> None:
    [newest] = events(lived, limit=1)["events"]
    assert (newest["event"], newest["subject"], newest["actor"]) == ("batch.stored", "batch:59", "pull_exports")
    assert newest["data"] == {"rows": 59}
    shown = page(lived, "auditor", "/ledger").words
    assert f"{newest['seq']} 2026-11-18 06:00 batch.stored batch:59" in shown
    assert f"{newest['hash'][:12]}… Hash {newest['hash']} Hash before it {newest['previous']} Rows 59" in shown


def test_events_of_one_subject_or_of_several(lived: World) -> None:
    write(lived, 8, kind="case")
    assert [one["subject"] for one in events(lived, subject="case:7")["events"]] == ["case:7"]
    several = events(lived, subject=["case:7", "batch:3"])["events"]
    assert [one["subject"] for one in several] == ["case:7", "batch:3"]
    shown = page(lived, "auditor", "/ledger?subject=case:7")
    assert "case:7" in shown.words
    assert "batch:3" not in shown.words
    assert "cases/7" in shown.addresses()
    unknown = page(lived, "auditor", f"/ledger?subject=order:{uuid4()}").words
    assert "No event has this subject" in unknown
    assert "batch:59" in page(lived, "auditor", "/ledger?subject=").words


@pytest.mark.parametrize(
    "asked",
    [
        {"subject": "https://vk.com/wall-1_1"},
        {"subject": "case"},
        {"before": 0},
        {"subject": [f"case:{n}" for n in range(101)]},
    ],
)
def test_what_is_no_subject_or_place_is_refused(lived: World, asked: dict[str, Any]) -> None:
    client = lived.client("auditor")
    assert {client.get(path, params=asked).status_code for path in ("/api/ledger", "/ledger")} == {422}


def test_a_whole_chain_holds(lived: World) -> None:
    found = verified(lived)
    assert (found["first"], found["last"], found["broken_at"], found["next"]) == (1, found["newest"], None, None)
    words = page(lived, "auditor", "/ledger/verify").words
    assert f"The chain holds: the events 1 to {found['newest']} are what was written" in words
    assert "and the first begins the chain" in words
    part = verified(lived, last=7)
    assert (part["first"], part["last"]) == (found["newest"] - 6, found["newest"])


@pytest.mark.parametrize(
    ("statement", "place", "fault", "says"),
    [
        ("UPDATE writ.ledger SET actor = 'nobody' WHERE seq = 30", 30, "changed", "it was changed"),
        ("UPDATE writ.ledger SET hash = repeat('a', 64) WHERE seq = 30", 30, "changed", "it was changed"),
        ("UPDATE writ.ledger SET previous = repeat('a', 64) WHERE seq = 30", 30, "unlinked", "does not follow on"),
        ("DELETE FROM writ.ledger WHERE seq = 30", 30, "missing", "it was taken out"),
    ],
)
def test_a_broken_row_is_named_with_what_is_wrong(
    lived: World, statement: str, place: int, fault: str, says: str
) -> None:
    behind_the_guards(lived, statement)
    found = verified(lived, last=10_000)
    assert (found["broken_at"], found["fault"], found["next"]) == (place, fault, None)
    shown = page(lived, "auditor", "/ledger/verify?last=10000").words
    assert "The chain does not hold." in shown
    assert f"event {place} : " in shown
    assert says in shown


def test_a_part_is_held_against_the_event_before_it_and_to_its_end(lived: World) -> None:
    newest = verified(lived)["newest"]
    behind_the_guards(lived, "DELETE FROM writ.ledger WHERE seq = 30")
    assert verified(lived, first=31, until=40)["broken_at"] == 30
    assert verified(lived, first=20, until=30)["broken_at"] == 30
    assert verified(lived, first=20, until=29)["broken_at"] is None
    assert verified(lived, first=32, until=newest)["broken_at"] is None


def test_what_is_too_much_for_one_request_goes_on_by_a_link(lived: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docket_ledger, "AT_ONCE", 25)
    newest = verified(lived)["newest"]
    address, read = "/ledger/verify?last=1000000", []
    while address:
        shown = page(lived, "auditor", address)
        read.append(shown.words.split("Verified ")[-1].split(",")[0])
        onward = [one for one in shown.addresses() if one.startswith("verify?")]
        address = f"/ledger/{onward[0]}" if onward else ""
    spans = [(first, min(first + 24, newest)) for first in range(1, newest + 1, 25)]
    assert read == [f"the events {first} to {last}" for first, last in spans]
    behind_the_guards(lived, f"UPDATE writ.ledger SET subject = 'batch:x' WHERE seq = {newest}")
    assert verified(lived, last=1_000_000)["broken_at"] is None
    assert verified(lived, first=newest, until=newest + 5)["broken_at"] == newest


def test_a_day_is_that_of_the_local_clock(lived: World) -> None:
    written = verified(lived)["newest"]
    midnight = end_of_day(BEFORE_NOW, lived.here.zone)
    write(lived, 3, midnight - timedelta(seconds=1))
    write(lived, 4, midnight)
    today = verified(lived, day=str(BEFORE_NOW))
    assert today["last"] == written + 3
    tomorrow = verified(lived, day=str(BEFORE_NOW + timedelta(days=1)))
    assert (tomorrow["first"], tomorrow["last"]) == (written + 4, written + 7)
    shown = page(lived, "auditor", f"/ledger/verify?day={BEFORE_NOW + timedelta(days=1)}").words
    assert f"the events {written + 4} to {written + 7}, which were written on 2026-11-19, 4 in all" in shown


def test_a_day_without_events_says_so(lived: World) -> None:
    found = verified(lived, day="2020-01-01")
    assert (found["first"], found["last"], found["broken_at"]) == (1, 0, None)
    assert "No event was written on 2020-01-01" in page(lived, "auditor", "/ledger/verify?day=2020-01-01").words
    later = verified(lived, day="2030-01-01")
    assert later["first"] == later["newest"] + 1
    assert later["last"] == later["newest"]


def test_an_empty_ledger_says_so(empty_world: World) -> None:
    auditor = PersonRow(id="auditor", name="Demo Auditor", post="auditor (specimen)", roles=["auditor"], is_active=True)
    with empty_world.here.begin() as session:
        session.add(auditor)
    assert "Nothing has happened yet" in page(empty_world, "auditor", "/ledger").words
    assert "The ledger is empty: there was nothing" in page(empty_world, "auditor", "/ledger/verify").words


@pytest.mark.parametrize(
    "asked",
    [
        {"day": str(DAY), "last": 5},
        {"first": 3},
        {"until": 3},
        {"last": 0},
        {"last": 5, "first": 1, "until": 2},
        {"first": 0, "until": 2},
    ],
)
def test_only_one_thing_is_verified_at_a_time(lived: World, asked: dict[str, Any]) -> None:
    assert lived.client("auditor").get("/api/ledger/verify", params=asked).status_code == 422


def test_a_case_shows_its_own_events_and_leads_to_them(world: World) -> None:
    case = world.cases[0]
    assert "No event of its own yet" in page(world, "auditor", f"/cases/{case}").words
    world.approve(case, world.draft(case))
    world.post("drafter_2", f"/cases/{world.cases[1]}/decline", {"reason": "a report of the news"})
    shown = page(world, "auditor", f"/cases/{case}")
    assert "decision.drafted" in shown.words
    assert "order.approved" in shown.words
    assert "case.declined" not in shown.words
    assert "case.declined" in page(world, "auditor", f"/cases/{world.cases[1]}").words
    [way] = [one for one in shown.addresses() if one.startswith(f"../ledger?subject=case%3A{case}&")]
    listed = page(world, "auditor", f"/{way.removeprefix('../')}")
    assert "decision.drafted" in listed.words
    assert "order.approved" in listed.words
    assert "case.declined" not in listed.words
