"""Finds the records and cells of a delimited text in whole-array steps, and those it must not judge.

The bytes that can matter (delimiter, quote, line ends, controls) are marked in one pass. Counting quotes then says
which of them lie inside quotes, as long as every quote stands where a strict writer puts one: an opening quote after a
delimiter or line end, a closing one before a delimiter, a line end or another quote. A record in which that is not so
is a suspect: it is left to the standard parser (`suspects.py`), which says where it ends, and counting starts anew
there.
So a record that is cut here has exactly the cells that the standard parser would give.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, cast

import numpy as np
import numpy.typing as npt

Positions = npt.NDArray[np.signedinteger[Any]]  # places in a text as int32, which halves what they take
Flags = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]

DELIMITER: Final = 1
QUOTE: Final = 2
LINE_END: Final = 3
TAB: Final = 4
HIDDEN: Final = 5
_CARRIAGE_RETURN: Final = 6
_LEAD: Final = 7

_QUOTE_BYTE: Final = 0x22


def _make_table(delimiter: str) -> bytes:
    table = bytearray(256)
    for byte in (*range(32), 127):
        table[byte] = HIDDEN
    for byte in (0xC2, 0xD8, 0xE2, 0xEF):  # first bytes in UTF-8 of what may be hidden beyond ASCII
        table[byte] = _LEAD
    named = {"\t": TAB, "\n": LINE_END, "\r": _CARRIAGE_RETURN, '"': QUOTE, delimiter: DELIMITER}
    for character, kind in named.items():
        table[ord(character)] = kind
    return bytes(table)


_TABLES: Final = {delimiter: _make_table(delimiter) for delimiter in ",;\t|"}


@dataclass(frozen=True, slots=True)
class Marks:
    """The marked bytes of a text, in order. A line end is marked at its last byte."""

    buffer: Bytes
    position: Positions
    kind: Bytes
    parity: Bytes
    """Whether an odd number of quotes stands before the mark."""
    line_ends: Positions
    """Where each line ends, whether inside quotes or not."""

    def mark_from(self, byte: int) -> int:
        """The first mark at this byte or behind it."""
        return int(
            self.position.searchsorted(np.int32(byte))
        )  # of the same type, or all places are converted each time

    def line_from(self, byte: int) -> int:
        """How many lines end before this byte."""
        return int(self.line_ends.searchsorted(np.int32(byte)))


@dataclass(frozen=True, slots=True)
class World:
    """One of the two readings of a text: quotes are opened at even counts (0) or, after a suspect, at odd ones (1)."""

    ends: Positions
    """Indexes of the marks that end a record."""
    suspects: Positions
    """Indexes of marks that lie in records to be left to the standard parser, ascending."""


def mark_text(text: bytes, delimiter: str) -> Marks:
    """Mark a text that is valid UTF-8 and does not end between a carriage return and its line feed."""
    buffer = np.frombuffer(text, np.uint8)
    kinds = np.frombuffer(text.translate(_TABLES[delimiter]), np.uint8)
    position = np.flatnonzero(kinds != 0).astype(np.int32)
    kind = kinds[position]
    kept = _resolve(buffer, position, kind)
    if not kept.all():
        position, kind = position[kept], kind[kept]
    is_quote = kind == QUOTE
    parity = (np.cumsum(is_quote, dtype=np.uint8) - is_quote) & 1
    return Marks(buffer, position, kind, cast(Bytes, parity), position[kind == LINE_END])


def _resolve(buffer: Bytes, position: Positions, kind: Bytes) -> Flags:
    """Say which marks to keep, after turning lead bytes of hidden characters and lone carriage returns into marks."""
    kept = np.ones(len(kind), np.bool_)
    leads = np.flatnonzero(kind == _LEAD)
    hidden = _is_hidden(buffer, position[leads])
    kind[leads[hidden]] = HIDDEN
    kept[leads[~hidden]] = False
    returns = np.flatnonzero(kind == _CARRIAGE_RETURN)
    after = position[returns] + 1
    is_pair = (_byte_at(buffer, after) == 0x0A) & (after < len(buffer))
    kind[returns[~is_pair]] = LINE_END
    kept[returns[is_pair]] = False
    return kept


def _is_hidden(buffer: Bytes, leads: Positions) -> Flags:
    first, second, third = (_byte_at(buffer, leads + ahead) for ahead in range(3))
    of_two = ((first == 0xC2) & ((second < 0xA0) | (second == 0xAD))) | ((first == 0xD8) & (second == 0x9C))
    zero_width = (second == 0x80) & (((third >= 0x8B) & (third <= 0x8F)) | ((third >= 0xAA) & (third <= 0xAE)))
    joining = (second == 0x81) & (((third >= 0xA0) & (third <= 0xA4)) | ((third >= 0xA6) & (third <= 0xA9)))
    mark = (first == 0xEF) & (second == 0xBB) & (third == 0xBF)
    return cast(Flags, of_two | ((first == 0xE2) & (zero_width | joining)) | mark)


def _byte_at(buffer: Bytes, position: Positions) -> Bytes:
    """The bytes at these places; beyond the text there is a line end."""
    if not len(buffer):
        return np.full(position.shape, 0x0A, np.uint8)
    found = buffer[np.clip(position, 0, len(buffer) - 1)]
    found[(position < 0) | (position >= len(buffer))] = 0x0A
    return found


def read_world(marks: Marks, odd: int, delimiter: str, max_lines: int, max_bytes: int) -> World:
    """The records of a text as they are when quotes open at even (`odd` 0) or odd counts, and the suspects."""
    ends = np.flatnonzero((marks.kind == LINE_END) & (marks.parity == odd))
    quotes = np.flatnonzero(marks.kind == QUOTE)
    where = marks.position[quotes]
    is_opening = marks.parity[quotes] == odd
    neighbour = _byte_at(marks.buffer, np.where(is_opening, where - 1, where + 1))
    is_well_placed = np.isin(neighbour, np.frombuffer(f'{delimiter}"\r\n'.encode(), np.uint8))
    end_positions = marks.position[ends]
    line_numbers = np.searchsorted(marks.line_ends, end_positions)
    is_long = (np.diff(line_numbers, prepend=-1) > max_lines) | (np.diff(end_positions, prepend=-1) > max_bytes)
    return World(ends, np.sort(np.concatenate((quotes[~is_well_placed], ends[is_long]))))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Whole records without a suspect: marks `first` to `last` (not included), from byte `start` on."""

    first: int
    last: int
    start: int
    odd: int


