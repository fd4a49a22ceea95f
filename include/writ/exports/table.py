"""What reading an export gives: frames of the rows that could be read, and the text of those that could not.

Every data record of the file is in one of the two exactly once; none is dropped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    import polars as pl

# A block ends after the record that fills it. Bounds memory, and is large enough that the work per block is little.
BLOCK_BYTES: Final = 24 * 1024 * 1024
BLOCK_ROWS: Final = 60_000
# The first blocks are smaller, so that whoever stores them can begin; smaller ones are not worth their own work.
FIRST_BYTES: Final = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """One record that cannot be taken apart. `text` is cut when long, and shows hidden characters as escapes."""

    row_number: int
    text: str
    rule: str
    detail: str


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the file, in its order.

    `frame` has `row_number` (Int64, from 1, the header not counted) and each canonical field as String, "" when the
    cell is empty or the file has no such column; `broken` has the other records of the stretch.
    """

    frame: pl.DataFrame
    broken: list[BrokenRow]


class Reading(Protocol):
    """A file that is being read: how, what differs from what was agreed, and its rows block by block."""

    @property
    def format(self) -> str:
        """`csv`, `xlsx`, `json_lines` or `json_array`."""

    @property
    def encoding(self) -> str:
        """How bytes became text, as Python names it."""

    @property
    def dialect(self) -> Mapping[str, str]:
        """How cells are told apart: delimiter and quote of delimited text, nothing for other formats."""

    @property
    def drift(self) -> tuple[str, ...]:
        """Sentences that name each new, renamed or absent column."""

    def blocks(self) -> Iterator[Block]:
        """The rows from the first to the last; may raise `ContractBroken` when a later part must be refused."""
