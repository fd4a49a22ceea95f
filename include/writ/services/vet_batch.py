"""An export row by row, in blocks: known already, accepted, or refused with its reasons. It stores nothing.

What is known from earlier batches, word for word, is not judged anew. Every block is counted: a row that is neither
accepted nor quarantined stops the batch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar

import polars as pl

from include.writ.domain.finding import FIELDS
from include.writ.errors import WritError
from include.writ.exports.table import Block, BrokenRow, Reading
from include.writ.validation.canonical import canonicalise
from include.writ.validation.inputs import DocsTarget
from include.writ.validation.outcome import Checked, Profile, QuarantinedRow, Reason, Vetted

Item = TypeVar("Item")

_CONFLICT = "an earlier export has other content under this reference; give the corrected finding a new reference"
# To ask Great Expectations of one row takes as long as of thousands, so few rows wait for those of the next blocks.
_WORTH_ASKING = 10_000


@dataclass(frozen=True, slots=True)
class Compared:
    """Rows by what earlier batches have under their references: nothing, the same word for word, something else."""

    new: pl.DataFrame
    same: pl.DataFrame
    changed: pl.DataFrame


Compare = Callable[[pl.DataFrame], Compared]


def nothing_known(rows: pl.DataFrame) -> Compared:
    """As if there were no earlier batches."""
    return Compared(rows, rows.clear(), rows.clear())


class Vetting(Protocol):
    """Judges the rows of one export."""

    def vet(self, frame: pl.DataFrame, broken: Sequence[Any]) -> Vetted:
        """Which rows of a block are accepted, and why the others are not."""

    def note_known(self, frame: pl.DataFrame) -> None:
        """Rows that were accepted before still count among the rows of the export."""

    def note_changed(self, rows: int) -> None:
        """Rows that give a known reference another content are refused ones of the export."""

    def finish(self, history: Sequence[Profile], docs: DocsTarget | None, now: datetime) -> Checked:
        """What every rule said of the whole export."""


class Check(Protocol):
    """How exports are opened and judged in this deployment."""

    def open_export(self, path: Path, layout: Mapping[str, Any]) -> Reading:
        """Open an export by its layout; raises `ContractBroken` when the whole file must be refused."""

    def vetting(self, layout: Mapping[str, Any]) -> Vetting:
        """The rules for an export of this layout."""


class Sink(Protocol):
    """Takes accepted rows, block by block."""

    def add(self, accepted: pl.DataFrame) -> None:
        """Take the accepted rows of one block."""


@dataclass(frozen=True, slots=True)
class VettedBlock:
    """What became of the `read` rows of one block: `known` were accepted by an earlier batch."""

    read: int
    accepted: pl.DataFrame
    quarantined: list[QuarantinedRow]
    known: int


def vet_blocks(reading: Reading, vetting: Vetting, compare: Compare) -> Iterator[VettedBlock]:
    """Judge the rows of an export in their order; `compare` tells which are known already."""
    waiting = _Waiting()
    for block, rows in ahead((block, canonicalise(block.frame)) for block in reading.blocks()):
        compared = compare(rows)
        vetting.note_known(compared.same)
        vetting.note_changed(compared.changed.height)
        waiting.add(block, compared)
        if waiting.rows >= _WORTH_ASKING:
            yield waiting.vet(vetting)
            waiting = _Waiting()
    if waiting.read:
        yield waiting.vet(vetting)


class _Waiting:
    """Rows read but not judged yet, and what is known of the others that were read with them."""

    def __init__(self) -> None:
        self.rows = self.read = self._known = 0
        self._new: list[pl.DataFrame] = []
        self._broken: list[BrokenRow] = []
        self._changed: list[QuarantinedRow] = []

    def add(self, block: Block, compared: Compared) -> None:
        self.rows += compared.new.height + compared.changed.height + len(block.broken)
        self.read += block.frame.height + len(block.broken)
        self._known += compared.same.height
        self._new.append(compared.new)
        self._broken += block.broken
        self._changed += conflicts(compared.changed)

    def vet(self, vetting: Vetting) -> VettedBlock:
        vetted = vetting.vet(pl.concat(self._new), self._broken)
        quarantined = [*vetted.quarantined, *self._changed]
        seen = vetted.accepted.height + self._known + len(quarantined)
        if seen != self.read:
            raise WritError(f"{self.read} rows came in, {seen} went out; nothing is stored")
        return VettedBlock(self.read, vetted.accepted, quarantined, self._known)


def conflicts(rows: pl.DataFrame) -> list[QuarantinedRow]:
    """Canonical rows that give a reference of an earlier batch another content."""
    reason = (Reason("finding_ref", "finding_ref_conflict", _CONFLICT),)
    return [
        QuarantinedRow(row["row_number"], {name: row[name] for name in FIELDS}, reason)
        for row in rows.iter_rows(named=True)
    ]


def ahead(items: Iterable[Item]) -> Iterator[Item]:
    """The same items, each made in another thread while the one before it is used."""
    end = object()
    source = iter(items)
    with ThreadPoolExecutor(1) as worker:
        pending = worker.submit(next, source, end)
        while (item := pending.result()) is not end:
            pending = worker.submit(next, source, end)
            yield item  # type: ignore[misc]