@dataclass(frozen=True, slots=True)
class Records:
    """The records of all stretches: where each starts and ends, its number of cells, and where each cell lies."""

    starts: Positions
    ends: Positions
    counts: Positions
    last_cells: Positions
    cell_starts: Positions
    cell_ends: Positions
    is_inside: Flags
    """Which marks lie inside quotes, or in no stretch."""

    def cells_at(self, positions: Positions) -> Positions:
        """The cells in which these bytes lie; a byte in no cell of a stretch is left out."""
        if not len(self.cell_ends):
            return np.empty(0, np.int64)
        cells = np.searchsorted(self.cell_ends, positions, side="right")
        starts = self.cell_starts[np.minimum(cells, len(self.cell_ends) - 1)]
        return cells[(cells < len(self.cell_ends)) & (starts <= positions)]

    def records_of(self, cells: Positions) -> Positions:
        """The records to which cells belong."""
        return np.searchsorted(self.last_cells, cells)


def cut_records(marks: Marks, stretches: list[Stretch]) -> Records:
    """Cut the stretches into records and cells; quotes around a cell are still part of it."""
    is_inside = np.ones(len(marks.kind), np.bool_)
    for stretch in stretches:
        part = slice(stretch.first, stretch.last)
        is_inside[part] = marks.parity[part] != stretch.odd
    index = np.flatnonzero(~is_inside & ((marks.kind == DELIMITER) | (marks.kind == LINE_END)))
    position = marks.position[index]
    starts = np.concatenate((np.zeros(1, np.int32), position + 1))[: len(position)]
    begins = np.searchsorted(index, [stretch.first for stretch in stretches])
    starts[begins] = [stretch.start for stretch in stretches]
    last_cells = np.flatnonzero(marks.kind[index] == LINE_END)
    counts = np.diff(last_cells, prepend=-1)
    return Records(
        starts=starts[last_cells - counts + 1],
        ends=position[last_cells] + 1,
        counts=counts,
        last_cells=last_cells,
        cell_starts=starts,
        cell_ends=_without_line_end(marks.buffer, position, last_cells),
        is_inside=is_inside,
    )


def _without_line_end(buffer: Bytes, position: Positions, last_cells: Positions) -> Positions:
    ends = position.copy()
    last = position[last_cells]
    ends[last_cells] -= (_byte_at(buffer, last) == 0x0A) & (_byte_at(buffer, last - 1) == 0x0D)
    return ends


def is_quoted(marks: Marks, starts: Positions, ends: Positions) -> Flags:
    """Which cells are in quotes."""
    return cast(Flags, (_byte_at(marks.buffer, starts) == _QUOTE_BYTE) & (ends > starts))


def find_hidden(marks: Marks) -> Positions:
    """Where characters are that nobody sees, but for tabs and line breaks; some of them may stand in an excerpt."""
    found: Positions = marks.position[marks.kind == HIDDEN]
    return found


def find_breaks(marks: Marks, records: Records) -> Positions:
    """Where tabs and line breaks are part of a cell."""
    is_delimiter_tab = (marks.kind == DELIMITER) & (_byte_at(marks.buffer, marks.position) == ord("\t"))
    is_part = records.is_inside & ((marks.kind == LINE_END) | is_delimiter_tab)
    found: Positions = marks.position[is_part | (marks.kind == TAB)]
    return found
