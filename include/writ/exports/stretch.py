"""Makes frames of a delimited text: whole columns where all is well, single rows where something is not.

A row with anything unusual (another number of cells, a hidden character, a cell too large, a name where the time should
be) is judged one by one by the rules of `cells.py`; only rows in which none of this can be are taken as columns.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
import polars as pl

from include.writ.exports.cells import judge_cells, show
from include.writ.exports.frames import Part, frame_of_rows
from include.writ.exports.grammar import Marks, Positions, cut_records
from include.writ.exports.guard import TableGuard
from include.writ.exports.header import Header
from include.writ.exports.rows import Rows
from include.writ.exports.suspects import SuspectReader
from include.writ.exports.table import BrokenRow
from include.writ.exports.walk import Walk, Walked

QUOTES_BROKEN = "a quotation mark is not closed or is followed by text; ask the source to double quotes inside a cell"


@dataclass(frozen=True, slots=True)
class _Single:
    """A row to be judged by itself; `cells` is None when its quoting cannot be read."""

    row_number: int
    start: int
    end: int
    cells: list[str] | None


class StretchReader:
    """Reads the chunks of one file in order."""

    def __init__(self, delimiter: str, header: Header, guard: TableGuard) -> None:
        """`guard` keeps the counts of rows and lines."""
        self._delimiter, self._fields, self._guard = delimiter, header.fields, guard
        self._suspect_reader = SuspectReader(delimiter)
        self._left = b""

    def read(self, chunk: bytes, is_last: bool) -> Part:
        """The rows that end in this chunk, and with the last one all that are left."""
        text = self._left + chunk
        if is_last and text and not text.endswith((b"\n", b"\r")):
            text += b"\n"
        walked = Walk(text, is_last, self._delimiter, self._suspect_reader, self._guard.lines_before).run()
        part = self._read_walked(text, walked)
        self._guard.lines_before += walked.marks.line_from(walked.end)
        self._left = text[walked.end :]
        return part

    def _read_walked(self, text: bytes, walked: Walked) -> Part:
        rows = Rows(text, walked.marks, cut_records(walked.marks, walked.stretches), self._fields)
        suspects = [suspect for suspect in walked.suspects if suspect.cells is None or suspect.cells]
        numbers, suspect_numbers = self._number(rows.starts, [suspect.start for suspect in suspects])
        self._guard.rows_before += len(numbers) + len(suspects)
        singles = [
            _Single(int(numbers[place]), start, end, self._parse(text[start:end]))
            for place, start, end in rows.find_singles(self._guard)
        ]
        singles += [
            _Single(number, suspect.start, suspect.end, suspect.cells)
            for number, suspect in zip(suspect_numbers, suspects, strict=True)
        ]
        singles.sort(key=lambda single: single.row_number)
        good, broken = self._judge(text, singles, walked.marks)
        frame = rows.make_frame(numbers)
        if good:
            frame = pl.concat([frame, frame_of_rows(good, self._fields)]).sort("row_number")
        return frame, broken

    def _number(self, starts: Positions, suspects: list[int]) -> tuple[Positions, list[int]]:
        """The row numbers of two ascending lists of starts, counted together."""
        places = np.asarray(suspects, np.int64)
        first = self._guard.rows_before + 1
        numbers = np.arange(first, first + len(starts), dtype=np.int64) + np.searchsorted(places, starts)
        among = np.searchsorted(starts, places) + np.arange(first, first + len(places))
        return numbers, among.tolist()

    def _parse(self, text: bytes) -> list[str] | None:
        return self._suspect_reader.read(io.StringIO(text.decode(), newline=""))[0]

    def _judge(
        self, text: bytes, singles: list[_Single], marks: Marks
    ) -> tuple[list[tuple[int, list[str]]], list[BrokenRow]]:
        good: list[tuple[int, list[str]]] = []
        broken: list[BrokenRow] = []
        for single in singles:
            written = text[single.start : single.end].decode().rstrip("\r\n")
            if single.cells is None:
                broken.append(BrokenRow(single.row_number, show(written), "row_quoted", QUOTES_BROKEN))
                continue
            line = self._guard.lines_before + marks.line_from(single.start) + 1
            self._guard.check_row(single.row_number, single.cells, line)
            problem = judge_cells(single.row_number, single.cells, self._fields, written)
            if problem:
                broken.append(problem)
            else:
                good.append((single.row_number, single.cells))
        return good, broken
