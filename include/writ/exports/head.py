"""The first lines of a delimited file: which delimiter it has, and where its header ends.

The delimiter is the one under which the first line has known column names. A header below other lines, no header, or
two delimiters that fit equally are refused: what follows could be read, but not be trusted.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import clevercsv

from include.writ.domain.finding import FIELDS, OPTIONAL_FIELDS
from include.writ.errors import ContractBroken
from include.writ.exports.header import MIN_KNOWN_NAMES, Names, name_all
from include.writ.exports.layout import Delimiter
from include.writ.exports.suspects import SuspectReader
from include.writ.exports.text import TextEncoding, read_utf8

DELIMITERS: Final[tuple[Delimiter, ...]] = (",", ";", "\t", "|")
_HEAD_BYTES: Final = 1024 * 1024
_TITLE_RECORDS: Final = 20
_SNIFFED_CHARACTERS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Head:
    """What was found at the start of a file; `text` goes up to the end of the header."""

    delimiter: Delimiter
    labels: list[str]
    text: str


def find_head(path: Path, encoding: TextEncoding, declared: Delimiter | None, names: Names) -> Head:
    """The delimiter and the header of a file; raises `ContractBroken` when there is none or doubt."""
    text = next(read_utf8(path, encoding, _HEAD_BYTES), b"").decode()
    heads = [head for delimiter in ([declared] if declared else DELIMITERS) if (head := _read_first(text, delimiter))]
    if not heads:
        raise ContractBroken("the export is empty; ask the source to send it again with its header line")
    known = [names.count_known(head.labels) for head in heads]
    best = [head for head, count in zip(heads, known, strict=True) if count == max(known)]
    if max(known) < MIN_KNOWN_NAMES:
        raise _refuse_first_line(text, [head.delimiter for head in heads], names)
    return best[0] if len(best) == 1 else _settle(text, best)


def count_known_names(text: str, names: Names) -> int:
    """How many known column names the first line has, under the delimiter that gives most; plain ASCII ones are none.

    For telling encodings apart, where a name in ASCII is the same under each of them.
    """
    heads = [head for delimiter in DELIMITERS if (head := _read_first(text, delimiter))]
    return max((names.count_known(label for label in head.labels if not label.isascii()) for head in heads), default=0)


def _records(text: str, delimiter: str) -> Iterator[tuple[Sequence[str] | None, int]]:
    """Each record, and how many lines of the text it ends after."""
    reader, lines = SuspectReader(delimiter), io.StringIO(text, newline="").readlines()
    here = 0
    while here < len(lines):
        cells, count = reader.read(lines[here:])
        here += count
        yield cells, here


def _read_first(text: str, delimiter: Delimiter) -> Head | None:
    """The first record that is no empty line; one that cannot be read has no labels."""
    for cells, lines in _records(text[:_HEAD_BYTES], delimiter):
        if cells is None or cells:
            read = io.StringIO(text, newline="").readlines()[:lines]
            return Head(delimiter, list(cells or []), "".join(read))
    return None


def _refuse_first_line(text: str, delimiters: Sequence[str], names: Names) -> ContractBroken:
    for delimiter in delimiters:
        for number, (cells, line) in enumerate(_records(text, delimiter)):
            if number > _TITLE_RECORDS:
                break
            if cells and names.is_header(cells):
                return ContractBroken(
                    f"the header ends in line {line}, with other text above it; "
                    "ask the source to leave out titles, so that the header is the first line"
                )
    required = [field for field in FIELDS if field not in OPTIONAL_FIELDS]
    # The first line may be a finding, so nothing of it is repeated.
    return ContractBroken(
        f"the first line is no header: none or too few names of columns ({name_all(required)}) were found; check that "
        f"the source still writes a header line and separates columns with {name_all(delimiters)}"
    )


def _settle(text: str, heads: Sequence[Head]) -> Head:
    """Ask the library that judges by the pattern of all rows, and only about the delimiters that fit the header."""
    candidates = [head.delimiter for head in heads]
    try:
        found = clevercsv.Sniffer().sniff(text[:_SNIFFED_CHARACTERS], delimiters=candidates)
    except clevercsv.Error:
        found = None
    for head in heads:
        if found and found.delimiter == head.delimiter:
            return head
    raise ContractBroken(f"the delimiter is in doubt: it can be {name_all(candidates)}; declare it in the layout")
