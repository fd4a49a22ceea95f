"""The register of platforms in the Docket: what it shows, who proposes, who confirms, and what is refused."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

import pytest

from tests.web.docket_world import EVIL, World
from tests.web.pages import BROWSER, page

PATH = "/platforms/vkontakte"
CONTACT = {
    "role": "contact_point",
    "name": "Unit for authorities",
    "address": "7 Example Street",
    "email": "authorities@vkontakte.simulated.example",
    "languages": "ru, kk  en",
    "established_in": "KZ",
    "source": "their page for authorities, read on 2026-11-18",
    "valid_from": "2026-11-18",
}
USERS = {
    "territory": "KZ",
    "metric": "daily_users",
    "value": 90_000,
    "period_from": "2026-11-01",
    "period_until": "2026-11-15",
    "source": "their report, page 3",
    "read_on": "2026-11-17",
}


def propose(world: World, name: str = "drafter_1", **changes: Any) -> str:
    status, done = world.post(name, f"{PATH}/contacts", CONTACT | changes)
    assert (status, done.get("confirmed_by")) == (200, None), done
    return str(done["contact"])


def addressee(world: World) -> tuple[str, list[str]]:
    found = world.client("auditor").get(f"/api{PATH}").json()
    return found["addressee"], found["languages"]


@pytest.mark.requirement("R16")
def test_one_person_proposes_and_another_confirms(world: World) -> None:
    before = addressee(world)
    contact = propose(world)
    assert addressee(world) == before
    status, done = world.post("reviewer_1", f"/contacts/{contact}/confirm", {})
    assert (status, done["confirmed_by"], done["position"]) == (200, "reviewer_1", 2)
    assert addressee(world) == (CONTACT["email"], ["ru", "kk", "en"])
    assert world.post("reviewer_1", f"/contacts/{contact}/confirm", {}) == (200, done)


@pytest.mark.requirement("R16")
def test_who_may_not_is_refused(world: World) -> None:
    for name in ("auditor", "engineer", "releaser_1"):
        assert world.post(name, f"{PATH}/contacts", CONTACT)[0] == 403, name
        assert world.post(name, f"{PATH}/users", USERS)[0] == 403, name
    contact = propose(world, "reviewer_1")
    for name in ("drafter_1", "approver_1", "engineer", "releaser_1"):
        assert world.post(name, f"/contacts/{contact}/confirm", {})[0] == 403, name
    status, answer = world.post("reviewer_1", f"/contacts/{contact}/confirm", {})
    assert (status, "another person confirms" in answer["error"]) == (409, True)


@pytest.mark.parametrize(
    "changes",
    [
        {"email": "no address"},
        {"email": "two@at@once"},
        {"languages": "russian"},
        {"established_in": "Kazakhstan"},
        {"source": " "},
        {"name": ""},
        {"role": "friend"},
        {"valid_from": "soon"},
        {"confirmed_by": "reviewer_1"},
        {"name": "a\x00b"},
    ],
)
def test_what_is_no_contact_is_refused(world: World, changes: dict[str, Any]) -> None:
    assert world.post("drafter_1", f"{PATH}/contacts", CONTACT | changes)[0] == 422


@pytest.mark.parametrize(
    "changes", [{"value": -1}, {"metric": "clicks"}, {"period_until": "2026-10-01"}, {"source": ""}]
)
def test_what_is_no_figure_is_refused(world: World, changes: dict[str, Any]) -> None:
    assert world.post("drafter_1", f"{PATH}/users", USERS | changes)[0] == 422


def test_a_platform_that_writ_does_not_know_is_refused(world: World) -> None:
    assert world.client("auditor").get("/platforms/geocities").status_code == 404
    assert world.post("drafter_1", "/platforms/geocities/contacts", CONTACT)[0] == 404


def test_the_page_shows_each_version_with_its_persons_and_escapes_what_they_wrote(world: World) -> None:
    contact = propose(world, source=EVIL)
    text = world.client("auditor").get(PATH, headers=BROWSER).text
    assert EVIL not in text
    words = page(world, "auditor", PATH).words
    assert f"Read in {EVIL}" in words
    assert "Waits for a law reviewer other than drafter_1." in words
    assert "version 2 , not confirmed" in words or "version 2, not confirmed" in words
    world.post("reviewer_1", f"/contacts/{contact}/confirm", {})
    words = page(world, "auditor", PATH).words
    assert "Confirmed by reviewer_1" in words
    assert "Nothing waits to be confirmed." in words
    assert "Contact point, version 1" in words


def test_forms_are_shown_to_who_may_use_them(world: World) -> None:
    propose(world)

    def forms(name: str) -> list[str | None]:
        return [attrs.get("data-act") for tag, attrs in page(world, name, PATH).tags if tag == "form"]

    assert forms("auditor") == forms("releaser_1") == []
    acts = ["../api/platforms/vkontakte/contacts", "../api/platforms/vkontakte/users"]
    assert forms("drafter_1") == acts
    assert forms("reviewer_1")[1:] == acts
    for name in ("drafter_1", "reviewer_1"):
        for act in forms(name):
            assert urljoin(f"http://host/docket{PATH}", act or "").startswith("http://host/docket/api/")


def test_the_representative_duty_is_said_with_its_figure_or_as_unknown(world: World) -> None:
    words = page(world, "auditor", "/platforms").words
    assert "VKontakte legal@vkontakte.simulated.example ru, kk, en yes" in words
    assert "LiveJournal legal@livejournal.simulated.example ru, en no" in words
    assert "Telegram legal@telegram.simulated.example en, ru unknown" in words
    assert world.post("drafter_1", f"{PATH}/users", USERS)[0] == 200
    words = page(world, "auditor", PATH).words
    assert "Representative duty: no , by 90000 users a day on average (their report, page 3)" in words


def test_a_form_sends_figures_as_text(world: World) -> None:
    assert world.post("drafter_1", f"{PATH}/users", USERS | {"value": "90000"})[0] == 200


def test_what_waits_for_a_former_contact_is_said(world: World) -> None:
    world.approve(world.cases[0], world.draft(world.cases[0]))
    contact = propose(world)
    status, done = world.post("reviewer_1", f"/contacts/{contact}/confirm", {})
    assert (status, done["waiting"]) == (200, 1)
    assert "1 notice that waits was approved for a former contact" in page(world, "auditor", PATH).words


def test_every_link_of_the_pages_leads_somewhere(world: World) -> None:
    client = world.client("drafter_1")
    for path in ("/platforms", PATH):
        for link in page(world, "drafter_1", path).addresses():
            target = urljoin(f"http://host/docket{path}", link).removeprefix("http://host/docket")
            assert client.get(target, headers=BROWSER).status_code == 200, link
