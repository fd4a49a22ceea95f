"""Takes delimited text apart, record by record, and keeps the text of each record beside its cells.

The standard parser gives no text for a record that it refuses, and an opening quote without its partner would let it
swallow the rest of the file. So it is fed by hand: after a refusal only the first line is given up, and reading goes
on with the next one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

# More line breaks than any excerpt needs. Bounds the work on a file full of opening quotes to 200 times its size.
MAX_RECORD_LINES = 200
# Longer than any export that is accepted (the fetch is capped at 200 MB), so that our own bound on a cell is the one
# that decides; the parser's is a setting of the whole process and is only ever raised here.
_PARSER_FIELD_LIMIT = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Record:
    """One record with its text; `cells` is None when its quoting cannot be read."""

    cells: list[str] | None
    text: str


class _LineFeed:
    """Gives lines to the parser, remembers those of the current record, and can take them back."""

    def __init__(self, text: str) -> None:
        self._lines = io.StringIO(text, newline="").readlines()
        self._next = 0
        self._start = 0

    def __iter__(self) -> _LineFeed:
        return self

    def __next__(self) -> str:
        if self._next >= len(self._lines) or self._next - self._start >= MAX_RECORD_LINES:
            raise StopIteration
        self._next += 1
        return self._lines[self._next - 1]

    @property
    def has_more(self) -> bool:
        return self._next < len(self._lines)

    def begin_record(self) -> None:
        self._start = self._next

    def keep_first_line_only(self) -> None:
        self._next = self._start + 1

    def record_text(self) -> str:
        return "".join(self._lines[self._start : self._next]).rstrip("\r\n")


def read_records(text: str, delimiter: str) -> Iterator[Record]:
    """Each record of the text in order; lines with nothing in them are no records."""
    csv.field_size_limit(max(csv.field_size_limit(), _PARSER_FIELD_LIMIT))
    feed = _LineFeed(text)
    parser = csv.reader(feed, delimiter=delimiter, strict=True)
    while feed.has_more:
        feed.begin_record()
        try:
            cells = next(parser)
        except csv.Error:
            feed.keep_first_line_only()
            yield Record(None, feed.record_text())
            continue
        if cells:
            yield Record(cells, feed.record_text())
