"""Whole columns of a delimited text, and which of its rows must be judged one by one instead.

A row is taken as part of columns only when nothing in it can be wrong; anything unusual makes it a single. A single
that is in order after all costs time, never truth.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

import numpy as np
import polars as pl
import pyarrow as pa

from include.writ.exports.cells import FIELD_WITH_LINES, MAX_CELL_BYTES
from include.writ.exports.frames import make_frame
from include.writ.exports.grammar import QUOTE, Flags, Marks, Positions, Records, find_breaks, find_hidden, is_quoted
from include.writ.exports.guard import MAX_NAME_BYTES, TableGuard


class Rows:
    """The rows of one text that lie in its stretches; lines with nothing in them are none."""

    def __init__(self, text: bytes, marks: Marks, records: Records, fields: Sequence[str | None]) -> None:
        """Cut out the cells of all rows that have the right number of them."""
        self._text, self._marks, self._fields = text, marks, fields
        is_empty = (records.counts == 1) & (records.cell_ends[records.last_cells] == records.starts)
        self._records = records
        self._index = np.flatnonzero(~is_empty)
        counts = records.counts[self._index]
        self.starts, self.ends = records.starts[self._index], records.ends[self._index]
        is_regular = counts == len(fields)
        self._is_single = ~is_regular
        self._regular = np.flatnonzero(is_regular)
        places = (records.last_cells[self._index[self._regular]] - len(fields) + 1)[:, None] + np.arange(len(fields))
        starts, ends = records.cell_starts[places], records.cell_ends[places]
        quoted = is_quoted(marks, starts, ends)
        self._cell_starts, self._cell_ends = starts + quoted, ends - quoted

    def find_singles(self, guard: TableGuard) -> Iterator[tuple[int, int, int]]:
        """Each row to be judged by itself: its place among the rows, and where it lies."""
        self._is_single[self._regular[self._find_unusual_cells(guard)]] = True
        is_hidden = np.zeros(len(self._records.counts), np.bool_)
        is_hidden[self._find_hidden()] = True
        self._is_single |= is_hidden[self._index]
        for place in np.flatnonzero(self._is_single).tolist():
            yield place, int(self.starts[place]), int(self.ends[place])

    def _find_unusual_cells(self, guard: TableGuard) -> Flags:
        sizes = self._cell_ends - self._cell_starts
        unusual = (sizes > MAX_CELL_BYTES).any(axis=1)
        starts, lengths = self._cell_starts[:, guard.time_column], sizes[:, guard.time_column]
        is_no_digit = self._marks.buffer[np.minimum(starts, len(self._text) - 1)] - np.uint8(ord("0")) > 9
        for place in np.flatnonzero(is_no_digit & (lengths > 0) & (lengths <= 2 * MAX_NAME_BYTES)).tolist():
            start = int(starts[place])
            cell = self._text[start : start + int(lengths[place])].decode()
            unusual[place] |= guard.may_be_header(cell.replace('""', '"'))
        return cast(Flags, unusual)

    def _find_hidden(self) -> Positions:
        """Records with a hidden character; a tab or line break only in a column that must not have one."""
        cells = self._records.cells_at(find_hidden(self._marks))
        breaks = self._records.cells_at(find_breaks(self._marks, self._records))
        records = self._records.records_of(breaks)
        columns = breaks - self._records.last_cells[records] + self._records.counts[records] - 1
        allowed = [column for column, field in enumerate(self._fields) if field in (None, FIELD_WITH_LINES)]
        return np.concatenate((self._records.records_of(cells), records[~np.isin(columns, allowed)]))

    def make_frame(self, numbers: Positions) -> pl.DataFrame:
        """The columns of all rows that are no singles; `numbers` are the numbers of all rows."""
        kept = ~self._is_single[self._regular]
        starts, ends = self._cell_starts[kept], self._cell_ends[kept]
        width = len(self._fields)
        # cells and what lies between them, by turns: one array over the text, without copying any of it
        bounds = np.stack((starts, ends), axis=2).ravel().astype(np.int64)
        if not len(bounds):
            return make_frame([], {})
        array = pa.Array.from_buffers(
            pa.large_string(), len(bounds) - 1, [None, pa.py_buffer(bounds), pa.py_buffer(self._text)]
        )
        cells = pl.Series(array)
        columns = {field: cells.gather_every(2 * width, 2 * place) for place, field in enumerate(self._fields) if field}
        for field in self._find_escaped_fields():
            columns[field] = columns[field].str.replace_all('""', '"', literal=True)
        return make_frame(pl.Series(numbers[self._regular[kept]]), columns)

    def _find_escaped_fields(self) -> set[str]:
        """The fields in which a doubled quote may stand for one."""
        quotes = self._marks.position[self._marks.kind == QUOTE]
        cells = self._records.cells_at(quotes[:-1][np.diff(quotes) == 1])
        records = self._records.records_of(cells)
        columns = np.unique(cells - self._records.last_cells[records] + self._records.counts[records] - 1).tolist()
        return {field for column in columns if column < len(self._fields) and (field := self._fields[column])}
