"""What a pack may say, and what makes it refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from include.writ import settings
from include.writ.errors import PackError
from include.writ.packs.handbook import every_pack, handbook
from include.writ.packs.loader import FOLDER, LoadedPack, load_pack

ON = date(2026, 11, 17)
Change = Callable[[dict[str, Any]], object]
VERIFIED = {"verified": True, "read_on": "2026-11-01", "reader": "Demo Reviewer One"}
KIND = {"id": "threat", "point": "e", "says": {"en": "is a threat"}}


def changed(folder: Path, change: Change) -> LoadedPack:
    """Kazakhstan's pack after a change."""
    content = yaml.safe_load((FOLDER / "kz.yml").read_text(encoding="utf-8"))
    change(content)
    (folder / "changed.yml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return load_pack("changed", folder)


def add_ground(name: str) -> Change:
    return lambda pack: pack["grounds"].append(pack["grounds"][0] | {"id": name})


def set_in(*path: Any) -> Change:
    *way, last, value = path

    def change(pack: Any) -> None:
        for step in way:
            pack = pack[step]
        pack[last] = value

    return change


def test_kazakhstan_has_the_seven_grounds_of_the_mission_and_no_other() -> None:
    loaded = load_pack("kz")
    assert loaded.ground_ids == {
        "terrorism",
        "extremism",
        "cruelty",
        "pornography",
        "suicide",
        "drugs",
        "child_bullying",
    }
    needs = {ground.id: [str(one) for one in ground.requires] for ground in loaded.pack.grounds if ground.requires}
    assert needs == {"terrorism": ["court_act"], "extremism": ["court_act"], "child_bullying": ["expert_decision"]}
    assert {ground.id for ground in loaded.pack.grounds if ground.incites} == {"terrorism", "extremism"}
    assert loaded.basis("child_bullying", ON).deadline_hours == 24


def test_terrorist_content_is_due_in_an_hour() -> None:
    assert load_pack("eu_tco").basis("terrorist_content", ON).deadline_hours == 1


@pytest.mark.requirement("R15", "R21")
def test_only_where_a_pack_says_so_a_platform_is_told_before_and_an_author_later() -> None:
    asked = {
        loaded.pack.id: (basis.told_before_hours, basis.non_disclosure_days)
        for loaded in every_pack()
        for basis in (loaded.basis(ground, ON) for ground in loaded.ground_ids)
    }
    assert asked == {"eu_dsa": (0, 0), "eu_tco": (12, 42), "kz": (0, 0)}
    assert "told_before" in load_pack("eu_tco").unverified("terrorist_content", ON)


@pytest.mark.requirement("R6")
def test_only_terrorist_content_has_kinds_and_it_has_the_five_of_the_regulation() -> None:
    kinds = {
        (loaded.pack.id, ground.id): ground.material_types for loaded in every_pack() for ground in loaded.pack.grounds
    }
    five = kinds.pop(("eu_tco", "terrorist_content"))
    assert "".join(one.point for one in five) == "abcde"
    assert [one.id for one in five] == [
        "incitement",
        "solicitation_to_commit",
        "solicitation_to_participate",
        "instruction",
        "threat",
    ]
    assert set(kinds.values()) == {()}


@pytest.mark.requirement("R21")
def test_an_author_is_told_at_once_from_the_day_on_which_the_law_no_longer_lets_it_wait(tmp_path: Path) -> None:
    def end(pack: dict[str, Any]) -> None:
        pack["non_disclosure"] = {"amount": 42, "unit": "days", "rule": "waits"}
        pack["rules"].append(pack["rules"][0] | {"id": "waits", "valid_to": "2026-11-17"})

    loaded = changed(tmp_path, end)
    assert loaded.basis("drugs", ON).non_disclosure_days == 42
    assert loaded.basis("drugs", date(2026, 11, 18)).non_disclosure_days == 0


@pytest.mark.requirement("R11")
def test_in_strict_mode_every_ground_needs_a_court_act(tmp_path: Path) -> None:
    strict = changed(tmp_path, set_in("court_first", True))
    needs = {ground: [str(one) for one in strict.basis(ground, ON).requires] for ground in strict.ground_ids}
    assert needs.pop("child_bullying") == ["court_act", "expert_decision"]
    assert set(map(tuple, needs.values())) == {("court_act",)}
    assert handbook([strict]).count("| court act") == len(strict.ground_ids)


@pytest.mark.parametrize("loaded", every_pack(), ids=lambda loaded: loaded.pack.id)
def test_nothing_that_comes_with_writ_can_be_issued_in_earnest(loaded: LoadedPack) -> None:
    for ground in loaded.ground_ids:
        loaded.require_issuable(ground, ON, is_specimen=True)
        with pytest.raises(PackError, match="nobody has verified"):
            loaded.require_issuable(ground, ON, is_specimen=False)


@pytest.mark.parametrize(
    "name", ["false_information", "unsanctioned_events", "riots", "elections", "insult_of_the_state", "separatism"]
)
@pytest.mark.requirement("R4")
def test_no_other_ground_can_be_added(tmp_path: Path, name: str) -> None:
    with pytest.raises(PackError, match=f"changed.yml: pack: .*ground {name}: no order can rest on it"):
        changed(tmp_path, add_ground(name))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(set_in("rules", 0, "verified", True), "rule competence: verified only with", id="nobody-read-it"),
        pytest.param(
            lambda pack: pack["rules"][9].update(VERIFIED),
            "complaint_decided: what is written down from memory",
            id="memory",
        ),
        pytest.param(
            set_in("grounds", 0, "authority", "kz_mod"), "authority kz_mod is not in this pack", id="authority"
        ),
        pytest.param(set_in("grounds", 0, "rule", "nowhere"), "ground terrorism: rule nowhere", id="unknown-rule"),
        pytest.param(
            set_in("redress", "author", "term", "rule", "nowhere"), "redress: rule nowhere", id="redress-rule"
        ),
        pytest.param(set_in("grounds", 0, "elements", []), "grounds.0.elements", id="no-elements"),
        pytest.param(set_in("grounds", 0, "platform_term", "unit", "days"), "counted in hours", id="days"),
        pytest.param(
            set_in("grounds", 0, "platform_term", "amount", 0), "grounds.0.platform_term.amount", id="no-time"
        ),
        pytest.param(set_in("grounds", 0, "title", {"en": "Terrorism"}), "not in every language", id="untranslated"),
        pytest.param(set_in("grounds", 0, "requires", ["prayer"]), "grounds.0.requires.0", id="unknown-need"),
        pytest.param(set_in("grounds", 1, "requires", []), "extremism: it requires court_act", id="no-court-act"),
        pytest.param(set_in("grounds", 1, "incites", False), "extremism: it is one of incitement", id="no-rabat"),
        pytest.param(set_in("redress", "author", "how", {"en": "complain"}), "redress of the author is not", id="how"),
        pytest.param(set_in("authorities", 0, "name", {"ru": "М"}), "its name is not in every language", id="name"),
        pytest.param(set_in("holidays", "MARS"), "there is no calendar MARS", id="calendar"),
        pytest.param(set_in("territory", "WORLD"), "territory", id="worldwide"),
        pytest.param(set_in("review", "unit", "months"), "review: counted in days", id="review"),
        pytest.param(
            set_in("told_before", {"amount": 1, "unit": "days", "rule": "competence"}),
            "told_before: counted in hours",
            id="told",
        ),
        pytest.param(
            set_in("told_before", {"amount": 12, "unit": "hours", "rule": "competence"}),
            "announcement: its words are there where told_before gives a time",
            id="told-without-words",
        ),
        pytest.param(
            set_in("grounds", 0, "material", {"rule": "nowhere", "types": [KIND]}),
            "kinds of terrorism: rule nowhere",
            id="kinds-rule",
        ),
        pytest.param(
            set_in("grounds", 0, "material", {"rule": "competence", "types": [KIND, KIND]}),
            "kind of terrorism threat is there twice",
            id="kinds-twice",
        ),
        pytest.param(
            set_in("grounds", 0, "material", {"rule": "competence", "types": [KIND]}),
            "kind threat is not in every language",
            id="kinds-language",
        ),
        pytest.param(
            set_in("non_disclosure", {"amount": 2, "unit": "months", "rule": "competence"}),
            "non_disclosure: counted in days",
            id="silence",
        ),
        pytest.param(
            set_in("non_disclosure", {"amount": 2, "unit": "days", "rule": "nowhere"}),
            "non_disclosure: rule nowhere",
            id="silence-rule",
        ),
        pytest.param(set_in("stay_down", True), "stay_down", id="unknown-key"),
        pytest.param(add_ground("drugs"), "ground drugs is there twice", id="twice"),
        pytest.param(set_in("rules", 0, "valid_to", "2020-01-01"), "valid_to is before valid_from", id="order"),
        pytest.param(set_in("rules", 0, "superseded_by", "barred_by_law"), "needs valid_to", id="open-end"),
        pytest.param(
            lambda pack: pack["rules"][0].update(valid_to="2026-12-31", superseded_by="barred_by_law"),
            "has to begin after 2026-12-31",
            id="both-hold",
        ),
        pytest.param(
            lambda pack: pack["rules"].append(pack["rules"][0] | {"id": "lost"}), "nothing rests on it", id="lost"
        ),
    ],
)
def test_an_unsound_pack_is_refused_and_says_where(tmp_path: Path, change: Change, message: str) -> None:
    with pytest.raises(PackError, match=message):
        changed(tmp_path, change)


