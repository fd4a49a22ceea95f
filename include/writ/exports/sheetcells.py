"""What one cell of a sheet says, as text: exactly what the file holds, or why that is not what was typed.

Spreadsheets keep numbers as doubles: of a long number only 15 digits are left, however many are shown. Such a cell is
lost, not nearly right. A formula is refused whether or not a result is stored with it, since the result is whatever the
program that saved it last made of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Final

from openpyxl.styles.numbers import is_date_format
from openpyxl.utils.datetime import from_excel

_EXACT_DIGITS: Final = 15
_ZEROS: Final = re.compile(r"0{2,32}\Z")
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")  # Decimal reads more than this
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class RawCell:
    """A cell as written: its reference, type, style, and the text of its value."""

    reference: str
    kind: str
    style: int
    has_formula: bool
    text: str


@dataclass(frozen=True, slots=True)
class Lost:
    """Why a cell has no text: the rule and the rest of a sentence that begins with the field."""

    rule: str
    detail: str


_FORMULA = Lost("cell_no_formula", "is a formula, which is not calculated; ask the source to export values")
_ERROR = Lost("cell_exact", "holds an error of the spreadsheet; ask the source for the value")
_ROUNDED = Lost("cell_exact", "is a number that the spreadsheet has rounded; ask the source to export it as text")
_NO_DATE = Lost("cell_exact", "is a date that no calendar has; ask the source to export it as text")
_UNKNOWN = Lost("cell_exact", "is of a type that is not known; ask the source to export it as text")


@dataclass(frozen=True, slots=True)
class CellReader:
    """Reads the cells of one workbook with its strings, number formats by style, and first day of its calendar."""

    strings: Sequence[str]
    formats: Sequence[str]
    epoch: datetime

    def read(self, cell: RawCell) -> str | Lost:
        """The text of a cell; `Lost` when the file does not hold what was typed."""
        if cell.has_formula:
            return _FORMULA
        if cell.kind == "e":
            return _ERROR
        if cell.kind in ("inlineStr", "str"):
            return unescape(cell.text)
        if cell.kind == "s":
            is_index = cell.text.isascii() and cell.text.isdecimal() and len(cell.text) < 10
            index = int(cell.text) if is_index else len(self.strings)
            return self.strings[index] if index < len(self.strings) else _UNKNOWN
        if cell.kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(cell.text, _UNKNOWN)
        if cell.kind == "d":
            return cell.text
        return self._read_number(cell) if cell.kind == "n" else _UNKNOWN

    def _read_number(self, cell: RawCell) -> str | Lost:
        if not cell.text:
            return ""
        if not _NUMBER.fullmatch(cell.text):
            return _UNKNOWN
        try:
            number = Decimal(cell.text)
        except InvalidOperation:  # an exponent beyond all bounds
            return _ROUNDED
        if not number.is_finite() or not -_EXACT_DIGITS <= number.adjusted() < _EXACT_DIGITS:
            return _ROUNDED if number else "0"
        if cell.style >= len(self.formats):
            return _UNKNOWN
        number_format = self.formats[cell.style]
        if is_date_format(number_format):
            return self._read_date(number)
        if len(number.normalize().as_tuple().digits) > _EXACT_DIGITS:
            return _ROUNDED
        return _write_number(number, number_format)

    def _read_date(self, number: Decimal) -> str | Lost:
        try:
            moment = from_excel(float(number), self.epoch)
        except (OverflowError, ValueError):
            return _NO_DATE
        return moment.isoformat() if isinstance(moment, datetime | date | time) else _NO_DATE


def _write_number(number: Decimal, number_format: str) -> str:
    written = f"{number.normalize():f}"
    if _ZEROS.match(number_format) and "." not in written and not written.startswith("-"):
        return written.zfill(len(number_format))
    return written


def unescape(text: str) -> str:
    """Undo the escapes by which a workbook writes characters that XML cannot hold."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
