"""Frames go into tables whole, however many statements that takes."""

from __future__ import annotations

import polars as pl
import pytest
from sqlalchemy import text

from include.writ.storage import copying
from include.writ.storage.copying import copy_encoded, encode
from include.writ.storage.session import unit_of_work


@pytest.mark.parametrize("rows", [0, 1, 3, 10, 11, 29])
@pytest.mark.parametrize("most", [1, 90, 10_000])
def test_every_row_arrives_once_in_its_order(
    database_url: str, monkeypatch: pytest.MonkeyPatch, rows: int, most: int
) -> None:
    monkeypatch.setattr(copying, "_ROWS_AT_ONCE", 3)
    monkeypatch.setattr(copying, "_BYTES_AT_ONCE", most)
    frame = pl.DataFrame(
        {"number": range(rows), "word": [f"слово {number}" for number in range(rows)]},
        schema_overrides={"number": pl.Int32, "word": pl.String},
    )
    with unit_of_work(database_url) as session:
        session.execute(text("CREATE TEMPORARY TABLE words (number int, word text)"))
        copy_encoded(session, "words", encode(frame), schema="pg_temp")
        found = session.execute(text("SELECT number, word FROM words ORDER BY ctid")).all()
    assert [tuple(row) for row in found] == frame.rows()


def test_large_frames_are_cut_into_statements_that_need_no_more_buffers_than_lent() -> None:
    encoded = encode(pl.DataFrame({"text": ["a" * 1000] * 40_000}))
    groups = list(copying._together(encoded.pieces))
    assert len(groups) > 1
    assert [piece for group in groups for piece in group] == list(encoded.pieces)
    assert all(sum(map(len, group)) <= copying._BYTES_AT_ONCE or len(group) == 1 for group in groups)
