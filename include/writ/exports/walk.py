"""Walks through a text from record to record: stretches without a suspect at once, suspects one by one.

After a suspect the count of quotes may stand the other way round, so the walk goes on in the other reading of the text.
What is left over at the end, because its rest is in the next chunk, is given back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from include.writ.errors import ContractBroken
from include.writ.exports.grammar import Marks, Stretch, World, mark_text, read_world
from include.writ.exports.suspects import MAX_RECORD_BYTES, MAX_RECORD_LINES, NeedsMore, SuspectReader


@dataclass(frozen=True, slots=True)
class Suspect:
    """One record read by the standard parser: where it lies, and its cells, or None when it cannot be read."""

    start: int
    end: int
    cells: list[str] | None


@dataclass(frozen=True, slots=True)
class Walked:
    """A text taken apart: its marks, its stretches and suspects, and how many of its bytes they cover."""

    marks: Marks
    stretches: list[Stretch]
    suspects: list[Suspect]
    end: int


class Walk:
    """One way through one text."""

    def __init__(self, text: bytes, is_last: bool, delimiter: str, reader: SuspectReader, lines_before: int) -> None:
        """`is_last`: nothing follows, so the text ends with a line end and must be used up."""
        self._text, self._is_last, self._delimiter, self._reader = text, is_last, delimiter, reader
        self._lines_before = lines_before
        self._marks = mark_text(text, delimiter)
        self._worlds: dict[int, World] = {}
        self._stretches: list[Stretch] = []
        self._suspects: list[Suspect] = []

    def run(self) -> Walked:
        """Take the text apart up to the last record that is whole."""
        here = 0
        while here < len(self._text):
            mark = self._marks.mark_from(here)
            odd = int(self._marks.parity[mark]) if mark < len(self._marks.kind) else 0
            here = self._add_stretch(here, mark, odd)
            if here == len(self._text) or not self._add_suspect(here):
                break
            here = self._suspects[-1].end
        return Walked(self._marks, self._stretches, self._suspects, here)

    def _add_stretch(self, here: int, mark: int, odd: int) -> int:
        """Add the records from here to the next suspect, and say where they end."""
        world = self._world(odd)
        place = int(world.suspects.searchsorted(mark))
        bound = int(world.suspects[place]) if place < len(world.suspects) else len(self._marks.kind)
        last = int(world.ends.searchsorted(bound)) - 1
        if last < 0 or world.ends[last] < mark:
            return here
        end_mark = int(world.ends[last])
        self._stretches.append(Stretch(mark, end_mark + 1, here, odd))
        return int(self._marks.position[end_mark]) + 1

    def _add_suspect(self, here: int) -> bool:
        """Add the record that begins here, unless more of the file is needed to read it."""
        first = self._marks.line_from(here)
        try:
            cells, count = self._reader.read(self._lines_from(here, first))
        except NeedsMore:
            return False
        end = int(self._marks.line_ends[first + count - 1]) + 1
        self._suspects.append(Suspect(here, end, cells))
        self._reader.check_effort(self._lines_before + first + 1)
        return True

    def _lines_from(self, here: int, first: int) -> Iterator[str]:
        start = here
        for end in self._marks.line_ends[first : first + MAX_RECORD_LINES + 1].tolist():
            self._refuse_endless_line(end + 1 - start, start == here, first)
            yield self._text[start : end + 1].decode()
            start = end + 1
        if len(self._text) - here > MAX_RECORD_BYTES:
            self._refuse_endless_line(len(self._text) - start, start == here, first)
        elif not self._is_last:
            raise NeedsMore

    def _refuse_endless_line(self, size: int, is_first: bool, line: int) -> None:
        if is_first and size > MAX_RECORD_BYTES:
            raise ContractBroken(
                f"line {self._lines_before + line + 1} has more than {MAX_RECORD_BYTES} bytes; "
                "it is no line of a table: ask the source to send the file again"
            )

    def _world(self, odd: int) -> World:
        if odd not in self._worlds:
            self._worlds[odd] = read_world(self._marks, odd, self._delimiter, MAX_RECORD_LINES, MAX_RECORD_BYTES)
        return self._worlds[odd]
