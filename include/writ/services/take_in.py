"""Accepted rows become content items, cases and findings, block by block, in the caller's one transaction.

A finding joins the latest case of its content item and ground. Where that case is closed because the order was obeyed,
a finding detected after that is a reappearance: it opens a further case, linked to the earlier one, for people to
decide anew. Nothing is inserted row by row: what is known is asked of the database as a set, what is new is copied.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import numpy as np
import polars as pl
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from include.writ.domain.states import CaseState
from include.writ.errors import WritError
from include.writ.ledger.tree import Tree
from include.writ.services.bulk_ids import case_ids, content_ids
from include.writ.services.known_rows import Join, join_by, known_items, latest_cases
from include.writ.storage.copying import copy_into, references_by_row, references_by_set

LOCK = 0x43415345
MANY_ROWS = 20_000  # from here on the set-wise check of references costs less than one check for each row
_RECORD_BYTES = 48

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
class Origin:
    """Where the rows come from, and under what law their cases are opened. `bases`: the proposal for each ground."""

    batch_id: UUID
    source: str
    day: date
    jurisdiction: str
    bases: dict[str, UUID]


@dataclass(frozen=True, slots=True)
class Opened:
    """Counts of findings that opened a case, joined one, and (among those that opened) reappearances.

    `root` is the fingerprint of what was taken in: for each finding its case and the hash of its row, in order.
    """

    opened: int
    joined: int
    reappeared: int
    root: str


def prepare(accepted: pl.DataFrame) -> pl.DataFrame:
    """Accepted rows with the id of their content item, in the order in which items and cases are stored."""
    return accepted.with_columns(item_id=content_ids(accepted)).sort("item_id", "ground", "detected_at")


class TakingIn:
    """Takes in the rows of one batch. One writer at a time; `close` checks what was written."""

    def __init__(self, session: Session, origin: Origin, *, rows: int, now: datetime) -> None:
        self._session, self._origin, self._now = session, origin, now
        session.execute(select(func.pg_advisory_xact_lock(LOCK)))
        self._by_set = rows >= MANY_ROWS and references_by_set(session)
        join_by(session, Join.INDEX)
        self._tree = Tree(_RECORD_BYTES)
        self._opened = self._reappeared = 0

    def add(self, rows: pl.DataFrame) -> None:
        """Take in one block of accepted rows, as `prepare` gives them; none of them is in the database yet."""
        if rows.is_empty():
            return
        items = rows.unique("item_id", keep="first", maintain_order=True)
        known = known_items(self._session, items["item_id"])
        placed = self._place(rows, latest_cases(self._session, known, self._origin.jurisdiction))
        new_items = items.join(known, on="item_id", how="anti", maintain_order="left")
        cases = placed.filter("opens_case")
        copy_into(self._session, "content_items", self._item_columns(new_items))
        copy_into(self._session, "cases", self._case_columns(cases))
        in_order = placed.sort(
            "row_number"
        )  # references mostly rise with the rows, and so fill their index from the end
        copy_into(self._session, "findings", self._finding_columns(in_order))
        self._count(in_order, cases)

    def close(self) -> Opened:
        """Check that every finding has its case and every case its content; raises `WritError` when one has not."""
        join_by(self._session, Join.HASH)
        if self._by_set:
            references_by_row(self._session)
            self._require_references()
        joined = self._tree.records - self._opened
        return Opened(self._opened, joined, self._reappeared, self._tree.root().hex())

    def _require_references(self) -> None:
        of_batch = {"batch": self._origin.batch_id, "day": self._origin.day, "now": self._now}
        for what, lost in (("case", _WITHOUT_CASE), ("content", _WITHOUT_CONTENT), ("basis", _WITHOUT_BASIS)):
            count = self._session.scalar(lost, of_batch)
            if count:
                raise WritError(f"{count} rows would be without their {what}; nothing was taken in")

    def _place(self, rows: pl.DataFrame, latest: pl.DataFrame) -> pl.DataFrame:
        """Each row with its case, and whether it is the one that opens it."""
        joined = rows.join(latest, on=["item_id", "ground"], how="left", maintain_order="left")
        came_back = pl.col("closed_at").is_not_null() & (pl.col("detected_at") > pl.col("closed_at"))
        needs_case = pl.col("latest_id").is_null() | came_back
        earlier = pl.col("latest_occurrence").fill_null(0)
        marked = joined.with_columns(
            needs_case=needs_case,
            occurrence=pl.when(needs_case).then(earlier + 1).otherwise(earlier).cast(pl.Int32),
            reappearance_of=pl.when(came_back).then("latest_id"),
        )
        named = marked.with_columns(new_id=case_ids(marked, self._origin.jurisdiction))
        case_id = pl.when("needs_case").then("new_id").otherwise("latest_id")
        first = pl.struct("item_id", "ground", "occurrence").is_first_distinct()
        return named.with_columns(case_id=case_id, opens_case=pl.col("needs_case") & first)

    def _count(self, in_order: pl.DataFrame, cases: pl.DataFrame) -> None:
        self._tree.add(np.hstack([_octets(in_order["case_id"], 16), _octets(in_order["row_sha256"], 32)]).tobytes())
        self._opened += cases.height
        self._reappeared += cases["reappearance_of"].count()

    def _item_columns(self, items: pl.DataFrame) -> pl.DataFrame:
        return items.select(
            pl.col("item_id").alias("id"),
            *("platform", "kind", "content_id", "canonical_url"),
            first_seen_at=_moment(self._now),
        )

    def _case_columns(self, cases: pl.DataFrame) -> pl.DataFrame:
        basis = pl.col("ground").replace_strict(
            {ground: basis.bytes for ground, basis in self._origin.bases.items()}, default=None, return_dtype=pl.Binary
        )
        has_basis = basis.is_not_null()
        return cases.select(
            pl.col("case_id").alias("id"),
            pl.col("item_id").alias("content_item_id"),
            *("platform", "ground"),
            pl.lit(self._origin.jurisdiction).alias("jurisdiction"),
            *("occurrence", "reappearance_of"),
            pl.when(has_basis)
            .then(pl.lit(CaseState.PROPOSED.value))
            .otherwise(pl.lit(CaseState.OPEN.value))
            .alias("state"),
            basis.alias("basis_id"),
            pl.when(has_basis).then(_moment(self._now)).alias("proposed_at"),
            pl.lit(self._origin.day).alias("opened_day"),
            _moment(self._now).alias("opened_at"),
            pl.lit(self._origin.source).alias("opened_by_source"),
            pl.col("finding_ref").alias("opened_by_ref"),
        )

    def _finding_columns(self, placed: pl.DataFrame) -> pl.DataFrame:
        return placed.select(
            pl.lit(self._origin.source).alias("source"),
            "finding_ref",
            pl.lit(self._origin.batch_id.bytes).alias("batch_id"),
            pl.col("row_number").cast(pl.Int32),
            pl.lit(self._origin.day).alias("day"),
            *("case_id", "opens_case", "platform", "detected_at", "url", "language", "excerpt"),
            *("capture_sha256", "row_sha256"),
            taken_in_at=_moment(self._now),
        )


def _moment(at: datetime) -> Any:
    return pl.lit(at).cast(pl.Datetime("us", "UTC"))


def _octets(column: pl.Series, width: int) -> np.ndarray[Any, Any]:
    return np.frombuffer(b"".join(column.to_list()), np.uint8).reshape(-1, width)
