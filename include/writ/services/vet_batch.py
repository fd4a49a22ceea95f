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

from include.writ.errors import WritError
from include.writ.exports.table import Reading
from include.writ.validation.canonical import FIELDS, canonicalise
from include.writ.validation.inputs import DocsTarget
from include.writ.validation.outcome import Checked, Profile, QuarantinedRow, Reason, Vetted

Known = Callable[[pl.DataFrame], pl.DataFrame]
Item = TypeVar("Item")

_CONFLICT = "an earlier export has other content under this reference; give the corrected finding a new reference"


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


def vet_blocks(reading: Reading, vetting: Vetting, known: Known) -> Iterator[VettedBlock]:
    """Judge block by block. `known`: which rows are findings already, as `known_findings` says it."""
    for block in reading.blocks():
        rows = canonicalise(block.frame)
        marks = known(rows)
        same = rows.join(marks.filter(pl.col("is_same")), on="row_number", how="semi")
        changed = rows.join(marks.filter(~pl.col("is_same")), on="row_number", how="semi")
        vetting.note_known(same)
        vetting.note_changed(changed.height)
        vetted = vetting.vet(rows.join(marks, on="row_number", how="anti"), block.broken)
        quarantined = [*vetted.quarantined, *conflicts(changed)]
        read = block.frame.height + len(block.broken)
        seen = vetted.accepted.height + same.height + len(quarantined)
        if seen != read:
            raise WritError(f"{read} rows came in, {seen} went out; nothing is stored")
        yield VettedBlock(read, vetted.accepted, quarantined, same.height)


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
