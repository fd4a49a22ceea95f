from __future__ import annotations

import unicodedata

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from include.writ.domain.finding import FIELDS
from include.writ.validation.canonical import BLANKS, canonicalise
from tests.unit.validation import reference
from tests.unit.validation.findings import frame_of

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
ODD = "".join(map(chr, range(0x180))) + "\u2028\u2029\ud7ff\ue000\ufeff\U0001f600"


@given(st.lists(st.tuples(*[ANY_TEXT] * len(FIELDS)), max_size=4))
@example([(ODD,) * len(FIELDS)])
@example([('"}', '{"x":', "}", '","', "\\", '\\"', "")])
def test_a_row_is_hashed_over_the_canonical_json_of_its_cells(rows: list[tuple[str, ...]]) -> None:
    cells = [reference.canonical(dict(zip(FIELDS, row, strict=True))) for row in rows]
    frame = canonicalise(pl.DataFrame(rows, schema=dict.fromkeys(FIELDS, pl.String), orient="row"))
    assert frame.select(FIELDS).to_dicts() == cells
    assert frame["row_sha256"].to_list() == [reference.row_sha256(row) for row in cells]
    assert frame.schema["row_sha256"] == pl.Binary


def test_blanks_are_what_python_takes_for_blank() -> None:
    assert set(BLANKS) == {char for char in map(chr, range(0x110000)) if char.isspace()}


@pytest.mark.parametrize("name", FIELDS)
def test_each_cell_counts(name: str) -> None:
    one, other = frame_of({}, {name: "z"})["row_sha256"]
    assert one != other


def test_outer_blanks_count_in_the_excerpt_only() -> None:
    plain, padded, quoted = frame_of(
        {"excerpt": "a"}, {"excerpt": "a", "url": " https://vk.example/w1\t"}, {"excerpt": "a "}
    )["row_sha256"]
    assert plain == padded != quoted


def test_composed_and_decomposed_letters_are_other_content() -> None:
    composed, decomposed = (unicodedata.normalize(form, "й") for form in ("NFC", "NFD"))
    one, other = frame_of({"excerpt": composed}, {"excerpt": decomposed})["row_sha256"]
    assert one != other


def test_no_rows_are_fine() -> None:
    assert frame_of().schema["row_sha256"] == pl.Binary
