"""Reads a delimited export against its layout.

Refuses the whole file when its bytes or its header are not as agreed, since then no row can be trusted. A single row
that is ragged, badly quoted, too large or full of hidden characters is kept as broken with its text, and the rest
goes on. Messages about a file name columns and positions, never what a row says.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable

from include.writ.errors import ContractBroken
from include.writ.exports.layout import ExportLayout, normalise_label
from include.writ.exports.records import Record, read_records
from include.writ.exports.table import BrokenRow, RawRow, RawTable

MAX_CELL_BYTES = 100_000
MAX_BROKEN_TEXT = 10_000
_MAX_SHOWN_HEADER = 60
# The Unicode property Bidi_Control: these reorder what a person sees, so what is approved would not be what is written.
_BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LINE_BREAKS_AND_TAB = frozenset("\t\n\r")
_FIELD_WITH_LINES = "excerpt"


def read_delimited(data: bytes, layout: ExportLayout) -> RawTable:
    """Return the rows of an export; a header without rows gives an empty table, anything less raises ContractBroken."""
    records = read_records(_decode(data, layout.encoding), layout.delimiter)
    header = next(records, None)
    if header is None:
        raise ContractBroken("the export is empty; ask the source to send it again with its header line")
    fields = _read_header(header, layout)
    table = RawTable([], [])
    for row_number, record in enumerate(records, start=1):
        row = _read_row(row_number, record, fields)
        if isinstance(row, RawRow):
            table.rows.append(row)
        else:
            table.broken.append(row)
    return table


def _decode(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ContractBroken(
            f"the export is not {encoding}: byte {error.start + 1} cannot be read; "
            "ask the source for the agreed encoding, or correct the encoding in its layout"
        ) from None  # the original error carries the bytes of the file
    if "\0" in text:
        raise ContractBroken(
            f"the export has a NUL character at position {text.index(chr(0)) + 1}; "
            "it is no text or was cut in transfer: ask the source to send it again"
        )
    return text.removeprefix("\ufeff")


def _read_header(header: Record, layout: ExportLayout) -> list[str]:
    labels = None if header.cells is None else [normalise_label(cell) for cell in header.cells]
    if labels is None or not set(labels) & set(layout.columns):
        # The first line may be a finding, so nothing of it is repeated.
        raise ContractBroken(
            f"the first line is no header: none of the agreed columns ({_name(layout.columns)}) was found; "
            f"check that the source still writes a header line and separates columns with {layout.delimiter!r}"
        )
    problems = _compare_header(labels, layout)
    if problems:
        raise ContractBroken(
            f"the header is not as agreed: {'; '.join(problems)}; "
            "ask the source to restore the header, or change the columns in its layout"
        )
    return [layout.columns[label] for label in labels]


def _compare_header(labels: list[str], layout: ExportLayout) -> list[str]:
    found = Counter(labels)
    differences = {
        "missing columns": [label for label in layout.columns if label not in found],
        "duplicated columns": [label for label, times in found.items() if times > 1],
        "unknown columns": [label for label in found if label not in layout.columns],
    }
    return [f"{what}: {_name(names)}" for what, names in differences.items() if names]


def _name(labels: Iterable[str]) -> str:
    return ", ".join(repr(label[:_MAX_SHOWN_HEADER]) for label in labels)


def _read_row(row_number: int, record: Record, fields: list[str]) -> RawRow | BrokenRow:
    if record.cells is None:
        detail = "a quotation mark is not closed or is followed by text; ask the source to double quotes inside a cell"
        return BrokenRow(row_number, _show(record.text), "row_quoted", detail)
    if len(record.cells) != len(fields):
        detail = f"{len(record.cells)} cells instead of {len(fields)}; ask the source to quote cells with the delimiter"
        return BrokenRow(row_number, _show(record.text), "row_complete", detail)
    cells = dict(zip(fields, record.cells, strict=True))
    for field, cell in cells.items():
        problem = _find_cell_problem(field, cell)
        if problem:
            return BrokenRow(row_number, _show(record.text), *problem)
    return RawRow(row_number, cells)


def _find_cell_problem(field: str, cell: str) -> tuple[str, str] | None:
    size = len(cell.encode())
    if size > MAX_CELL_BYTES:
        return "cell_not_too_large", f"{field} has {size} bytes, allowed are {MAX_CELL_BYTES}; ask the source to cut it"
    hidden = _find_hidden(cell, allowed=_LINE_BREAKS_AND_TAB if field == _FIELD_WITH_LINES else frozenset())
    if hidden:
        return "cell_readable", f"{field} has the hidden character U+{ord(hidden):04X}; ask the source to remove it"
    return None


def _is_hidden(character: str) -> bool:
    return character in _BIDI_CONTROLS or unicodedata.category(character) == "Cc"


def _find_hidden(text: str, allowed: frozenset[str]) -> str | None:
    if text.isprintable():  # the common case, decided in C; no hidden character is printable
        return None
    return next((char for char in text if char not in allowed and _is_hidden(char)), None)


def _show(text: str) -> str:
    cut = text[:MAX_BROKEN_TEXT]
    shown = "".join(
        f"\\u{ord(char):04x}" if char not in _LINE_BREAKS_AND_TAB and _is_hidden(char) else char for char in cut
    )
    return shown if len(text) <= MAX_BROKEN_TEXT else f"{shown}… [{len(text)} characters in all]"
