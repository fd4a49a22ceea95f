"""The page of one case: its rows, its words and its course."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from include.writ.packs.loader import LoadedPack, load_pack
from include.writ.services.answer_records import ResponseRecord
from include.writ.services.docket_records import CaseRecord, ProbeRecord
from include.writ.storage.models import PersonRow
from include.writ.web.timeline import timeline
from include.writ.wiring import deployment, docket
from tests.web.docket_world import EVIL, NOW, World
from tests.web.pages import BROWSER, Page, page


def test_a_case_tells_its_course_in_order(world: World) -> None:
    draft_hash = world.draft(world.cases[0])
    world.approve(world.cases[0], draft_hash)
    words = page(world, "auditor", f"/cases/{world.cases[0]}").words
    course = [
        "reported the content",
        "opened the case",
        "proposed a draft",
        "drafted version 1",
        "approved order MCI",
    ]
    places = [words.index(step) for step in course]
    assert places == sorted(places)
    assert draft_hash in words


def sent_order(world: World) -> CaseRecord:
    """The record of a case as it is once its order is received, obeyed and closed."""
    draft_hash = world.draft(world.cases[0])
    world.approve(world.cases[0], draft_hash)
    case = docket.case(world.cases[0], docket.person("drafter_1"))
    assert case is not None
    assert case.order is not None
    end = NOW + timedelta(hours=20)
    order = replace(
        case.order, state="effected", received_at=NOW, due_at=NOW + timedelta(hours=24), sent_at=NOW, effected_at=end
    )
    seen = [ProbeRecord(end, "withheld", "status 451", 451, None, "direct", None)]
    said = [ResponseRecord(uuid4(), case.platform, "a-1", None, order.number, "withheld", "done", end, end, None, None)]
    return replace(case, order=order, probes=seen, responses=said, closed_at=end, state="closed")


def test_a_deadline_is_told_in_local_time_and_utc(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    words = page(world, "auditor", f"/cases/{world.cases[0]}").words
    assert "Deadline Not running yet: 24 hours from receipt of the notice" in words
    record = sent_order(world)
    monkeypatch.setattr(docket, "case", lambda _case_id, _reader: record)
    words = page(world, "auditor", f"/cases/{world.cases[0]}").words
    assert "Deadline 2026-11-19 06:00 Asia/Almaty (2026-11-19 01:00 UTC), 24 hours from receipt" in words


def test_what_writ_concludes_stands_after_what_it_saw(world: World) -> None:
    course = [moment.what for moment in timeline(sent_order(world), "VKontakte")]
    assert course[-4:] == [
        "said that it withholds the content in the territory",
        "found the order obeyed",
        "closed the case",
        "the time to obey ends",
    ]


def test_a_look_from_outside_is_told_with_the_one_that_counts(world: World) -> None:
    case = sent_order(world)
    looks = [
        ProbeRecord(NOW + timedelta(hours=hour), verdict, f"status {status}", status, None, "inside", outside)
        for hour, verdict, status, outside in (
            (1, "available", 200, "available"),
            (2, "removed", 404, "available"),
            (3, "removed", 404, "available"),
            (4, "removed", 404, "removed"),
        )
    ]
    told = [moment for moment in timeline(replace(case, probes=looks), "VKontakte") if moment.who.startswith("Probe")]
    assert {moment.who for moment in told} == {"Probe in the territory"}
    assert [(moment.what, moment.detail) for moment in told] == [
        ("saw the content", "status 200; outside the territory it is there"),
        ("saw that the content is removed", "status 404, seen 2 times; outside the territory it is there"),
        ("saw that the content is removed", "status 404; outside the territory it is removed"),
    ]


def test_every_row_of_a_case_has_a_label_for_people(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    record = sent_order(world)
    monkeypatch.setattr(docket, "case", lambda _case_id, _reader: record)
    source = world.client("drafter_1").get(f"/cases/{world.cases[0]}", headers=BROWSER).text
    labels = re.findall(r"<dt>(.*?)</dt>", source)
    assert {"Deadline", "Authority", "Provision of law", "Why an order is needed", "Approved by"} <= set(labels)
    assert [label for label in labels if "_" in label or not label[0].isupper()] == []
    words = Page(source).words
    assert "State Closed, the order was obeyed" in words
    assert "State Obeyed, as a probe saw" in words
    assert "Order Waits for a release, 0 attempts" in words


def test_a_case_says_for_whom_it_waits(world: World) -> None:
    case = f"/cases/{world.cases[0]}"
    assert "Waits for a drafter, who writes the reasons or declines – you" in page(world, "drafter_1", case).words
    world.draft(world.cases[0])
    assert "Waits for an approver, another person than the drafter – you" in page(world, "approver_1", case).words
    with world.here.begin() as session:
        session.get_one(PersonRow, "drafter_1").roles = ["drafter", "approver"]
    assert "another person than the drafter Deadline" in page(world, "drafter_1", case).words


def test_the_authority_has_its_name_and_not_its_id(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case = f"/cases/{world.cases[0]}"
    words = page(world, "auditor", case).words
    assert "Authority Ministry of Culture and Information of the Republic of Kazakhstan" in words
    assert "Қазақстан Республикасының Мәдениет және ақпарат министрлігі" in words
    assert "kz_mci" not in words
    renamed = LoadedPack(load_pack("kz").pack, "0" * 64)
    monkeypatch.setattr(deployment, "load_pack", lambda _pack: renamed)
    words = page(world, "auditor", case).words
    assert "Authority kz_mci , as pack kz 2026.12 names it" in words
    assert "Ministry" not in words


def test_what_users_wrote_is_shown_as_text(world: World) -> None:
    world.post("drafter_1", f"/cases/{world.cases[0]}/law-review", {"reason": EVIL})
    response = world.client("drafter_1").get(f"/cases/{world.cases[0]}", headers=BROWSER)
    assert response.text.count("&lt;script&gt;alert(") == 2
    tags = Page(response.text).tags
    assert [attrs["src"] for tag, attrs in tags if tag == "script"] == [
        "../assets/docket.js",
        "../assets/veil.js",
        "../assets/keys.js",
        "../assets/acts.js",
    ]
    assert not [tag for tag, _ in tags if tag == "img"]
    assert not [name for _, attrs in tags for name in attrs if name.startswith("on") or name == "style"]
