"""The plain reader that the fast one must equal: one record after the other, all in memory, nothing clever."""

from __future__ import annotations

import csv
import io
import unicodedata
from dataclasses import dataclass, field

from include.writ.domain.finding import FIELDS
from include.writ.exports.suspects import MAX_RECORD_LINES

MAX_CELL_BYTES = 100_000
BIDI = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
NO_WIDTH = "\u00ad\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff"


@dataclass
class Plain:
    """Rows and broken rows by number; `refused_line` when the file is more than one table."""

    rows: dict[int, tuple[str, ...]] = field(default_factory=dict)
    broken: dict[int, tuple[str, str]] = field(default_factory=dict)
    refused_line: int | None = None


def read_plainly(text: str, delimiter: str, header: tuple[str, ...] = FIELDS) -> Plain:
    """Read text that begins after its header, which was one line."""
    lines = io.StringIO(text, newline="").readlines()
    plain, here, number, run = Plain(), 0, 0, (0, 0)
    while here < len(lines):
        cells, count = read_record(lines[here : here + MAX_RECORD_LINES], delimiter)
        written, line = "".join(lines[here : here + count]).rstrip("\r\n"), here + 2
        here += count
        if cells == []:
            continue
        number += 1
        wrong_width = len(cells) if cells is not None and len(cells) != len(header) else 0
        run = (wrong_width, run[1] + 1 if wrong_width == run[0] else 1) if wrong_width else (0, 0)
        if cells is not None and (is_header_again(cells, header) or run[1] >= 20):
            plain.refused_line = line
            return plain
        rule = judge(cells, header)
        if rule:
            plain.broken[number] = (rule, written)
        else:
            assert cells is not None
            plain.rows[number] = tuple(cells)
    return plain


def read_record(lines: list[str], delimiter: str) -> tuple[list[str] | None, int]:
    reader = csv.reader(iter(lines), delimiter=delimiter, strict=True)
    try:
        return next(reader), reader.line_num
    except csv.Error:
        return None, 1


def is_header_again(cells: list[str], header: tuple[str, ...]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    known = {cell for cell in filled if cell in FIELDS}
    if len(cells) == len(header) and cells[header.index("detected_at")] not in FIELDS:
        return False
    return len(known) >= 5 or (len(known) >= 2 and 2 * len(known) >= len(filled))


def judge(cells: list[str] | None, header: tuple[str, ...]) -> str | None:
    if cells is None:
        return "row_quoted"
    if len(cells) != len(header):
        return "row_complete"
    for name, cell in zip(header, cells, strict=True):
        if len(cell.encode()) > MAX_CELL_BYTES:
            return "cell_not_too_large"
        allowed = "\t\r\n" if name == "excerpt" else ""
        hidden = BIDI if name == "excerpt" else {*BIDI, *NO_WIDTH}
        if any(sign not in allowed and (sign in hidden or unicodedata.category(sign) == "Cc") for sign in cell):
            return "cell_readable"
    return None
