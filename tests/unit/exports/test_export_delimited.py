from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.writ.errors import ContractBroken
from include.writ.exports.delimited import MAX_BROKEN_TEXT, MAX_CELL_BYTES, read_delimited
from include.writ.exports.layout import CANONICAL_FIELDS, ExportLayout
from include.writ.exports.table import RawTable

PLAIN = ExportLayout(
    encoding="utf-8", delimiter=",", columns={name: name for name in CANONICAL_FIELDS}, grounds={"drugs": "drugs"}
)
RUSSIAN = ExportLayout(
    encoding="utf-8-sig",
    delimiter=";",
    columns={
        "Номер": "finding_ref",
        "Время обнаружения": "detected_at",
        "Ссылка": "url",
        "Основание": "ground",
        "Язык": "language",
        "Фрагмент": "excerpt",
        "Хеш снимка": "capture_sha256",
    },
    grounds={"наркотики": "drugs"},
)
HEADER = ",".join(CANONICAL_FIELDS)
ROW = "F-1,2026-11-20T09:00:00+05:00,https://vk.example/1,drugs,ru,text,"


def read(*lines: str) -> RawTable:
    return read_delimited("\n".join((HEADER, *lines)).encode(), PLAIN)


def refusal_of(data: bytes, layout: ExportLayout = PLAIN) -> str:
    with pytest.raises(ContractBroken) as refusal:
        read_delimited(data, layout)
    return str(refusal.value)


def test_rows_are_numbered_from_one_and_named_canonically() -> None:
    text = "Номер;Время обнаружения;Ссылка;Основание;Язык;Фрагмент;Хеш снимка\r\n1;t;u;наркотики;ru;a;\r\n2;;;;;;\r\n"
    table = read_delimited(text.encode("utf-8-sig"), RUSSIAN)
    assert table.broken == []
    assert [row.row_number for row in table.rows] == [1, 2]
    assert table.rows[0].fields == {
        "finding_ref": "1",
        "detected_at": "t",
        "url": "u",
        "ground": "наркотики",
        "language": "ru",
        "excerpt": "a",
        "capture_sha256": "",
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_byte_order_mark_is_no_part_of_the_first_header(encoding: str) -> None:
    assert read_delimited(f"{HEADER}\n{ROW}\n".encode(encoding), PLAIN).rows[0].fields["finding_ref"] == "F-1"


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\n\n\n"])
def test_a_header_without_rows_is_a_table_of_none(end: str) -> None:
    assert read_delimited(f"{HEADER}{end}".encode(), PLAIN) == RawTable([], [])


def test_columns_may_come_in_another_order() -> None:
    lines = ",".join(reversed(CANONICAL_FIELDS)), ",".join(str(n) for n in range(7))
    fields = read_delimited("\n".join(lines).encode(), PLAIN).rows[0].fields
    assert (fields["capture_sha256"], fields["finding_ref"]) == ("0", "6")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(b"", "empty", id="no-bytes"),
        pytest.param(b"\xef\xbb\xbf", "empty", id="only-a-mark"),
        pytest.param(b"\r\n\n", "empty", id="only-line-ends"),
        pytest.param(HEADER.encode() + b"\n\xff", f"byte {len(HEADER) + 2} cannot be read", id="undecodable"),
        pytest.param(HEADER.encode() + b"\nF-1\0", "NUL", id="nul"),
        pytest.param(HEADER.replace("url,", "").encode(), "missing columns: 'url'", id="missing-column"),
        pytest.param((HEADER + ",url").encode(), "duplicated columns: 'url'", id="duplicated-column"),
        pytest.param((HEADER + ",author").encode(), "unknown columns: 'author'", id="unknown-column"),
        pytest.param(HEADER.replace(",", ";").encode(), "separates columns with ','", id="other-delimiter"),
        pytest.param(b'"finding_ref', "no header", id="header-with-open-quote"),
    ],
)
def test_a_file_that_is_not_as_agreed_is_refused_whole(data: bytes, said: str) -> None:
    refusal = refusal_of(data)
    assert said in refusal
    assert "ask the source" in refusal or "check that the source" in refusal


def test_a_first_line_that_is_a_finding_is_not_repeated_in_the_message() -> None:
    assert "vk.example" not in refusal_of(ROW.encode())


def test_an_undecodable_file_leaves_no_bytes_in_the_error() -> None:
    with pytest.raises(ContractBroken) as refusal:
        read_delimited(f"{HEADER}\nтайна".encode("windows-1251"), PLAIN)
    assert refusal.value.__suppress_context__
    assert refusal.value.__cause__ is None


