"""What reading an export gives: the rows that could be read, and the text of those that could not.

Every data record of the file is in one of the two lists; none is dropped.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RawRow:
    """One readable record: 1-based number (the header is not counted) and the text of each canonical field."""

    row_number: int
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """One record that cannot be taken apart. `text` is cut when long, and shows hidden characters as escapes."""

    row_number: int
    text: str
    rule: str
    detail: str


@dataclass(frozen=True, slots=True)
class RawTable:
    """All records of one export, in the order of the file within each list."""

    rows: list[RawRow]
    broken: list[BrokenRow]
