"""Which column is which field, what is reported, and what is refused."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from include.writ.domain.finding import FIELDS
from include.writ.errors import ContractBroken
from include.writ.exports.header import Names
from include.writ.exports.labels import column_synonyms, compare_label, ground_synonyms
from include.writ.exports.layout import ExportLayout
from include.writ.packs.soundness import GROUNDS
from tests.unit.exports.files import open_bytes, read_bytes

DECLARED = ExportLayout(
    columns={"Ref": "finding_ref", "When": "detected_at", "Where": "url", "Why": "ground", "What": "excerpt"}
)
ALL = ["Ref", "When", "Where", "Why", "What"]


def fields_of(labels: list[str], layout: ExportLayout | None = None) -> tuple[str | None, ...]:
    return Names(layout or ExportLayout()).map_header(labels).fields


def refusal_of(labels: list[str], layout: ExportLayout | None = None) -> str:
    with pytest.raises(ContractBroken) as refusal:
        fields_of(labels, layout)
    return str(refusal.value)


@pytest.mark.parametrize(
    "labels",
    [
        pytest.param(["id", "date", "link", "category", "text"], id="english"),
        pytest.param(["№", "Дата", "Ссылка", "Основание", "Текст"], id="russian"),
        pytest.param(["Нөмір", "Күні", "Сілтеме", "Негіз", "Мәтін"], id="kazakh"),
        pytest.param([" FINDING_ID ", "detected  at", "URL", "Ground", "Excerpt"], id="case-and-blanks"),
        pytest.param(
            ["Нөмір", "Дата", "URL", "Санат", unicodedata.normalize("NFD", "Мәтіні")], id="mixed-and-decomposed"
        ),
    ],
)
def test_known_names_are_found_in_three_languages(labels: list[str]) -> None:
    assert fields_of(labels) == ("finding_ref", "detected_at", "url", "ground", "excerpt")


def test_every_synonym_is_kept_in_the_form_that_is_compared_and_means_a_field_or_ground_that_exists() -> None:
    assert set(column_synonyms().values()) == set(FIELDS)
    assert set(ground_synonyms().values()) <= set(GROUNDS)
    assert all(compare_label(name) == name for name in (*column_synonyms(), *ground_synonyms()))


def test_the_place_of_a_row_in_the_file_is_no_reference() -> None:
    assert "missing columns: 'finding_ref'" in refusal_of(["№ п/п", "Дата", "Ссылка", "Основание", "Текст"])


@pytest.mark.parametrize(
    ("labels", "layout", "said"),
    [
        pytest.param(["id", "date", "link"], None, "missing columns: 'ground', 'excerpt'", id="missing"),
        pytest.param(
            ["id", "date", "link", "URL", "ground", "text"], None, "two columns for url: 'link', 'URL'", id="two"
        ),
        pytest.param(
            ["Ref", "When", "Where", "Why"], DECLARED, "missing columns: 'What' (excerpt)", id="declared-missing"
        ),
        pytest.param([*ALL, "where"], DECLARED, "two columns for url: 'Where', 'where'", id="declared-twice"),
        pytest.param(
            ["Ref", "When", "link", "url", "Why", "What"], DECLARED, "two columns for url", id="renamed-to-two"
        ),
        pytest.param([*ALL, "x", "X"], DECLARED, "duplicated columns: 'x'", id="extra-twice"),
        pytest.param([*ALL, *(f"c{n}" for n in range(1_000))], DECLARED, "1005 columns", id="too-many"),
    ],
)
def test_a_header_that_needs_a_guess_is_refused_by_name(
    labels: list[str], layout: ExportLayout | None, said: str
) -> None:
    assert said in refusal_of(labels, layout)


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        pytest.param([*ALL, "Автор"], "new column 'Автор': its cells are not read and stay in the raw file", id="new"),
        pytest.param([*ALL, ""], "new column 6 (it has no name): its cells are not read", id="nameless"),
        pytest.param([*ALL, "Язык"], "new column 'Язык': read as language", id="new-known"),
        pytest.param(
            [*ALL[:2], "Ссылка", *ALL[3:]], "renamed column: 'Where' is now 'Ссылка', both mean url", id="renamed"
        ),
        pytest.param([*ALL, "Ссылка"], "new column 'Ссылка': its cells are not read", id="synonym-beside-the-declared"),
        pytest.param(ALL, "no column for capture_sha256: read as empty", id="optional-absent"),
    ],
)
def test_drift_is_reported_by_name(labels: list[str], said: str) -> None:
    assert any(sentence.startswith(said) for sentence in Names(DECLARED).map_header(labels).drift)


def test_an_agreed_file_has_no_drift() -> None:
    layout = ExportLayout(columns={name: name for name in FIELDS})
    assert Names(layout).map_header(list(FIELDS)).drift == ()


def test_cells_of_an_extra_column_are_neither_read_nor_judged(tmp_path: Path) -> None:
    frame, broken = read_bytes(tmp_path, b"id,note,date,url,ground,text\n1,a\x00\tb,2026-11-20,u,drugs,e\n")
    assert frame.rows() == [(1, "1", "2026-11-20", "u", "drugs", "", "e", "")]
    assert broken == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param("", "the export is empty", id="no-bytes"),
        pytest.param("\ufeff", "the export is empty", id="only-a-mark"),
        pytest.param("\r\n\n", "the export is empty", id="only-line-ends"),
        pytest.param(
            "1,2026-11-20,https://vk.com/wall-1_1,drugs,secret\n", "the first line is no header", id="no-header"
        ),
        pytest.param('"id,date\n', "the first line is no header", id="open-quote"),
        pytest.param("Report of November\n\nid,date,url,ground,text\n", "the header ends in line 3", id="title"),
    ],
)
def test_a_file_without_its_header_in_the_first_line_is_refused(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(ContractBroken, match=said) as refusal:
        open_bytes(tmp_path, content.encode())
    assert "secret" not in str(refusal.value)
    assert "vk.com" not in str(refusal.value)


HEADER = "id,date,url,ground,text\n"
ROW = "1,2026-11-20,u,drugs,e\n"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        pytest.param(ROW + HEADER + ROW, "line 3 is a header again", id="header-again"),
        pytest.param(ROW + "\n" + "URL,Дата,№,Текст,Основание\n" + ROW, "line 4 is a header again", id="other-order"),
        pytest.param(ROW + "\nid,link,text\n1,u,e\n", "line 4 is a header again", id="second-table"),
        pytest.param(ROW + "1,2,3\n" * 20, "up to line 22, 20 rows in a row have 3 columns instead of 5", id="width"),
    ],
)
def test_a_second_table_in_a_file_is_refused_with_its_line(tmp_path: Path, rows: str, said: str) -> None:
    with pytest.raises(ContractBroken, match=said):
        read_bytes(tmp_path, (HEADER + rows).encode())


def test_ragged_rows_one_by_one_are_broken_rows(tmp_path: Path) -> None:
    frame, broken = read_bytes(tmp_path, (HEADER + ("1,2,3\n" * 19 + ROW) * 3).encode())
    assert (len(frame), len(broken)) == (3, 57)


def test_two_delimiters_that_fit_are_settled_by_the_rows_or_refused(tmp_path: Path) -> None:
    assert open_bytes(tmp_path, (HEADER + ROW * 20).replace(",", ";").encode()).dialect["delimiter"] == ";"
    with pytest.raises(ContractBroken, match=r"delimiter is in doubt|is no header|missing columns"):
        open_bytes(tmp_path, b"id,date;url,ground;text\n")
