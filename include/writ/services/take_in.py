"""Accepted rows become content items, cases and findings, block by block, in the caller's one transaction.

Nothing is inserted row by row: what is known is asked of the database as a set, what is new is copied.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from include.writ.errors import WritError
from include.writ.ledger.tree import Tree
from include.writ.services.bulk_ids import octets
from include.writ.services.known_rows import (
    Join,
    count_items_roughly,
    every_beginning,
    joined_by,
    known_items,
    latest_cases,
)
from include.writ.services.placing import RECORD_BYTES, Origin, Placed, place
from include.writ.services.sieve import Sieve
from include.writ.storage.copying import copy_encoded, references_by_row, references_by_set

LOCK = 0x43415345
MANY_ROWS = 20_000  # from here on the set-wise check of references costs less than one check for each row

_WITHOUT_CASE = text("""
    SELECT count(*) FROM writ.findings f
    WHERE f.batch_id = :batch AND NOT EXISTS (SELECT FROM writ.cases c WHERE c.id = f.case_id)
""")
_WITHOUT_CONTENT = text("""
    SELECT count(*) FROM writ.cases c
    WHERE c.opened_day = :day AND c.opened_at = :now
        AND NOT EXISTS (SELECT FROM writ.content_items i WHERE i.id = c.content_item_id)
""")
_WITHOUT_BASIS = text("""
    SELECT count(*) FROM writ.cases c
    WHERE c.opened_day = :day AND c.opened_at = :now AND c.basis_id <> ALL (ARRAY(SELECT id FROM writ.bases))
""")


@dataclass(frozen=True, slots=True)
class Opened:
    """Counts of findings that opened a case, joined one, and (among those that opened) reappearances.

    `root` is the fingerprint of what was taken in: for each finding its case and the hash of its row, in order.
    """

    opened: int
    joined: int
    reappeared: int
    root: str


class TakingIn:
    """Takes in the rows of one batch. One writer at a time; `close` checks what was written.

    While one block is stored, another thread places the next one. So a block is placed by what the database held before
    the one ahead of it, and by what that one adds.
    """

    def __init__(self, session: Session, origin: Origin, *, rows: int, now: datetime) -> None:
        self._session, self._origin, self._now = session, origin, now
        session.execute(select(func.pg_advisory_xact_lock(LOCK)))
        self._by_set = rows >= MANY_ROWS and references_by_set(session)
        self._sieve = _fill_sieve(session) if rows >= max(MANY_ROWS, count_items_roughly(session) // 2) else None
        self._placer = ThreadPoolExecutor(1)
        self._placing: Future[Placed] | None = None
        self._tree = Tree(RECORD_BYTES)
        self._opened = self._reappeared = 0

    def add(self, rows: pl.DataFrame) -> None:
        """Take in one block of accepted rows, as `prepare` gives them; none of them is in the database yet."""
        if rows.is_empty():
            return
        known = known_items(self._session, self._maybe_known(rows["item_id"].unique(maintain_order=True)))
        latest = latest_cases(self._session, known, self._origin.jurisdiction)
        ahead = self._placing.result() if self._placing else None
        if ahead:
            known = pl.concat([known, ahead.items]).unique()
            newest = pl.concat([latest, ahead.cases]).sort("latest_occurrence")
            latest = newest.unique(["item_id", "ground"], keep="last")
        self._placing = self._placer.submit(place, rows, known, latest, self._origin, self._now)
        if ahead:
            self._store(ahead)

    def close(self) -> Opened:
        """Check that every finding has its case and every case its content; raises `WritError` when one has not."""
        self._placer.shutdown()
        if self._placing:
            self._store(self._placing.result())
        if self._by_set:
            references_by_row(self._session)
        if self._by_set and self._tree.records:
            with joined_by(self._session, Join.HASH):
                self._require_references()
        joined = self._tree.records - self._opened
        return Opened(self._opened, joined, self._reappeared, self._tree.root().hex())

    def _maybe_known(self, items: pl.Series) -> pl.Series:
        """Those of a block that the database may have. In a large batch few of the new ones are asked for."""
        if self._sieve is None:
            return items
        beginnings = octets(items, 16)
        maybe = self._sieve.may_hold(beginnings)
        self._sieve.note(beginnings)
        return items.filter(pl.Series(maybe))

    def _store(self, placed: Placed) -> None:
        for table, rows in placed.stored.items():
            copy_encoded(self._session, table, rows)
        self._tree.add(placed.records)
        self._opened += placed.cases.height
        self._reappeared += placed.reappeared

    def _require_references(self) -> None:
        of_batch = {"batch": self._origin.batch_id, "day": self._origin.day, "now": self._now}
        for what, lost in (("case", _WITHOUT_CASE), ("content", _WITHOUT_CONTENT), ("basis", _WITHOUT_BASIS)):
            count = self._session.scalar(lost, of_batch)
            if count:
                raise WritError(f"{count} rows would be without their {what}; nothing was taken in")


def _fill_sieve(session: Session) -> Sieve:
    sieve = Sieve()
    for beginnings in every_beginning(session):
        sieve.note(np.frombuffer(beginnings, np.uint8).reshape(-1, 4))
    return sieve
