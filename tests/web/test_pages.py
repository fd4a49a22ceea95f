"""The pages as a browser gets them."""

from __future__ import annotations

from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import urljoin

import pytest
from sqlalchemy import update

from include.writ.services import reconcile, release
from include.writ.storage.models import PackAdoptionRow, PersonRow, ReconciliationRow
from tests.web.docket_world import DAY, EVIL, NOW, World

BOOK_DAY = DAY + timedelta(days=1)
BROWSER = {"Accept": "text/html,application/xhtml+xml"}


class Page(HTMLParser):
    """Tags, links and text of a page."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += " ".join(data.split()) + " " if data.strip() else ""

    def addresses(self) -> list[str]:
        return [value for _, attrs in self.tags for name in ("href", "src") if (value := attrs.get(name))]


def page(world: World, name: str, path: str = "/") -> Page:
    response = world.client(name).get(path, headers=BROWSER)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return Page(response.text)


def draw_up_book(world: World) -> None:
    cutoff = world.here.end_of(BOOK_DAY)
    with world.here.begin() as session:
        reconcile.run(session, book_day=BOOK_DAY, cutoff=cutoff, now=cutoff)


def test_the_first_day_says_what_to_do(world: World) -> None:
    words = page(world, "auditor").words
    assert "No book has been drawn up yet" in words
    assert "No release is asked for" in words
    assert "No case waits for you" in words


def test_today_names_the_reader_and_what_waits_for_them(world: World) -> None:
    today = page(world, "drafter_1")
    assert "Demo Drafter One, case officer (specimen) · drafter" in today.words
    assert "cases proposed 3 drafter – you" in today.words
    assert sum(address.startswith("cases/") for address in today.addresses()) == 3


def test_an_approver_is_not_shown_their_own_drafts(world: World) -> None:
    world.draft(world.cases[0])
    assert f"cases/{world.cases[0]}" in page(world, "approver_1").addresses()
    with world.here.begin() as session:
        session.get_one(PersonRow, "drafter_1").roles = ["drafter", "approver"]
    assert f"cases/{world.cases[0]}" not in page(world, "drafter_1").addresses()


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
    assert f"{DAY} vkontakte 3 · 3 3" + " ·" * 12 in words
    assert "Total 4 1 3 3 0 0 0" in words


def test_a_gap_is_named(world: World) -> None:
    draw_up_book(world)
    with world.here.begin() as session:
        session.execute(
            update(ReconciliationRow).where(ReconciliationRow.platform == "vkontakte").values(gaps={"sent": -1})
        )
    words = page(world, "auditor").words
    assert "the books do not balance" in words
    assert f"{DAY}, vkontakte: sent differs by -1" in words


def test_an_open_release_leads_to_airflows_required_actions(world: World) -> None:
    draft_hash = world.draft(world.cases[0])
    world.post("approver_1", f"/cases/{world.cases[0]}/approve", {"draft_hash": draft_hash})
    with world.here.begin() as session:
        release.ask(session, day=DAY, run_id="run-1", is_specimen=True, now=NOW)
    today = page(world, "releaser_1")
    assert "releases asked 1 releaser – you" in today.words
    [link] = [address for address in today.addresses() if "required_actions" in address]
    assert urljoin("https://host/base/docket/", link).startswith("https://host/base/required_actions")


def test_a_case_tells_its_course_in_order(world: World) -> None:
    draft_hash = world.draft(world.cases[0])
    world.post("approver_1", f"/cases/{world.cases[0]}/approve", {"draft_hash": draft_hash})
    words = page(world, "auditor", f"/cases/{world.cases[0]}").words
    course = [
        "reported the content",
        "opened the case",
        "proposed version 1",
        "drafted version 2",
        "approved order MCI",
    ]
    places = [words.index(step) for step in course]
    assert places == sorted(places)
    assert draft_hash in words


def test_what_users_wrote_is_shown_as_text(world: World) -> None:
    world.post("drafter_1", f"/cases/{world.cases[0]}/law-review", {"reason": EVIL})
    response = world.client("drafter_1").get(f"/cases/{world.cases[0]}", headers=BROWSER)
    assert response.text.count("&lt;script&gt;alert(") == 2
    tags = Page(response.text).tags
    assert [attrs["src"] for tag, attrs in tags if tag == "script"] == ["../assets/docket.js"]
    assert not [tag for tag, _ in tags if tag == "img"]
    assert not [name for _, attrs in tags for name in attrs if name.startswith("on") or name == "style"]


def test_no_page_carries_a_script_or_style_of_its_own(world: World) -> None:
    for path in ("/", f"/cases/{world.cases[0]}"):
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
    for path in ("/", f"/cases/{world.cases[0]}"):
        for link in Page(client.get(path, headers=BROWSER).text).addresses():
            assert not link.startswith(("/", "http"))
            target = urljoin(f"http://host/docket{path}", link).removeprefix("http://host/docket")
            assert client.get(target, headers=BROWSER).status_code == 200
            checked.add(target)
    assert {"/", "/assets/docket.css", "/assets/docket.js"} < checked


def test_a_browser_gets_refusals_as_a_page(world: World) -> None:
    response = world.anonymous().get("/", headers=BROWSER)
    assert response.status_code == 401
    assert "log in to Airflow" in Page(response.text).words
    response = world.client(EVIL).get("/", headers=BROWSER)
    assert response.status_code == 403
    assert not [tag for tag, _ in Page(response.text).tags if tag in ("script", "img")]
