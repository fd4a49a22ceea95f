"""Frames of readable rows, and their grouping into blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import polars as pl

from include.writ.domain.finding import FIELDS
from include.writ.exports.table import BLOCK_BYTES, BLOCK_ROWS, FIRST_BYTES, Block, BrokenRow

SCHEMA: Final = pl.Schema({"row_number": pl.Int64, **dict.fromkeys(FIELDS, pl.String)})

# What is kept as Python strings at once.
_PART_ROWS: Final = 20_000
_PART_CHARACTERS: Final = 8 * 1024 * 1024

Part = tuple[pl.DataFrame, list[BrokenRow]]


def make_frame(numbers: Sequence[int] | pl.Series, columns: Mapping[str, Sequence[str] | pl.Series]) -> pl.DataFrame:
    """A frame of the agreed schema; a field without a column is empty in every row."""
    series = [pl.Series("row_number", numbers, dtype=pl.Int64)]
    for field in FIELDS:
        cells = columns.get(field)
        empty = pl.repeat("", len(series[0]), dtype=pl.String, eager=True)
        series.append(pl.Series(field, empty if cells is None else cells, dtype=pl.String))
    return pl.DataFrame(series)


def frame_of_rows(rows: Sequence[tuple[int, Sequence[str]]], fields: Sequence[str | None]) -> pl.DataFrame:
    """A frame of rows whose cells stand in the order of `fields`; a column without a field is left out."""
    cells = {field: [row[place] for _, row in rows] for place, field in enumerate(fields) if field}
    return make_frame([number for number, _ in rows], cells)


def collect_parts(rows: Iterator[tuple[int, Sequence[str]] | BrokenRow], fields: Sequence[str]) -> Iterator[Part]:
    """Parts of rows that come one by one, either as cells in the order of `fields` or as broken."""
    good: list[tuple[int, Sequence[str]]] = []
    broken: list[BrokenRow] = []
    size = 0
    for row in rows:
        if isinstance(row, BrokenRow):
            broken.append(row)
            size += len(row.text)
        else:
            good.append(row)
            size += sum(map(len, row[1]))
        if len(good) + len(broken) >= _PART_ROWS or size >= _PART_CHARACTERS:
            yield frame_of_rows(good, fields), broken
            good, broken, size = [], [], 0
    yield frame_of_rows(good, fields), broken


def gather_blocks(parts: Iterator[Part]) -> Iterator[Block]:
    """Join small parts into blocks of about `BLOCK_ROWS` rows or `BLOCK_BYTES` of text; no rows give no blocks.

    They begin at `FIRST_BYTES` and grow to that size, each about as large as all before it.
    """
    frames: list[pl.DataFrame] = []
    broken: list[BrokenRow] = []
    rows = size = before = 0
    for frame, refused in parts:
        frames.append(frame)
        broken += refused
        rows += len(frame) + len(refused)
        size += int(frame.estimated_size()) + sum(len(row.text) for row in refused)
        if rows >= BLOCK_ROWS or size >= min(max(before, FIRST_BYTES), BLOCK_BYTES):
            yield Block(pl.concat(frames), broken)
            frames, broken, rows, size, before = [], [], 0, 0, before + size
    if rows:
        yield Block(pl.concat(frames), broken)
