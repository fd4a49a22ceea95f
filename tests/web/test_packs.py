"""The page of packs: what is applied, what can not be issued and why, and who adopts exactly which content."""

from __future__ import annotations

from typing import Any

import pytest

from include.writ.packs.loader import LoadedPack
from include.writ.services import docket_packs
from include.writ.storage.models import PackAdoptionRow
from tests.web.docket_world import NOW, World
from tests.web.pages import page


def record(world: World) -> dict[str, Any]:
    found: dict[str, Any] = world.client("auditor").get("/api/packs").json()
    return found


def forms(world: World, name: str) -> list[str | None]:
    return [attrs["data-act"] for tag, attrs in page(world, name, "/packs").tags if tag == "form"]


@pytest.fixture
def real_clock(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The world with the machine's own clock, by which a pack can be adopted."""
    monkeypatch.delenv("WRIT_CLOCK_FILE")
    return world


def test_the_pack_is_shown_with_its_hash_and_each_rule(world: World) -> None:
    loaded = world.here.pack
    found, shown = record(world), page(world, "auditor", "/packs")
    assert (found["id"], found["version"], found["sha256"]) == (loaded.pack.id, loaded.pack.version, loaded.sha256)
    assert [rule["id"] for rule in found["rules"]] == [rule.id for rule in loaded.pack.rules]
    assert loaded.sha256 in shown.words
    assert f"Kazakhstan ( kz ), version {loaded.pack.version}" in shown.words
    ids = {attrs.get("id") for _, attrs in shown.tags}
    for rule in loaded.pack.rules:
        assert rule.source in shown.words
        assert f"rule-{rule.id}" in ids
    assert "packs" in shown.addresses()


def test_what_is_unverified_is_named_with_what_rests_on_it(world: World) -> None:
    found = record(world)
    assert not any(ground["issuable"] for ground in found["grounds"])
    for ground in found["grounds"]:
        assert ground["unverified"] == world.here.pack.unverified(ground["id"], world.here.today)
    [term] = [rule for rule in found["rules"] if rule["id"] == found["grounds"][0]["unverified"][0]]
    assert found["grounds"][0]["id"] in term["grounds"]
    assert f"0 of {len(found['rules'])} are verified" in page(world, "auditor", "/packs").words


def test_a_ground_is_issuable_as_soon_as_nothing_is_missing(world: World) -> None:
    """The same as issuing asks for: with all rules verified and a real address, and not with one of them alone."""
    loaded, today = world.here.pack, world.here.today
    read = {"verified": True, "read_on": today, "reader": "Demo Reviewer One"}
    rules = [rule.model_copy(update=read) for rule in loaded.pack.rules]
    there = [
        one.model_copy(update={"contact": one.contact.model_copy(update={"email": "orders@authority.gov"})})
        for one in loaded.pack.authorities
    ]
    expected = {"rules": False, "authorities": False, "rules and authorities": True}
    changed: dict[str, dict[str, Any]] = {
        "rules": {"rules": rules},
        "authorities": {"authorities": there},
        "rules and authorities": {"rules": rules, "authorities": there},
    }
    for what, change in changed.items():
        pack = LoadedPack(loaded.pack.model_copy(update=change), "a" * 64)
        with world.here.begin() as session:
            found = docket_packs.read_pack(session, pack, today=today, is_clock_set=True)
        assert {ground.issuable for ground in found.grounds} == {expected[what]}, what


def test_without_an_adoption_it_says_why_it_is_a_specimen(world: World) -> None:
    shown = page(world, "auditor", "/packs").words
    assert record(world)["standing"] == "never_adopted"
    assert "Specimen mode. No legal officer has adopted this pack." in shown
    assert "Its clock is set by hand" in shown
    assert "Nobody has adopted a pack yet" in shown


def test_nobody_is_offered_an_adoption_that_would_be_refused(world: World) -> None:
    assert forms(world, "reviewer_1") == []


def test_a_legal_officer_adopts_exactly_the_hash_that_is_shown(real_clock: World) -> None:
    world, sha256 = real_clock, real_clock.here.pack.sha256
    assert forms(world, "auditor") == []
    assert forms(world, "reviewer_1") == ["api/packs/kz/adopt"]
    shown = page(world, "reviewer_1", "/packs")
    [sent] = [attrs["value"] for tag, attrs in shown.tags if tag == "input" and attrs.get("name") == "sha256"]
    assert sent == sha256
    assert f"for exactly this content: {sha256}" in shown.words
    assert world.post("auditor", "/packs/kz/adopt", {"sha256": sent})[0] == 403
    assert world.post("reviewer_1", "/packs/kz/adopt", {"sha256": "0" * 64})[0] == 409
    status, done = world.post("reviewer_1", "/packs/kz/adopt", {"sha256": sent})
    assert (status, done["sha256"]) == (200, sha256)
    found = record(world)
    assert found["standing"] == "adopted"
    assert [(one["pack_sha256"], one["adopted_by"]) for one in found["adoptions"]] == [(sha256, "reviewer_1")]
    after = page(world, "reviewer_1", "/packs")
    assert "In force. A legal officer has adopted exactly this pack" in after.words
    assert "Demo Reviewer One, legal officer (specimen)" in after.words
    assert forms(world, "reviewer_1") == []


def test_a_pack_that_changed_since_its_adoption_is_a_specimen_again(real_clock: World) -> None:
    world = real_clock
    with world.here.begin() as session:
        session.add(
            PackAdoptionRow(
                id="0" * 32,
                pack="kz",
                pack_version="2025.01",
                pack_sha256="b" * 64,
                adopted_by="reviewer_1",
                adopted_at=NOW,
            )
        )
    assert record(world)["standing"] == "changed"
    shown = page(world, "auditor", "/packs").words
    assert "The pack was adopted with another content" in shown
    assert "kz 2025.01 " + "b" * 64 in shown
    assert forms(world, "reviewer_1") == ["api/packs/kz/adopt"]
    with world.here.begin() as session:
        other = LoadedPack(world.here.pack.pack.model_copy(update={"id": "other"}), "c" * 64)
        found = docket_packs.read_pack(session, other, today=world.here.today, is_clock_set=False)
    assert found.standing == "never_adopted"
