"""Watches that one file stays one table: no second header, no second table of another width.

Rows that are ragged one by one are the source's slips and become broken rows. A run of rows that all have the same
other width, or a row that is a header, means that the columns below are other columns; reading on would misread.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from include.writ.errors import ContractBroken
from include.writ.exports.header import Header, Names

# So many rows in a row of one other width are no slips.
MAX_RAGGED_RUN: Final = 20
MAX_NAME_BYTES: Final = 200


class TableGuard:
    """Keeps what has been seen of one file, across its blocks."""

    def __init__(self, header: Header, names: Names, header_lines: int) -> None:
        """`header_lines` are the lines up to the first row."""
        self.lines_before = header_lines
        self.rows_before = 0
        self._width = len(header.fields)
        self._time_column = header.fields.index("detected_at")
        self._names = names
        self._run: tuple[int, int, int] = (0, 0, 0)  # the last row's number, its width, how many of that width

    @property
    def time_column(self) -> int:
        """The place of the column with the time of a finding."""
        return self._time_column

    def check_row(self, row_number: int, cells: Sequence[str], line: int) -> None:
        """Refuse the file when this row begins another table; rows of the right width need not all be shown."""
        if len(cells) == self._width:
            if self.may_be_header(cells[self._time_column]) and self._names.is_header(cells):
                raise self._refuse_header(line)
            return
        if self._names.is_header(cells):
            raise self._refuse_header(line)
        last, width, length = self._run
        is_next = last == row_number - 1 and width == len(cells)
        self._run = (row_number, len(cells), length + 1 if is_next else 1)
        if self._run[2] >= MAX_RAGGED_RUN:
            raise ContractBroken(
                f"up to line {line}, {MAX_RAGGED_RUN} rows in a row have {len(cells)} columns instead of "
                f"{self._width}: a second table begins in the file, or its columns changed; "
                "ask the source for one table a file"
            )

    def may_be_header(self, time: str) -> bool:
        """Whether what stands where the time of a finding should is the name of a column."""
        is_short = len(time.encode()) <= MAX_NAME_BYTES and not "0" <= time[:1] <= "9"
        return is_short and self._names.field_of(time) is not None

    @staticmethod
    def _refuse_header(line: int) -> ContractBroken:
        return ContractBroken(
            f"line {line} is a header again: the file has several tables or was joined from several files; "
            "ask the source for one table with one header a file"
        )
