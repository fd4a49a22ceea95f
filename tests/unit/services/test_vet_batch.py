"""Rows of an export are compared with what is known and judged, none left out and none judged twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import polars as pl
import pytest

from include.writ.domain.finding import FIELDS
from include.writ.errors import WritError
from include.writ.exports.frames import frame_of_rows
from include.writ.exports.table import Block, BrokenRow
from include.writ.services import vet_batch
from include.writ.services.vet_batch import Compared, nothing_known, vet_blocks
from include.writ.validation.inputs import DocsTarget
from include.writ.validation.outcome import Checked, Profile, QuarantinedRow, Vetted


class Export:
    """Blocks of so many rows, one of each unreadable."""

    format = "csv"
    encoding = "utf-8"
    dialect: Mapping[str, str] = {}
    drift: tuple[str, ...] = ()

    def __init__(self, *sizes: int) -> None:
        self._sizes = sizes

    def blocks(self) -> Iterator[Block]:
        number = 0
        for size in self._sizes:
            rows = [(number + place, [f"R-{number + place}", *[""] * 6]) for place in range(1, size)]
            number += size
            yield Block(frame_of_rows(rows, FIELDS), [BrokenRow(number, "text", "row_quoted", "detail")])


class Judge:
    """Accepts all that can be read; writes down what it was asked. `loses` rows without a word."""

    def __init__(self, loses: int = 0) -> None:
        self.asked: list[list[int]] = []
        self.same = self.changed = 0
        self._loses = loses

    def vet(self, frame: pl.DataFrame, broken: Sequence[Any]) -> Vetted:
        self.asked.append(frame["row_number"].to_list())
        refused = [QuarantinedRow(row.row_number, {"text": row.text}, ()) for row in broken]
        return Vetted(frame.slice(self._loses), refused)

    def note_known(self, frame: pl.DataFrame) -> None:
        self.same += frame.height

    def note_changed(self, rows: int) -> None:
        self.changed += rows

    def finish(self, history: Sequence[Profile], docs: DocsTarget | None, now: datetime) -> Checked:
        raise NotImplementedError


def all_but(new: set[int], changed: set[int]) -> vet_batch.Compare:
    def compare(rows: pl.DataFrame) -> Compared:
        is_new, is_changed = (pl.col("row_number").is_in(sorted(numbers)) for numbers in (new, changed))
        return Compared(rows.filter(is_new), rows.filter(~is_new & ~is_changed), rows.filter(is_changed))

    return compare


def test_few_new_rows_wait_for_those_of_the_next_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vet_batch, "_WORTH_ASKING", 7)
    judge = Judge()
    blocks = list(vet_blocks(Export(5, 5, 5, 5), judge, all_but({2, 7, 12, 17}, {3})))
    assert judge.asked == [[2, 7, 12], [17]]  # the second look is at the end of the export
    assert (judge.same, judge.changed) == (11, 1)
    assert [(block.read, block.known, block.accepted.height) for block in blocks] == [(15, 8, 3), (5, 3, 1)]
    assert [row.row_number for block in blocks for row in block.quarantined] == [5, 10, 15, 3, 20]


def test_an_export_of_new_rows_is_judged_block_by_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vet_batch, "_WORTH_ASKING", 4)
    judge = Judge()
    assert [block.read for block in vet_blocks(Export(4, 6), judge, nothing_known)] == [4, 6]
    assert judge.asked == [[1, 2, 3], [5, 6, 7, 8, 9]]


def test_an_export_without_rows_gives_no_block() -> None:
    assert list(vet_blocks(Export(), Judge(), nothing_known)) == []


def test_a_row_that_is_lost_stops_the_batch() -> None:
    with pytest.raises(WritError, match="9 rows came in, 8 went out"):
        list(vet_blocks(Export(4, 5), Judge(loses=1), nothing_known))
