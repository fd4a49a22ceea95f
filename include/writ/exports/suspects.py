"""Reads one delimited record with the standard parser, strictly; used where quoting is not as a strict writer's.

The parser gives no text for a record that it refuses, and an opening quote without its partner would let it swallow the
rest of the file. So it is given the lines of one record only, up to a bound, and after a refusal only the first line is
given up. Work that was in vain is counted: a file in which it outgrows the file itself is refused.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Final

from include.writ.errors import ContractBroken

# More line breaks than any excerpt needs.
MAX_RECORD_LINES: Final = 200
# Larger than any record worth showing to a person; a line that is longer is no line of a table.
MAX_RECORD_BYTES: Final = 16 * 1024 * 1024
# Honest files have some open quotes, each read on for up to MAX_RECORD_LINES in vain.
_FREE_VAIN_LINES = 1_000_000
_VAIN_LINES_PER_LINE = 10


class NeedsMore(Exception):
    """The record may go on after the lines that are there."""


class SuspectReader:
    """Reads suspects of one file and keeps the account of vain work."""

    def __init__(self, delimiter: str) -> None:
        """Lift the parser's own bound on a cell, which is one of the whole process, above ours."""
        csv.field_size_limit(max(csv.field_size_limit(), MAX_RECORD_BYTES * 2))
        self._delimiter = delimiter
        self._vain_lines = 0

    def read(self, lines: Iterable[str]) -> tuple[list[str] | None, int]:
        """The cells of the first record and the number of its lines; None and 1 when its quoting cannot be read.

        What `lines` raises goes through.
        """
        parser = csv.reader(_take_record(lines), delimiter=self._delimiter, strict=True)
        try:
            return next(parser), parser.line_num
        except csv.Error:
            self._vain_lines += parser.line_num
            return None, 1

    def check_effort(self, line_number: int) -> None:
        """Refuse a file whose open quotes make reading it far more work than its size."""
        if self._vain_lines > _FREE_VAIN_LINES + _VAIN_LINES_PER_LINE * line_number:
            raise ContractBroken(
                f"up to line {line_number} too many quotation marks are opened and never closed; "
                "ask the source to double quotes inside a cell, or check the delimiter in its layout"
            )


def _take_record(lines: Iterable[str]) -> Iterator[str]:
    size = 0
    for number, line in enumerate(lines, start=1):
        size += len(line.encode())
        if number > MAX_RECORD_LINES or size > MAX_RECORD_BYTES:
            return
        yield line
