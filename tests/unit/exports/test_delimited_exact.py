"""The fast reader of delimited text gives exactly what the plain one gives, wherever its chunks are cut."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from include.writ.domain.finding import FIELDS
from include.writ.errors import ContractBroken
from include.writ.exports.cells import show
from include.writ.exports.delimited import DelimitedReading
from include.writ.exports.header import Names
from include.writ.exports.layout import ExportLayout
from include.writ.exports.text import TextEncoding
from tests.unit.exports.reference import Plain, read_plainly

NAMES = Names(ExportLayout())
DELIMITERS = [",", ";", "\t", "|"]
CHUNKS = [2, 3, 7, 50, 1_000_000]

fragments = st.sampled_from(
    [
        *(
            "a",
            "ы",
            "👩",
            '"',
            '""',
            '"""',
            "\n",
            "\r",
            "\r\n",
            "{d}",
            "{d}{d}{d}{d}{d}{d}",
            " ",
            "\t",
            "\0",
            "\x85",
            "1",
        ),
        *("\u202e", "\u2014", "\u200f", "\u061c", "\u0627", "\xa0", "\x7f", "\ufeff", "\u2028", "\x0b", ",", ";"),
        *('{d}"', '"{d}', '\n"', '"\r\n', "url", "detected_at"),
        *('a{d}b{d}c{d}d{d}e{d}"f\ng"{d}h\n', "a{d}b{d}c{d}d{d}e{d}f{d}\r\n"),
    ]
)
texts = st.lists(fragments, max_size=60).map("".join)
cells = st.text(st.sampled_from(list('ab,"\n\r;\tы\u202e ')), max_size=6)


def read_fast(path: Path, text: str, delimiter: str, chunk_bytes: int) -> Plain:
    header = delimiter.join(FIELDS) + "\n"
    path.write_bytes((header + text).encode())
    reading = DelimitedReading(path, TextEncoding("utf-8", "utf-8"), delimiter, NAMES.map_header(FIELDS), header, NAMES)
    fast = Plain()
    try:
        for frame, broken in reading.parts(chunk_bytes):
            assert frame["row_number"].is_sorted()
            assert not any(frame.null_count().row(0))
            fast.rows |= {row[0]: row[1:] for row in frame.rows()}
            fast.broken |= {row.row_number: (row.rule, row.text) for row in broken}
    except ContractBroken as refusal:
        fast.refused_line = int(str(refusal).split("line ")[1].split()[0].strip(","))
    return fast


def assert_equal(path: Path, text: str, delimiter: str, chunk_bytes: int) -> None:
    plain = read_plainly(text, delimiter)
    fast = read_fast(path, text, delimiter, chunk_bytes)
    assert fast.refused_line == plain.refused_line
    if plain.refused_line is None:
        assert fast.rows == plain.rows
        assert fast.broken == {n: (rule, show(written)) for n, (rule, written) in plain.broken.items()}
        assert sorted([*fast.rows, *fast.broken]) == list(range(1, len(fast.rows) + len(fast.broken) + 1))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("exact") / "export.csv"


@pytest.mark.slow
@settings(max_examples=200)
@given(texts, st.sampled_from(DELIMITERS), st.sampled_from(CHUNKS))
@example('a,b,c,d,e,"f""g",\n', ",", 1_000_000)
@example('a,b,c,d,e,"","""x"""\r\n', ",", 3)
def test_any_text_is_read_as_by_the_plain_reader(path: Path, text: str, delimiter: str, chunk_bytes: int) -> None:
    assert_equal(path, text.replace("{d}", delimiter), delimiter, chunk_bytes)


@pytest.mark.slow
@settings(max_examples=80)
@given(
    st.lists(st.lists(cells, min_size=7, max_size=7) | st.lists(cells, max_size=9), max_size=12),
    st.sampled_from(DELIMITERS),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(CHUNKS),
)
def test_any_written_table_is_read_as_by_the_plain_reader(
    path: Path, rows: list[list[str]], delimiter: str, line_end: str, chunk_bytes: int
) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    assert_equal(path, out.getvalue(), delimiter, chunk_bytes)


@settings(max_examples=80)
@given(texts, st.sampled_from(CHUNKS), st.integers(1, 4))
def test_the_bound_on_lines_is_kept_wherever_chunks_are_cut(path: Path, text: str, chunk: int, bound: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for module in ("include.writ.exports.suspects", "include.writ.exports.walk", "tests.unit.exports.reference"):
            patch.setattr(f"{module}.MAX_RECORD_LINES", bound)
        assert_equal(path, text.replace("{d}", ","), ",", chunk)


@pytest.mark.parametrize("chunk_bytes", [10, 997, 1_000_000])
@pytest.mark.parametrize("lines", [199, 200, 201])
def test_a_cell_of_many_lines_is_read_up_to_the_bound(path: Path, lines: int, chunk_bytes: int) -> None:
    text = 'a,b,c,d,e,"' + "\n".join("x" * lines) + '",\na,b,c,d,e,f,\n'
    assert_equal(path, text, ",", chunk_bytes)


@pytest.mark.parametrize("chunk_bytes", [50_000, 1_000_000])
def test_large_cells_are_broken_rows(path: Path, chunk_bytes: int) -> None:
    row = "F-{},2026-11-20,https://vk.example/1,drugs,ru,{},\n"
    sizes = [10, 99_999, 100_000, 100_001, 10]
    text = "".join(row.format(n, "x" * size) for n, size in enumerate(sizes))
    text += "".join(row.format(n, '"' + '""' * size + '"') for n, size in enumerate((99_999, 100_001)))
    assert_equal(path, text, ",", chunk_bytes)


@pytest.mark.slow
@settings(max_examples=60)
@given(
    st.lists(st.sampled_from(["a,b\n", "a,b,c,d,e,f,g\n", '"\n', "\n"]), max_size=60), st.sampled_from([3, 20, 10_000])
)
def test_a_run_of_one_other_width_is_refused_at_the_same_line(path: Path, lines: list[str], chunk_bytes: int) -> None:
    assert_equal(path, "a,b\n" * 15 + "".join(lines), ",", chunk_bytes)


def test_every_hidden_character_and_no_other_breaks_a_row(path: Path) -> None:
    signs = [chr(code) for code in (*range(0x3000), 0xFEFF, 0xFFFD, 0x1F600, 0x10FFFF)]
    rows = [["1", "2026-11-20", "u", "g", "l", f"x{sign}y", "s"] for sign in signs]
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    assert_equal(path, out.getvalue(), ",", 1_000_000)
    assert_equal(path, "".join(f"1,t,{sign},g,l,e,s\n" for sign in signs if sign not in '\r\n",'), ",", 1_000_000)
