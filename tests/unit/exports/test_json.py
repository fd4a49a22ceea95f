"""JSON is read to the letter: numbers as written, no name lost, what is no JSON costs one line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from include.writ.errors import ContractBroken
from include.writ.exports import jsontext
from include.writ.exports.plain_json import parse_value
from include.writ.exports.text import TextEncoding
from tests.unit.exports.files import open_bytes, read_bytes

GOOD = {"id": "1", "date": "2026-11-20", "url": "u", "ground": "drugs", "text": "e"}


def line(**changes: str) -> str:
    """An object as JSON text; the changes are JSON text themselves, None leaves a name out."""
    parts = {name: json.dumps(value) for name, value in GOOD.items()} | changes
    return "{" + ", ".join(f"{json.dumps(name)}: {value}" for name, value in parts.items()) + "}"


def read_lines(folder: Path, *lines: str) -> tuple[list[tuple[object, ...]], list[tuple[int, str]]]:
    frame, broken = read_bytes(folder, "\n".join([line(), *lines]).encode())
    return frame.select("row_number", "finding_ref", "excerpt").rows()[1:], [
        (row.row_number, row.rule) for row in broken
    ]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        pytest.param("12345678901234567890", "12345678901234567890", id="long-integer"),
        pytest.param("1.50", "1.50", id="zeros-kept"),
        pytest.param("0.1000000000000000055511151231257827", None, id="more-digits-than-any-number-needs"),
        pytest.param("1e3", "1e3", id="exponent"),
        pytest.param("-0", "-0", id="minus-zero"),
        pytest.param("true", "true", id="true"),
        pytest.param("null", "", id="null"),
        pytest.param('"\\ud83d\\ude00"', "😀", id="surrogate-pair"),
        pytest.param('"00042"', "00042", id="text"),
    ],
)
def test_a_plain_value_is_read_as_it_is_written(tmp_path: Path, value: str, said: str | None) -> None:
    rows, broken = read_lines(tmp_path, line(id=value))
    assert (rows, broken) == (([(2, said, "e")], []) if said is not None else ([], [(2, "cell_exact")]))


@pytest.mark.parametrize(
    ("bad", "rule"),
    [
        pytest.param(line(text='{"a": 1}'), "cell_plain", id="object"),
        pytest.param(line(text="[1]"), "cell_plain", id="list"),
        pytest.param(line(id="1e400"), "cell_exact", id="overflow"),
        pytest.param(line(id="1e99999999999"), "cell_exact", id="huge-exponent"),
        pytest.param(line(id="NaN"), "cell_exact", id="nan"),
        pytest.param(line(id="-Infinity"), "cell_exact", id="infinity"),
        pytest.param(line(id="9" * 10_000), "cell_exact", id="ten-thousand-digits"),
        pytest.param(line(text='"\\ud800"'), "cell_readable", id="lone-surrogate"),
        pytest.param(line(text='"a\\u0000b"'), "cell_readable", id="nul"),
        pytest.param(line(text='"\\u202e"'), "cell_readable", id="bidi"),
        pytest.param(line(text=json.dumps("x" * 100_001)), "cell_not_too_large", id="large"),
        pytest.param(line()[:-1] + ', "id": "2"}', "row_valid", id="name-twice"),
        pytest.param('{"id": "1"}', "row_complete", id="names-missing"),
        pytest.param("{broken", "row_valid", id="no-json"),
        pytest.param(line() + line(), "row_valid", id="two-in-a-line"),
        pytest.param("[1, 2]", "row_valid", id="no-object"),
        pytest.param("[" * 100_000, "row_valid", id="deep"),
        pytest.param('"text"', "row_valid", id="bare-text"),
    ],
)
def test_a_broken_line_is_kept_and_the_next_one_read(tmp_path: Path, bad: str, rule: str) -> None:
    rows, broken = read_lines(tmp_path, bad, line(id='"after"'))
    assert (rows, broken) == ([(3, "after", "e")], [(2, rule)])


def test_no_detail_repeats_what_a_row_says(tmp_path: Path) -> None:
    _, broken = read_bytes(tmp_path, "\n".join([line(), line(text='["secret"]'), "secret", '{"secret": 1}']).encode())
    assert len(broken) == 3
    assert not any("secret" in row.detail for row in broken)


def test_later_names_are_reported_and_read_when_known(tmp_path: Path) -> None:
    lines = [line()] * 1_500 + [line(lang='"kk"', author='"x"')]
    reading = open_bytes(tmp_path, "\n".join(lines).encode())
    assert len(reading.drift) == 2
    frames = [block.frame for block in reading.blocks()]
    assert frames[-1]["language"].to_list()[-1] == "kk"
    assert reading.drift[2:] == (
        "new column 'lang' in a later row: read as language",
        "new column 'author' in a later row: it is not read and stays in the raw file",
    )


def test_two_names_for_one_field_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ContractBroken, match="two columns for url: 'url', 'link'"):
        open_bytes(tmp_path, f"{line()}\n{line(link=chr(34) + 'v' + chr(34))}".encode())
    late = open_bytes(tmp_path, "\n".join([line()] * 1_500 + [line(link='"v"')]).encode())
    with pytest.raises(ContractBroken, match="two names for url: 'url', 'link'"):
        list(late.blocks())


@pytest.mark.parametrize(
    ("text", "position"),
    [
        pytest.param(f"[{line()}, {line()}", None, id="cut"),
        pytest.param(f"[{line()} {line()}]", len(line()) + 3, id="comma-missing"),
        pytest.param(f"[{line()}] x", len(line()) + 4, id="text-behind"),
        pytest.param(f"[{line()}, {{broken}}]", len(line()) + 4, id="broken"),
        pytest.param(f"[{line()}, ]", len(line()) + 4, id="comma-too-many"),
    ],
)
def test_a_broken_array_is_refused_with_its_position(tmp_path: Path, text: str, position: int | None) -> None:
    with pytest.raises(ContractBroken, match=f"broken at character {position or ''}"):
        read_bytes(tmp_path, text.encode())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"[]", "no JSON object", id="empty-array"),
        pytest.param(b'{"a"\n{"b"\n', "no JSON object", id="no-line-is-json"),
        pytest.param(b'{"id": "1"}', "missing columns", id="columns-missing"),
        pytest.param('{"id": "да"}'.encode("windows-1251"), "declare its encoding", id="not-utf-8"),
    ],
)
def test_a_file_without_rows_that_can_be_read_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(ContractBroken, match=said):
        open_bytes(tmp_path, content)


plain = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
values = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
)


@settings(max_examples=100)
@given(st.lists(values, max_size=8), st.integers(1, 40), st.booleans(), st.sampled_from([None, 1]))
def test_an_array_is_taken_apart_the_same_wherever_its_chunks_are_cut(
    tmp_path_factory: pytest.TempPathFactory, items: list[object], chunk: int, is_ascii: bool, indent: int | None
) -> None:
    path = tmp_path_factory.mktemp("array") / "a.json"
    path.write_text(json.dumps(items, ensure_ascii=is_ascii, indent=indent), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jsontext, "_CHUNK_BYTES", chunk)
        found = [item.value for item in jsontext.split_array(path, TextEncoding("utf-8", "utf-8"))]
    assert found == parse_value(json.dumps(items))
