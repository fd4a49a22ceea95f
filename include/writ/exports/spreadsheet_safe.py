"""Keeps a spreadsheet from running what a cell says.

A cell that begins with one of these signs is taken for a formula by Excel and LibreOffice, also in a CSV file. The
apostrophe makes it text (OWASP, CSV injection). Used for every cell of text in files that Writ writes for people.
"""

from __future__ import annotations

from typing import Final

# The full-width forms are folded to the plain ones by some spreadsheets.
_FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(text: str) -> str:
    """The text, with an apostrophe before it when a spreadsheet would take it for a formula."""
    is_formula = text.startswith(_FORMULA_SIGNS) or text.lstrip().startswith(_FORMULA_SIGNS)
    return f"'{text}" if is_formula else text
