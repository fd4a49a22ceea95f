"""What a broken row of delimited text is called, and what people are shown of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from include.writ.domain.finding import FIELDS
from include.writ.errors import ContractBroken
from include.writ.exports.cells import MAX_BROKEN_TEXT, MAX_CELL_BYTES
from include.writ.exports.table import BrokenRow
from tests.unit.exports.files import open_bytes, read_bytes

HEADER = ",".join(FIELDS)
ROW = "F-1,2026-11-20T09:00:00+05:00,https://vk.example/1,drugs,ru,text,"


def read(folder: Path, *lines: str) -> tuple[list[int], list[BrokenRow]]:
    frame, broken = read_bytes(folder, "\n".join((HEADER, *lines)).encode())
    return (frame["row_number"].to_list() if len(frame) else []), broken


@pytest.mark.parametrize(
    ("line", "rule", "said"),
    [
        pytest.param("a,b,c", "row_complete", "3 cells instead of 7", id="short"),
        pytest.param(ROW + ",", "row_complete", "8 cells instead of 7", id="long"),
        pytest.param('a,b,c,d,e,"f"x,', "row_quoted", "quotation mark", id="text-after-quote"),
        pytest.param('a,b,c,d,e,"f,', "row_quoted", "quotation mark", id="open-quote"),
        pytest.param("a,b,c,d,e,f\u202eg,", "cell_readable", "excerpt has the hidden character U+202E", id="bidi"),
        pytest.param("a,b,c,d,e,f\x1bg,", "cell_readable", "U+001B", id="control"),
        pytest.param("a,b,c,d,e,f\0g,", "cell_readable", "U+0000", id="nul"),
        pytest.param('a,b,"c\nd",d,e,f,', "cell_readable", "url has the hidden character U+000A", id="line-in-url"),
    ],
)
def test_a_broken_row_is_kept_and_the_next_one_read(tmp_path: Path, line: str, rule: str, said: str) -> None:
    rows, broken = read(tmp_path, line, ROW)
    assert rows == [2]
    assert [(row.row_number, row.rule) for row in broken] == [(1, rule)]
    assert said in broken[0].detail
    shown = line
    for hidden in "\u202e\x1b\0":
        shown = shown.replace(hidden, f"\\u{ord(hidden):04x}")
    assert broken[0].text == shown


def test_an_open_quote_costs_one_line_not_the_rest_of_the_file(tmp_path: Path) -> None:
    rows, broken = read(tmp_path, 'a,b,c,d,e,"open,', *[ROW] * 300)
    assert (len(rows), len(broken)) == (300, 1)


def test_an_open_quote_before_a_quoted_row_costs_one_line(tmp_path: Path) -> None:
    rows, broken = read(tmp_path, 'a,b,c,d,e,"open,', ROW.replace("text", '"text"'))
    assert (len(rows), len(broken)) == (1, 1)


def test_the_text_of_a_large_row_is_cut(tmp_path: Path) -> None:
    _, broken = read(tmp_path, ROW.replace("text", "x" * (MAX_CELL_BYTES + 1)), ROW)
    assert broken[0].text.startswith("F-1,")
    assert broken[0].text.endswith(" characters in all]")
    assert len(broken[0].text) < MAX_BROKEN_TEXT + 50


def test_no_detail_repeats_what_a_row_says(tmp_path: Path) -> None:
    lines = "secret", 'secret,"secret"secret', ROW.replace("text", "secret\u202e"), "secret" * 20_000 + ",,,,,,"
    _, broken = read(tmp_path, *lines)
    assert len(broken) == 4
    assert not any("secret" in row.detail for row in broken)


def test_an_undecodable_file_leaves_no_bytes_in_the_error(tmp_path: Path) -> None:
    reading = open_bytes(tmp_path, f"{HEADER}\n{ROW}\nы".encode() + b"x" * 2_000_000 + "тайна".encode("windows-1251"))
    with pytest.raises(ContractBroken) as refusal:
        list(reading.blocks())
    assert refusal.value.__suppress_context__
    assert refusal.value.__cause__ is None


def test_blocks_are_bounded_and_hold_every_row_once(tmp_path: Path) -> None:
    blocks = list(open_bytes(tmp_path, "\n".join([HEADER, *[ROW] * 250_000, "a,b"]).encode()).blocks())
    numbers = [n for block in blocks for n in (*block.frame["row_number"], *(row.row_number for row in block.broken))]
    assert numbers == list(range(1, 250_002))
    assert 1 < len(blocks) < 5
    assert max(len(block.frame) for block in blocks) < 250_000
