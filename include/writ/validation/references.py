"""Remembers which references, and which contents under them, a file had before, in 24 bytes for each.

A reference is known again by 96 bits of two hashes with seeds that nobody outside knows, its content by 64 bits of its
SHA-256. That two references of a file agree in 96 bits by chance is less likely than 1 in 10^15 at five million rows;
and the row would be quarantined, where a person sees it, not lost.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

# Below this, what was seen is sorted into one chunk, so that many small blocks do not make many chunks.
_CHUNK_ROWS: Final = 200_000
# A byte for each: tells most keys that were never seen, so that few are looked up in the chunks.
_SIEVE_SLOTS: Final = 1 << 25
Array = npt.NDArray[Any]


class _Rows(NamedTuple):
    """Rows as columns: two hashes of what is known again, a part of the hash of the content, and the row number."""

    keys: Array  # 8 bytes each
    checks: Array  # 4
    contents: Array  # 8
    numbers: Array  # 4

    def take(self, places: Array) -> _Rows:
        """Some of the rows."""
        return _Rows(*(column[places] for column in self))


class _Seen:
    """The first row of each key, in chunks that are sorted by key."""

    def __init__(self) -> None:
        self._chunks: list[_Rows] = []
        self._sieve = np.zeros(_SIEVE_SLOTS, dtype=bool)

    def note(self, rows: _Rows) -> tuple[Array, Array]:
        """The number and content of the first row with each row's key, which may be the row itself."""
        numbers, contents = rows.numbers.copy(), rows.contents.copy()
        order, is_first = _order(rows.keys)
        firsts = order[is_first]
        is_known = np.zeros(len(firsts), dtype=bool)
        for places, found in self._look_up(rows.take(firsts)):
            is_known[places] = True
            numbers[firsts[places]], contents[firsts[places]] = found.numbers, found.contents
        self._add(rows.take(firsts[~is_known]))
        if not is_first.all():
            again, leader = order[~is_first], firsts[np.cumsum(is_first) - 1][~is_first]
            numbers[again], contents[again] = numbers[leader], contents[leader]
        return numbers, contents

    def _look_up(self, wanted: _Rows) -> Iterator[tuple[Array, _Rows]]:
        maybe = np.flatnonzero(self._sieve[_slots(wanted.keys)])
        keys, checks = wanted.keys[maybe], wanted.checks[maybe]
        for chunk in self._chunks:
            places = np.minimum(np.searchsorted(chunk.keys, keys), len(chunk.keys) - 1)
            is_hit = (chunk.keys[places] == keys) & (chunk.checks[places] == checks)
            yield maybe[is_hit], chunk.take(places[is_hit])

    def _add(self, fresh: _Rows) -> None:
        if not len(fresh.keys):
            return
        self._sieve[_slots(fresh.keys)] = True
        if self._chunks and len(self._chunks[-1].keys) < _CHUNK_ROWS:
            last = self._chunks.pop()
            joined = _Rows(*(np.concatenate(pair) for pair in zip(last, fresh, strict=True)))
            fresh = joined.take(np.argsort(joined.keys))
        self._chunks.append(fresh)


@dataclass(frozen=True, slots=True)
class Earlier:
    """The number of the earlier row that says the same as each row, or else has its reference; else null."""

    same: pl.Series
    conflicting: pl.Series


class References:
    """The references of one file, block by block; a row without a reference is no repeat of another."""

    def __init__(self) -> None:
        self._seeds = (secrets.randbits(64), secrets.randbits(64))
        self._references = _Seen()
        self._others: _Seen | None = None  # contents that came later under a reference; made when there is one

    def note(self, frame: pl.DataFrame) -> Earlier:
        """Remember the rows of a block (`row_number`, `finding_ref`, `row_sha256`) and say which came before."""
        places = np.flatnonzero((frame["finding_ref"] != "").to_numpy())
        rows = self._read(frame).take(places)
        same, conflicting = np.zeros(frame.height, dtype="u4"), np.zeros(frame.height, dtype="u4")
        numbers, contents = self._references.note(rows)
        is_repeat = numbers != rows.numbers
        is_same = is_repeat & (contents == rows.contents)
        same[places[is_same]] = numbers[is_same]
        others = np.flatnonzero(is_repeat & ~is_same)
        if len(others):
            again = self._note_others(rows.take(others))
            is_again = again != rows.numbers[others]
            same[places[others[is_again]]] = again[is_again]
            conflicting[places[others[~is_again]]] = numbers[others[~is_again]]
        return Earlier(_number_or_null("same_as_row", same), _number_or_null("taken_by_row", conflicting))

    def _note_others(self, rows: _Rows) -> Array:
        if self._others is None:
            self._others = _Seen()
        return self._others.note(rows._replace(keys=rows.keys ^ rows.contents))[0]  # a reference has many contents

    def _read(self, frame: pl.DataFrame) -> _Rows:
        hashes = frame.select(
            keys=pl.col("finding_ref").hash(self._seeds[0]),
            checks=(pl.col("finding_ref").hash(self._seeds[1]) & 0xFFFFFFFF).cast(pl.UInt32),
            contents=pl.col("row_sha256").bin.slice(0, 8).bin.reinterpret(dtype=pl.UInt64),
            numbers=pl.col("row_number").cast(pl.UInt32),
        )
        return _Rows(*(hashes[name].to_numpy() for name in _Rows._fields))


def _order(keys: Array) -> tuple[Array, npt.NDArray[np.bool_]]:
    """The order of the keys, equal ones as they came, and where another key begins."""
    order = np.argsort(keys)
    is_first = np.ones(len(keys), dtype=bool)
    is_first[1:] = keys[order][1:] != keys[order][:-1]
    # the quick sort mixes equal keys, of which there are few or none
    return (order, is_first) if is_first.all() else (np.argsort(keys, kind="stable"), is_first)


def _slots(keys: Array) -> Array:
    slots: Array = keys % np.uint64(_SIEVE_SLOTS)
    return slots


def _number_or_null(name: str, numbers: Array) -> pl.Series:
    return pl.Series(name, numbers).cast(pl.Int64).replace(0, None)
