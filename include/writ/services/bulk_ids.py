"""The ids of `domain.ids` for whole columns: the same names for the same things, by the million."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

from include.writ.domain.ids import OF_ITEM, STAMP, STAMPED_PLACES
from include.writ.validation.canonical import sha256_of_each

_ID_BYTES = 16
_SHA256_BYTES = 32


def content_ids(rows: pl.DataFrame) -> pl.Series:
    """`content_item_id` of each row from `platform`, `kind` and `content_id`, as 16 bytes."""
    return _stamped(_digests(rows, "platform", "kind", "content_id")[:, :_ID_BYTES].copy())


def case_ids(rows: pl.DataFrame, jurisdiction: str) -> pl.Series:
    """`case_id` of each row from `item_id` (16 bytes), `ground` and `occurrence`, as 16 bytes."""
    ids = octets(rows["item_id"], _ID_BYTES).copy()
    hexadecimal = pl.col("item_id").bin.encode("hex")
    digests = _digests(rows, hexadecimal, "ground", pl.lit(jurisdiction), "occurrence")
    ids[:, OF_ITEM:] = digests[:, : _ID_BYTES - OF_ITEM]
    return _stamped(ids)


def case_ranges(items: pl.DataFrame) -> pl.DataFrame:
    """Each `item_id` with the `first` and the `last` id that a case of it can have."""
    ends = {}
    for name, octet in (("first", 0), ("last", 255)):
        ids = octets(items["item_id"], _ID_BYTES).copy()
        ids[:, OF_ITEM:] = octet
        ends[name] = _as_column(ids)
    return items.select("item_id").with_columns(**ends)


def octets(column: pl.Series, width: int) -> np.ndarray[Any, Any]:
    """A column of `width` bytes each as a table of bytes."""
    together = column.to_arrow(compat_level=pl.CompatLevel.oldest()).cast(pa.binary(width))
    return np.frombuffer(together.buffers()[1], np.uint8).reshape(-1, width)


def _digests(rows: pl.DataFrame, *parts: str | pl.Expr) -> np.ndarray[Any, Any]:
    return octets(sha256_of_each(rows.select(pl.concat_str(*parts, separator=":")).to_series()), _SHA256_BYTES)


def _stamped(ids: np.ndarray[Any, Any]) -> pl.Series:
    ids[:, STAMPED_PLACES] = STAMP
    return _as_column(ids)


def _as_column(ids: np.ndarray[Any, Any]) -> pl.Series:
    width = pa.binary(_ID_BYTES)
    return pl.Series(pa.FixedSizeBinaryArray.from_buffers(width, len(ids), [None, pa.py_buffer(ids)]))