@pytest.mark.requirement("R20")
@pytest.mark.parametrize(
    "path",
    [
        ("redress", "author", "term"),
        ("redress", "author", "how"),
        ("redress", "author", "what"),
        ("redress", "platform", "term"),
        ("redress", "platform", "how"),
        ("authorities", 0, "higher_body"),
    ],
)
def test_a_pack_names_body_time_and_way_of_redress_for_both_sides(tmp_path: Path, path: tuple[Any, ...]) -> None:
    with pytest.raises(PackError, match=str(path[-1])):
        changed(tmp_path, set_in(*path, None))


def test_a_file_that_is_no_yaml_is_refused(tmp_path: Path) -> None:
    (tmp_path / "torn.yml").write_text("id: [kz")
    with pytest.raises(PackError, match="torn"):
        load_pack("torn", tmp_path)
    with pytest.raises(PackError, match="nowhere"):
        load_pack("nowhere", tmp_path)


def test_only_what_rests_on_verified_rules_is_issued_in_earnest(tmp_path: Path) -> None:
    def verify(pack: dict[str, Any]) -> None:
        for rule in pack["rules"]:
            if rule["id"] != "bullying_removed":
                rule.update(VERIFIED, source="the law itself")
        pack["authorities"][0]["contact"].update(email="orders@authority.kz")

    loaded = changed(tmp_path, verify)
    loaded.require_issuable("drugs", ON, is_specimen=False)
    assert loaded.unverified("child_bullying", ON) == ["bullying_removed"]
    with pytest.raises(PackError, match=r"child_bullying.*bullying_removed"):
        loaded.require_issuable("child_bullying", ON, is_specimen=False)


