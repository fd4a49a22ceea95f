"""The notice as JSON and as PDF: the published form, what law asks to be in it, and what it looks like."""

from __future__ import annotations

import json
from typing import Any

import pymupdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.writ.domain.delivery import NoticeKind
from include.writ.domain.ids import canonical_json
from include.writ.errors import ContractBroken
from include.writ.notices.labels import LANGUAGES, TEMPLATES
from include.writ.notices.message import shared_words
from include.writ.notices.render import render
from include.writ.notices.schema import PATH, require_form
from tests.support.notices import notice, order, what_follows
from tests.unit.notices.goldens import FOLDER, goldens, pages

FOLLOW_UPS = [kind for kind in NoticeKind if kind is not NoticeKind.ORDER]


def test_every_page_and_form_is_as_it_was_looked_at() -> None:
    assert {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()} == goldens()


@pytest.mark.parametrize("pack", ["kz", "eu_tco", "eu_dsa"])
def test_an_order_of_every_pack_is_of_the_published_form(pack: str) -> None:
    says = json.loads(notice(order(1, pack)))
    assert (says["schema"], says["items"][0]["schema"]) == ("urn:writ:notice:1", "urn:writ:order:1")


# what each law asks to be said, and where it is (DSA article 9(2); TCO annex I; Kazakhstan's prescription)
ASKED = {
    "legal basis": ["items", 0, "legal_basis", "provision"],
    "reasons": ["items", 0, "reasons"],
    "authority": ["authority", "name"],
    "type of authority": ["authority", "kind"],
    "address of the authority": ["authority", "address"],
    "telephone": ["authority", "phone"],
    "officials": ["items", 0, "approved_by"],
    "exact address": ["items", 0, "content", "url"],
    "redress of the platform": ["items", 0, "redress", "platform"],
    "redress of the author": ["items", 0, "redress", "author"],
    "body of redress": ["authority", "higher_body"],
    "who is told of the effect": ["effect_report_to"],
    "territory": ["items", 0, "territory"],
    "addressee": ["addressee", "contact_point"],
    "date and time": ["issued_at"],
    "number": ["notice_number"],
    "number of the order": ["items", 0, "order_number"],
    "time": ["items", 0, "deadline_hours"],
    "what is decided": ["items", 0, "form", "demand"],
    "word to the author": ["items", 0, "author_notice", "when"],
}


@pytest.mark.parametrize("what", ASKED)
@pytest.mark.requirement("R16", "R20")
def test_a_notice_without_what_the_law_asks_is_not_of_the_published_form(what: str) -> None:
    says = json.loads(notice())
    *way, last = ASKED[what]
    part: Any = says
    for step in way:
        part = part[step]
    assert part.pop(last)
    with pytest.raises(ContractBroken, match="not of the published form at /"):
        require_form(says)


@pytest.mark.parametrize("name", ["identity_of_author", "filter", "block_account", "subscribers"])
@pytest.mark.requirement("R25", "R26")
def test_the_published_form_has_no_place_for_another_demand(name: str) -> None:
    for place in ("notice", "order"):
        says = json.loads(notice())
        (says if place == "notice" else says["items"][0])[name] = "please"
        with pytest.raises(ContractBroken):
            require_form(says)


@pytest.mark.requirement("R6")
def test_an_order_ticks_the_kinds_of_material_and_shows_the_others() -> None:
    ticked = notice(order(1, "eu_tco", material_types=["instruction"]), languages=("en",))
    assert json.loads(ticked)["items"][0]["material_types"] == ["instruction"]
    text = pages(ticked)
    assert (text.count("☒"), text.count("☐")) == (1, 4)
    assert "☒(d) instructs in making" in text
    assert "material_types" not in json.loads(notice())["items"][0]


@pytest.mark.parametrize("kinds", [[], ["threat", "threat"], "threat", ["Threat!"]])
def test_the_kinds_of_material_are_a_list_of_ids(kinds: Any) -> None:
    says = json.loads(notice(order(1, "eu_tco")))
    says["items"][0]["material_types"] = kinds
    with pytest.raises(ContractBroken, match="/items/0"):
        require_form(says)


@pytest.mark.parametrize("url", ["https://vk.com", "https://vk.com/", "http://vk.com/wall-1_2", "https://*.vk.com/a"])
@pytest.mark.requirement("R5")
def test_the_published_form_has_no_place_for_less_than_one_item(url: str) -> None:
    says = json.loads(notice())
    says["items"][0]["content"]["url"] = url
    with pytest.raises(ContractBroken, match="/items/0"):
        require_form(says)


