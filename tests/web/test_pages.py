"""The pages as a browser gets them."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urljoin

import pytest
from sqlalchemy import update

from include.writ.services import reconcile, release_question
from include.writ.storage.models import PackAdoptionRow, PersonRow, ReconciliationRow
from include.writ.wiring import docket_pages
from tests.web.docket_world import DAY, NOW, World, fill
from tests.web.pages import BROWSER, Page, page

BOOK_DAY = DAY + timedelta(days=1)


def case_links(today: Page) -> list[str]:
    return [address for address in today.addresses() if address.startswith("cases/")]


def draw_up_book(world: World) -> None:
    cutoff = world.here.end_of(BOOK_DAY)
    with world.here.begin() as session:
        ladder = world.here.pack.pack.escalation
        reconcile.run(session, book_day=BOOK_DAY, cutoff=cutoff, ladder=ladder, now=cutoff)


def test_the_first_day_says_what_to_do(world: World) -> None:
    words = page(world, "auditor").words
    assert "No book has been drawn up yet" in words
    assert "No release is asked for" in words
    assert "No case waits for you" in words


def test_today_names_the_reader_and_what_waits_for_them(world: World) -> None:
    today = page(world, "drafter_1")
    assert "Demo Drafter One, case officer (specimen) · drafter" in today.words
    assert "Cases to draft 3 drafter – you" in today.words
    assert sum(address.startswith("cases/") for address in today.addresses()) == 3


def test_an_approver_is_not_shown_their_own_drafts(world: World) -> None:
    world.draft(world.cases[0])
    assert f"cases/{world.cases[0]}" in page(world, "approver_1").addresses()
    with world.here.begin() as session:
        session.get_one(PersonRow, "drafter_1").roles = ["drafter", "approver"]
    assert f"cases/{world.cases[0]}" not in page(world, "drafter_1").addresses()


def test_next_for_you_counts_all_and_leads_to_the_rest(empty_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world = empty_world
    fill(world, findings=30)
    today = page(world, "drafter_1")
    assert "25 of 30." in today.words
    assert case_links(today) == [f"cases/{case_id}" for case_id in world.cases[:25]]
    assert "cases" in today.addresses()
    monkeypatch.setattr(docket_pages, "QUEUE_SHOWN", 20)
    first = page(world, "drafter_1", "/cases")
    assert "20 of 30, in order of day." in first.words
    [onward] = [address for address in first.addresses() if "after=" in address]
    last = page(world, "drafter_1", f"/{onward}")
    assert not [address for address in last.addresses() if "after=" in address]
    assert case_links(first) + case_links(last) == [f"cases/{case_id}" for case_id in world.cases]


def test_a_persons_own_drafts_do_not_count_as_theirs_to_approve(world: World) -> None:
    with world.here.begin() as session:
        session.get_one(PersonRow, "drafter_1").roles = ["approver", "drafter"]
    world.draft(world.cases[0])
    world.draft(world.cases[1], "drafter_2")
    assert "2 of 2." in page(world, "drafter_1").words
    assert "2 of 2, in order of day." in page(world, "drafter_1", "/cases").words
    assert "2 of 2." in page(world, "approver_1").words


def test_anyone_in_the_register_finds_cases_by_state(world: World) -> None:
    assert "No case waits for you" in page(world, "auditor", "/cases").words
    assert case_links(page(world, "auditor", "/cases?state=proposed")) == [
        f"cases/{case_id}?state=proposed" for case_id in world.cases
    ]
    ordered = page(world, "auditor", "/cases?state=ordered")
    assert "No case is in this state" in ordered.words
    assert "to be drafted 3" in ordered.words


def test_the_specimen_banner_goes_with_the_adoption_of_the_pack(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "SPECIMEN" in page(world, "auditor").words
    monkeypatch.delenv("WRIT_CLOCK_FILE")
    here = world.here
    with here.begin() as session:
        session.add(
            PackAdoptionRow(
                id=here.pack.sha256[:32],
                pack=here.pack.pack.id,
                pack_version=here.pack.pack.version,
                pack_sha256=here.pack.sha256,
                adopted_by="reviewer_1",
                adopted_at=NOW,
            )
        )
    assert "SPECIMEN" not in page(world, "auditor").words


def test_the_last_book_is_a_table_that_balances(world: World) -> None:
    draw_up_book(world)
    words = page(world, "auditor").words
    assert f"Book of {BOOK_DAY}: the books balance." in words
    assert f"{DAY} 4 1 3 3" + " ·" * 13 in words
    assert f"VKontakte {DAY} 3 · 3 3" + " ·" * 13 in words
    assert "Total 4 1 3 3 0 0 0" in words


def test_a_gap_is_named(world: World) -> None:
    draw_up_book(world)
    with world.here.begin() as session:
        session.execute(
            update(ReconciliationRow).where(ReconciliationRow.platform == "vkontakte").values(gaps={"sent": -1})
        )
    words = page(world, "auditor").words
    assert "the books do not balance" in words
    assert f"{DAY}, VKontakte: sent differs by -1" in words


def test_an_open_release_leads_to_airflows_required_actions(world: World) -> None:
    draft_hash = world.draft(world.cases[0])
    world.approve(world.cases[0], draft_hash)
    with world.here.begin() as session:
        release_question.ask(session, day=DAY, run_id="run-1", is_specimen=True, zone=world.here.zone, now=NOW)
    today = page(world, "releaser_1")
    assert "Releases to answer 1 releaser – you" in today.words
    [link] = [address for address in today.addresses() if "required_actions" in address]
    assert urljoin("https://host/base/docket/", link).startswith("https://host/base/required_actions")


def test_no_page_carries_a_script_or_style_of_its_own(world: World) -> None:
    for path in ("/", "/cases", f"/cases/{world.cases[0]}"):
        response = world.client("drafter_1").get(path, headers=BROWSER)
        policy = response.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'self'" in policy
        assert "unsafe" not in policy
        assert response.headers["cache-control"] == "no-store"
        assert "<style" not in response.text
        assert "</script>" in response.text


def test_every_link_of_the_pages_leads_somewhere(world: World) -> None:
    """Relative ones, so that they hold inside Airflow's frame and under a base path."""
    client = world.client("drafter_1")
    checked = set()
    for path in ("/", "/cases", f"/cases/{world.cases[0]}"):
        for link in Page(client.get(path, headers=BROWSER).text).addresses():
            assert not link.startswith(("/", "http"))
            target = urljoin(f"http://host/docket{path}", link).removeprefix("http://host/docket")
            assert client.get(target, headers=BROWSER).status_code == 200
            checked.add(target)
    assert {"/", "/assets/docket.css", "/assets/docket.js"} < checked


def test_help_says_who_does_what_where_and_what_each_term_means(world: World) -> None:
    shown = page(world, "approver_1", "/help")
    assert "Approver – you: Cases" in shown.words
    assert "Releaser: Releases" in shown.words
    assert "It names one item, one platform and a territory" in shown.words


def test_each_place_says_what_it_is_for_and_a_page_below_it_does_not(world: World) -> None:
    said = "Items of content that people decide on"
    assert said in page(world, "auditor", "/cases").words
    assert said not in page(world, "auditor", f"/cases/{world.cases[0]}").words