@pytest.mark.parametrize(
    ("line", "rule", "said"),
    [
        pytest.param("a,b,c", "row_complete", "3 cells instead of 7", id="short"),
        pytest.param(ROW + ",", "row_complete", "8 cells instead of 7", id="long"),
        pytest.param('a,b,c,d,e,"f"x,', "row_quoted", "quotation mark", id="text-after-quote"),
        pytest.param('a,b,c,d,e,"f,', "row_quoted", "quotation mark", id="open-quote"),
        pytest.param("a,b,c,d,e,f\u202eg,", "cell_readable", "excerpt has the hidden character U+202E", id="bidi"),
        pytest.param("a,b,c,d,e,f\x1bg,", "cell_readable", "U+001B", id="control"),
        pytest.param('a,b,"c\nd",d,e,f,', "cell_readable", "url has the hidden character U+000A", id="line-in-url"),
    ],
)
def test_a_broken_row_is_kept_and_the_next_one_read(line: str, rule: str, said: str) -> None:
    table = read(line, ROW)
    assert [(row.row_number, row.rule) for row in table.broken] == [(1, rule)]
    assert said in table.broken[0].detail
    assert table.broken[0].text == line.replace("\u202e", "\\u202e").replace("\x1b", "\\u001b")
    assert [row.row_number for row in table.rows] == [2]


def test_an_open_quote_costs_one_line_not_the_rest_of_the_file() -> None:
    table = read('a,b,c,d,e,"open,', *[ROW] * 300)
    assert len(table.broken) == 1
    assert len(table.rows) == 300


def test_an_open_quote_before_a_quoted_row_costs_one_line() -> None:
    table = read('a,b,c,d,e,"open,', ROW.replace("text", '"text"'))
    assert (len(table.broken), len(table.rows)) == (1, 1)


@pytest.mark.parametrize("excerpt", ["два\nряда", "tab\there", 'a ""quote""', "👩‍👩‍👧 family", "a,b", "a\r\nb"])
def test_an_excerpt_may_have_lines_quotes_and_joined_signs(excerpt: str) -> None:
    table = read(ROW.replace("text", f'"{excerpt}"'))
    assert table.broken == []
    assert table.rows[0].fields["excerpt"] == excerpt.replace('""', '"')


def test_a_cell_at_the_bound_is_read_and_one_above_is_kept_cut() -> None:
    table = read(ROW.replace("text", "x" * MAX_CELL_BYTES), ROW.replace("text", "x" * (MAX_CELL_BYTES + 1)), ROW)
    assert [row.row_number for row in table.rows] == [1, 3]
    broken = table.broken[0]
    assert (broken.row_number, broken.rule) == (2, "cell_not_too_large")
    assert broken.text.startswith("F-1,")
    assert broken.text.endswith(" characters in all]")
    assert len(broken.text) < MAX_BROKEN_TEXT + 50


def test_a_cell_beyond_the_limit_of_the_parser_is_one_broken_row() -> None:
    table = read(ROW.replace("text", "ж" * 400_000), ROW)
    assert [row.rule for row in table.broken] == ["cell_not_too_large"]
    assert [row.row_number for row in table.rows] == [2]


def test_no_detail_repeats_what_a_row_says() -> None:
    table = read("secret", 'secret,"secret"secret', ROW.replace("text", "secret\u202e"), "secret" * 20_000 + ",,,,,,")
    assert len(table.broken) == 4
    assert not any("secret" in row.detail for row in table.broken)


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=5), max_size=9), max_size=8))
def test_every_written_record_is_a_row_or_broken(records: list[list[str]]) -> None:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([list(CANONICAL_FIELDS), *records])
    table = read_delimited(out.getvalue().encode(), PLAIN)
    numbers = sorted([row.row_number for row in table.rows] + [row.row_number for row in table.broken])
    assert numbers == list(range(1, sum(1 for record in records if record) + 1))


@given(st.text(st.sampled_from(list('ab,"\n\r;')), max_size=60))
def test_any_text_after_the_header_is_kept_to_the_letter_or_shown(text: str) -> None:
    table = read_delimited(f"{HEADER}\n{text}".encode(), PLAIN)
    letters = "".join(row.text for row in table.broken) + "".join("".join(row.fields.values()) for row in table.rows)
    assert letters.count("a") == text.count("a")
    assert letters.count("b") == text.count("b")