def test_a_specimen_says_so_on_every_page_and_an_order_in_earnest_does_not() -> None:
    for page in pymupdf.open(stream=render(notice(order(1), order(2)))):
        assert page.get_text().count("SPECIMEN – NOT AN ORDER") == 1
    in_earnest = order(1, is_specimen=False)
    assert "NOT AN ORDER" not in pages(notice(in_earnest))


def test_the_schema_is_itself_a_schema() -> None:
    import jsonschema_rs

    jsonschema_rs.meta.validate(json.loads(PATH.read_text(encoding="utf-8")))


def test_items_keep_their_sealed_words_order_and_numbers() -> None:
    items = [order(3), order(1), order(2)]
    says = json.loads(notice(*items))
    assert [canonical_json(item) for item in says["items"]] == items
    text = pages(notice(*items, languages=("en",)))
    for number in (1, 2, 3):
        assert f"MCI-SPECIMEN-2026-{number:06d}" in text


def test_orders_go_together_only_when_they_say_the_same_but_for_their_item() -> None:
    alike = shared_words(order(1))
    assert shared_words(order(2, reasons="Other reasons.", deadline_hours=1)) == alike
    for other in (order(2, "eu_tco"), order(2, addressee="other@x.example"), order(2, is_specimen=False)):
        assert shared_words(other) != alike


@pytest.mark.parametrize("kind", FOLLOW_UPS)
def test_what_follows_on_an_order_goes_alone(kind: NoticeKind) -> None:
    with pytest.raises(ContractBroken, match="/items"):
        notice(what_follows(kind), what_follows(kind))


def test_the_same_notice_is_the_same_pdf_byte_for_byte() -> None:
    assert render(notice()) == render(notice())


def test_a_pdf_says_that_it_is_an_archive_for_people_who_hear_it_too() -> None:
    pdf = render(notice(languages=("kk",)))
    metadata = pymupdf.open(stream=pdf).get_xml_metadata()
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert b"/StructTreeRoot" in pdf or b"/MarkInfo" in pdf
    assert all(font[3] for page in pymupdf.open(stream=pdf) for font in page.get_fonts())


def test_every_language_has_every_label() -> None:
    import yaml

    def names(part: Any, way: str = "") -> set[str]:
        if not isinstance(part, dict):
            return {way}
        return set().union(*(names(one, f"{way}/{name}") for name, one in part.items()))

    found = {path.stem: names(yaml.safe_load(path.read_text())) for path in (TEMPLATES / "labels").iterdir()}
    assert found.keys() == set(LANGUAGES)
    assert len(set(map(frozenset, found.values()))) == 1


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("код 😀", "код [U+1F600]"),
        ("вот \u202egnp.exe", "вот [U+202E]gnp.exe"),
        ("10\U0001f3fb", "10[U+1F3FB]"),
        ("漢字", "[U+6F22][U+5B57]"),
        ("tab\there", "tab[U+0009]here"),
        ("Қазақ әріптері: ұүңғһіө", "Қазақ әріптері: ұүңғһіө"),
        ('#let x = "y" \\ $a$ *b* <c>', '#let x = "y" \\ $a$ *b* <c>'),
    ],
)
def test_letters_that_cannot_be_shown_are_shown_as_numbers_and_code_is_only_text(said: str, shown: str) -> None:
    text = " ".join(pages(notice(order(1, reasons=said, translation=None), languages=("ru",))).split())
    assert shown in text


@given(st.text(min_size=1, max_size=60).filter(lambda text: text.strip()))
def test_whatever_an_official_writes_can_be_laid_out(reasons: str) -> None:
    if any(0xD800 <= ord(letter) <= 0xDFFF for letter in reasons):
        return  # is no text in UTF-8, and no form lets it in
    assert render(notice(order(1, reasons=reasons), languages=("ru",))).startswith(b"%PDF-1.7")


def test_a_long_address_stays_on_the_page() -> None:
    url = "https://vk.com/" + "a1b2c3d4" * 120
    for page in pymupdf.open(stream=render(notice(order(1, url=url), languages=("en",)))):
        for word in page.get_text("words"):
            assert word[2] <= page.rect.width - 50
    assert url in "".join(pages(notice(order(1, url=url), languages=("en",))).split())