@pytest.mark.requirement("R16")
def test_an_authority_that_nobody_can_write_to_issues_nothing_in_earnest(tmp_path: Path) -> None:
    def verify(pack: dict[str, Any]) -> None:
        for rule in pack["rules"]:
            rule.update(VERIFIED, source="the law itself")

    loaded = changed(tmp_path, verify)
    loaded.require_issuable("drugs", ON, is_specimen=True)
    with pytest.raises(PackError, match=r"kz_mci: orders@mci.example is an example"):
        loaded.require_issuable("drugs", ON, is_specimen=False)


@pytest.mark.requirement("R3")
def test_a_ground_holds_as_long_as_all_that_it_rests_on(tmp_path: Path) -> None:
    loaded = changed(tmp_path, set_in("rules", 3, "valid_to", "2026-11-30"))
    assert loaded.ground("drugs", date(2026, 11, 30)).id == "drugs"
    for day in (date(2026, 12, 1), date(2020, 1, 1)):
        with pytest.raises(PackError, match=f"no ground 'drugs' in force on {day}"):
            loaded.ground("drugs", day)


def test_what_supersedes_a_rule_takes_its_place_on_the_next_day(tmp_path: Path) -> None:
    def supersede(pack: dict[str, Any]) -> None:
        pack["rules"][3].update(valid_to="2026-11-30", superseded_by="platform_answers_soon", **VERIFIED)
        pack["rules"].append(pack["rules"][3] | {"id": "platform_answers_soon", "valid_from": "2026-12-01"})
        pack["rules"][-1].update(valid_to=None, superseded_by=None, verified=False)

    loaded = changed(tmp_path, supersede)
    assert "platform_answers_soon" not in loaded.unverified("drugs", date(2026, 11, 30))
    assert "platform_answers_soon" in loaded.unverified("drugs", date(2026, 12, 1))


def test_any_change_of_content_gives_another_fingerprint(tmp_path: Path) -> None:
    other = changed(tmp_path, set_in("rules", 0, "says", "The authorized body prescribes."))
    assert other.sha256 != load_pack("kz").sha256


def test_how_a_pack_is_written_does_not_matter(tmp_path: Path) -> None:
    assert changed(tmp_path, lambda _pack: None).sha256 == load_pack("kz").sha256


def test_the_page_is_what_the_packs_say() -> None:
    """Red: run `python -m include.writ.packs.handbook docs/packs.md`."""
    page = settings.project_root() / "docs" / "packs.md"
    assert page.read_text(encoding="utf-8") == handbook(every_pack())
