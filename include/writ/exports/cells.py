"""When one row cannot be read: ragged, a cell too large, or characters that a person would not see.

These rules are the same for every format. Messages name the field and the position, never what the cell says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from include.writ.exports.table import BrokenRow

MAX_CELL_BYTES: Final = 100_000
MAX_BROKEN_TEXT: Final = 10_000
FIELD_WITH_LINES: Final = "excerpt"
_BREAKS: Final = "\t\n\r"
# Unicode categories Cc and Cs, and the property Bidi_Control: the latter reorder what a person sees, so what is
# approved would not be what is written.
_CONTROLS: Final = (
    "\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069"
)
# Of width zero: two references that differ in them look the same. In an excerpt they join letters and pictures.
_INVISIBLE: Final = "\\u00ad\\u200b-\\u200d\\u2060-\\u2064\\ufeff"
_HIDDEN: Final = re.compile(f"[{_CONTROLS}]")
_OUT_OF_PLACE: Final = re.compile(f"[{_CONTROLS}{_INVISIBLE}{_BREAKS}]")


def judge_cells(row_number: int, cells: Sequence[str], fields: Sequence[str | None], text: str) -> BrokenRow | None:
    """Why a row of cells cannot be read, or None; a column without a field is not judged, since it is not read."""
    if len(cells) != len(fields):
        detail = f"{len(cells)} cells instead of {len(fields)}; ask the source to quote cells with the delimiter"
        return BrokenRow(row_number, show(text), "row_complete", detail)
    for field, cell in zip(fields, cells, strict=True):
        problem = find_cell_problem(field, cell) if field else None
        if problem:
            return BrokenRow(row_number, show(text), *problem)
    return None


def find_cell_problem(field: str, cell: str) -> tuple[str, str] | None:
    """Name the rule that a cell breaks and say how, or None."""
    size = len(cell.encode("utf-8", "surrogatepass")) if len(cell) * 4 > MAX_CELL_BYTES else 0
    if size > MAX_CELL_BYTES:
        return "cell_not_too_large", f"{field} has {size} bytes, allowed are {MAX_CELL_BYTES}; ask the source to cut it"
    hidden = _find_hidden(cell, is_prose=field == FIELD_WITH_LINES)
    if hidden:
        return "cell_readable", f"{field} has the hidden character U+{ord(hidden):04X}; ask the source to remove it"
    return None


def show(text: str) -> str:
    """The text of a broken row for people: cut when long, hidden characters as escapes."""
    shown = _HIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text[:MAX_BROKEN_TEXT])
    return shown if len(text) <= MAX_BROKEN_TEXT else f"{shown}… [{len(text)} characters in all]"


def _find_hidden(text: str, is_prose: bool) -> str | None:
    if text.isprintable():  # the common case, decided in C; no hidden character is printable
        return None
    found = _HIDDEN.search(text) if is_prose else _OUT_OF_PLACE.search(text)
    return found[0] if found else None
