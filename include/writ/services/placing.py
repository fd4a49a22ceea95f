"""Which case each accepted row belongs to, and what has to be stored for it. It asks no database.

A row joins the latest case of its content item and ground. Where there is none it opens one; where that case is closed
because the order was obeyed, a row detected after that is a reappearance and opens a further case.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import numpy as np
import polars as pl

from include.writ.domain.states import CaseState
from include.writ.services.bulk_ids import case_ids, content_ids, octets
from include.writ.storage.copying import Encoded, encode

RECORD_BYTES = 48  # of each finding: the id of its case and the hash of its row


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the rows come from, and under what law their cases are opened. `bases`: the proposal for each ground."""

    batch_id: UUID
    source: str
    day: date
    jurisdiction: str
    bases: dict[str, UUID]


@dataclass(frozen=True, slots=True)
class Placed:
    """One block, ready to be stored: rows of three tables, and what the next block has to know of this one.

    `items` are all content items of the block; `cases` those that it opens, as `latest_cases` names them. `records`
    are for the fingerprint of the batch, in the order of the file.
    """

    stored: dict[str, Encoded]
    items: pl.DataFrame
    cases: pl.DataFrame
    records: bytes
    reappeared: int


def prepare(accepted: pl.DataFrame) -> pl.DataFrame:
    """Accepted rows with the id of their content item, in the order in which items and cases are stored."""
    return accepted.with_columns(item_id=content_ids(accepted)).sort("item_id", "ground", "detected_at")


def place(rows: pl.DataFrame, known: pl.DataFrame, latest: pl.DataFrame, origin: Origin, now: datetime) -> Placed:
    """Place a block of rows, as `prepare` gives them, given the items and latest cases that are there before it."""
    placed = _find_cases(rows, latest, origin.jurisdiction)
    items = rows.unique("item_id", keep="first", maintain_order=True)
    opened = placed.filter("opens_case")
    in_order = placed.sort("row_number")  # references mostly rise with the rows, which suits their index
    records = np.hstack([octets(in_order["case_id"], 16), octets(in_order["row_sha256"], 32)])
    stored = {
        "content_items": encode(_item_columns(items.join(known, on="item_id", how="anti", maintain_order="left"), now)),
        "cases": encode(_case_columns(opened, origin, now)),
        "findings": encode(_finding_columns(in_order, origin, now)),
    }
    fresh = opened.select("item_id", "ground", latest_id="case_id", latest_occurrence="occurrence")
    return Placed(
        stored,
        items.select("item_id"),
        fresh.with_columns(closed_at=pl.lit(None, pl.Datetime("us", "UTC"))),
        records.tobytes(),
        opened["reappearance_of"].count(),
    )


def _find_cases(rows: pl.DataFrame, latest: pl.DataFrame, jurisdiction: str) -> pl.DataFrame:
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
    named = marked.with_columns(new_id=case_ids(marked, jurisdiction))
    placed = named.with_columns(case_id=pl.when("needs_case").then("new_id").otherwise("latest_id"))
    return placed.with_columns(opens_case=pl.col("needs_case") & pl.col("case_id").is_first_distinct())


def _item_columns(items: pl.DataFrame, now: datetime) -> pl.DataFrame:
    return items.select(
        pl.col("item_id").alias("id"),
        *("platform", "kind", "content_id", "canonical_url"),
        first_seen_at=_moment(now),
    )


def _case_columns(cases: pl.DataFrame, origin: Origin, now: datetime) -> pl.DataFrame:
    basis = pl.col("ground").replace_strict(
        {ground: basis.bytes for ground, basis in origin.bases.items()}, default=None, return_dtype=pl.Binary
    )
    has_basis = basis.is_not_null()
    return cases.select(
        pl.col("case_id").alias("id"),
        pl.col("item_id").alias("content_item_id"),
        *("platform", "ground"),
        pl.lit(origin.jurisdiction).alias("jurisdiction"),
        *("occurrence", "reappearance_of"),
        pl.when(has_basis)
        .then(pl.lit(CaseState.PROPOSED.value))
        .otherwise(pl.lit(CaseState.OPEN.value))
        .alias("state"),
        basis.alias("basis_id"),
        pl.when(has_basis).then(_moment(now)).alias("proposed_at"),
        pl.lit(origin.day).alias("opened_day"),
        _moment(now).alias("opened_at"),
        pl.lit(origin.source).alias("opened_by_source"),
        pl.col("finding_ref").alias("opened_by_ref"),
    )


def _finding_columns(placed: pl.DataFrame, origin: Origin, now: datetime) -> pl.DataFrame:
    return placed.select(
        pl.lit(origin.source).alias("source"),
        "finding_ref",
        pl.lit(origin.batch_id.bytes).alias("batch_id"),
        pl.col("row_number").cast(pl.Int32),
        pl.lit(origin.day).alias("day"),
        *("case_id", "opens_case", "platform", "detected_at", "url", "language", "excerpt"),
        *("capture_sha256", "row_sha256"),
        taken_in_at=_moment(now),
    )


def _moment(at: datetime) -> Any:
    return pl.lit(at).cast(pl.Datetime("us", "UTC"))
