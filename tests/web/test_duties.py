"""Languages, announcements and what authors are not told, through the API and on the page of a case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from include.writ.services.release_question import release_of
from include.writ.wiring.deployment import for_tasks
from tests.support.announcements import release_today
from tests.support.packs import HOURS, NON_DISCLOSURE, TOLD_BEFORE, put_in_force, with_kinds_of_material
from tests.support.registry import register
from tests.support.scripted import ScriptedPlatform
from tests.web.docket_world import DAY, DRAFT, NOW, WORKSHEET, World
from tests.web.notices_world import send
from tests.web.pages import page

ANNOUNCEMENTS = "/platforms/vkontakte/announcements"
RUSSIAN = {"language": "ru", "text": "Второе предложение называет цену и место, где это можно купить."}


def draft_with(**answers: Any) -> dict[str, Any]:
    return DRAFT | {"worksheet": WORKSHEET | answers}


@pytest.mark.requirement("R17")
def test_a_draft_says_its_language_and_brings_a_translation_where_that_is_not_read(world: World) -> None:
    path = f"/cases/{world.cases[0]}"
    register(world.here, "vkontakte", languages=("ru", "kk"))
    status, done = world.post("drafter_1", f"{path}/draft", DRAFT)
    assert (status, done["state"]) == (200, "proposed")
    [lacks] = done["missing"]
    assert (lacks["requirement"], lacks["who"]) == ("R17", "a drafter")
    assert "ru, kk" in lacks["what"]
    assert world.post("approver_1", f"{path}/approve", {"draft_hash": done["draft_hash"]})[0] == 409
    assert "The platform reads ru, kk" in page(world, "drafter_1", path).words
    done = world.post("drafter_1", f"{path}/draft", draft_with(translation=RUSSIAN) | {"seen": 1})[1]
    assert (done["state"], done["missing"]) == ("drafted", [])
    words = page(world, "approver_1", path).words
    assert "Language of the reasons en" in words
    assert RUSSIAN["text"] in words
    assert world.client("auditor").get(f"/api{path}").json()["addressee"]["languages"] == ["ru", "kk"]


@pytest.mark.parametrize("language", ["russian", "RU", "r", "ru "])
def test_a_language_is_named_by_its_code(world: World, language: str) -> None:
    for answers in ({"language": language}, {"translation": RUSSIAN | {"language": language}}):
        status, answer = world.post("drafter_1", f"/cases/{world.cases[0]}/draft", draft_with(**answers))
        assert (status, "language" in answer["error"]) == (422, True)


@pytest.mark.requirement("R15")
def test_a_first_order_waits_until_the_platform_was_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    put_in_force(monkeypatch, **TOLD_BEFORE)
    path = f"/cases/{world.cases[0]}"
    done = world.post("drafter_1", f"{path}/draft", DRAFT)[1]
    assert (done["state"], [one["requirement"] for one in done["missing"]]) == ("drafted", ["R15"])
    status, answer = world.approve(world.cases[0], done["draft_hash"])
    assert (status, "R15" in answer["error"]) == (409, True)
    assert "Told before its first order Not yet at least 12 hours before it" in page(world, "auditor", path).words
    assert world.post("engineer", ANNOUNCEMENTS, {})[0] == 403
    assert world.post("drafter_1", "/platforms/nowhere/announcements", {})[0] == 404
    assert world.post("drafter_1", ANNOUNCEMENTS, {"told_at": NOW.isoformat()})[0] == 422
    status, asked = world.post("drafter_1", ANNOUNCEMENTS, {})
    assert (status, asked["asked_by"], asked["state"], asked["received_at"]) == (200, "drafter_1", "waiting", None)
    assert world.post("approver_1", ANNOUNCEMENTS, {})[1] == asked
    assert world.approve(world.cases[0], done["draft_hash"])[0] == 409
    release_today("announcing")
    send(world, ScriptedPlatform(for_tasks().clock))
    assert "Told before its first order 2026-11-18 06:00" in page(world, "auditor", path).words
    assert world.approve(world.cases[0], done["draft_hash"])[0] == 409
    world.clock.write_text((NOW + timedelta(hours=HOURS)).isoformat())
    assert world.approve(world.cases[0], done["draft_hash"])[0] == 200


@pytest.mark.requirement("R15")
def test_the_pages_of_platform_release_and_notices_show_an_announcement(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Before its first order" not in page(world, "drafter_1", "/platforms/vkontakte").words
    put_in_force(monkeypatch, **TOLD_BEFORE)
    platform = page(world, "drafter_1", "/platforms/vkontakte")
    assert "Nobody has asked for that notice." in platform.words
    assert "Ask for the notice" in platform.words
    assert "Ask for the notice" not in page(world, "auditor", "/platforms/vkontakte").words
    world.post("drafter_1", ANNOUNCEMENTS, {})
    words = page(world, "drafter_1", "/platforms/vkontakte").words
    assert "asked for by drafter_1, 2026-11-18 06:00: waits for a release. Nothing proves its receipt" in words
    assert "Ask for the notice" not in words
    release_today("announcing")
    words = page(world, "releaser_1", f"/releases/{release_of('announcing')}").words
    assert "Information before a first order 1" in words
    assert "drafter_1 asked for it, so another person releases it" in words
    notice = send(world, ScriptedPlatform(for_tasks().clock))
    assert "Information before a first order, specimen –" in page(world, "auditor", "/notices").words
    words = page(world, "auditor", f"/notices/{notice}").words
    assert (
        "Sent, its receipt is proven. Received 2026-11-18 06:00 ; the time before a first order runs from then."
        in words
    )
    words = page(world, "auditor", "/platforms/vkontakte").words
    assert "Received 2026-11-18 06:00; a first order can be made 12 hours later" in words
    assert world.client("auditor").get("/api/platforms/vkontakte").json()["announced"]["state"] == "sent"


@pytest.mark.requirement("R15")
def test_an_emergency_is_said_in_the_draft(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    put_in_force(monkeypatch, **TOLD_BEFORE)
    done = world.post("drafter_1", f"/cases/{world.cases[0]}/draft", draft_with(emergency="an attack tonight"))[1]
    assert done["missing"] == []
    assert (
        "can not be told before its first order an attack tonight"
        in page(world, "approver_1", f"/cases/{world.cases[0]}").words
    )
    assert world.approve(world.cases[0], done["draft_hash"])[0] == 200


@pytest.mark.requirement("R27")
def test_under_other_packs_there_is_no_word_to_a_platform(world: World) -> None:
    status, answer = world.post("drafter_1", ANNOUNCEMENTS, {})
    assert (status, "R27" in answer["error"]) == (409, True)


@pytest.mark.requirement("R21")
def test_a_law_reviewer_decides_that_an_author_is_not_told_yet(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    put_in_force(monkeypatch, **NON_DISCLOSURE)
    path = f"/cases/{world.cases[0]}"
    body = {"draft_hash": world.draft(world.cases[0]), "reasons": "the police act first", "until": "2026-12-30"}
    assert "Author Told by the platform, at the latest when" in page(world, "auditor", path).words
    assert world.post("approver_1", f"{path}/non-disclosure", body)[0] == 403
    status, answer = world.post("reviewer_1", f"{path}/non-disclosure", body)
    assert (status, answer["until"]) == (200, "2026-12-30")
    words = page(world, "auditor", path).words
    assert "Author Not told until 2026-12-30: the police act first" in words
    assert "decided that the author is not told until 2026-12-30" in words
    redrafted = world.draft(world.cases[0], "drafter_2")
    assert "Author Told by the platform" in page(world, "auditor", path).words
    late = body | {"draft_hash": redrafted, "until": "2026-12-31"}
    status, answer = world.post("reviewer_1", f"{path}/non-disclosure", late)
    assert (status, "2026-11-18 to 2026-12-30" in answer["error"]) == (409, True)
    status, answer = world.post("reviewer_1", f"{path}/non-disclosure", body)
    assert (status, "changed" in answer["error"]) == (409, True)


@pytest.mark.requirement("R21")
def test_where_the_pack_has_no_term_every_author_is_told(world: World) -> None:
    body = {"draft_hash": world.draft(world.cases[0]), "reasons": "the police act first", "until": str(DAY)}
    status, answer = world.post("reviewer_1", f"/cases/{world.cases[0]}/non-disclosure", body)
    assert (status, "R21: pack kz gives no term" in answer["error"]) == (409, True)


@pytest.mark.requirement("R6")
def test_a_drafter_ticks_kinds_of_material_and_an_approver_reads_them(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_in_force(monkeypatch, **with_kinds_of_material())
    path = f"/cases/{world.cases[0]}"
    [lacks] = world.post("drafter_1", f"{path}/draft", DRAFT)[1]["missing"]
    assert (lacks["requirement"], "incitement, solicitation_to_commit" in lacks["what"]) == ("R6", True)
    ticked = draft_with(material_types=["threat", "incitement"]) | {"seen": 1}
    done = world.post("drafter_1", f"{path}/draft", ticked)[1]
    assert (done["state"], done["missing"]) == ("drafted", [])
    assert "Kinds of material that it is incitement, threat" in page(world, "approver_1", path).words
    assert world.post("drafter_1", f"{path}/draft", draft_with(material_types="threat") | {"seen": 2})[0] == 422
    assert world.approve(world.cases[0], done["draft_hash"])[0] == 200
