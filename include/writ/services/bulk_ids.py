"""The ids of `domain.ids` for whole columns: the same names for the same things, by the million."""

from __future__ import annotations

import polars as pl
import polars_hash as plh

_VARIANT = {f"{digit:x}": f"{digit & 3 | 8:x}" for digit in range(16)}
_NEEDS_ESCAPE = r'["\\\x00-\x1f]'
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"} | {
    chr(code): f"\\u{code:04x}" for code in range(32) if chr(code) not in "\b\f\n\r\t"
}


def content_ids(rows: pl.DataFrame) -> pl.Series:
    """`stable_id("content", platform, kind, content_id)` of each row, as 16 bytes."""
    ids = _json_inner(rows["content_id"])
    json = pl.concat_str(pl.lit('["content","'), "platform", pl.lit('","'), "kind", pl.lit('","'), ids, pl.lit('"]'))
    digest = rows.select(_sha256_hex(json))
    return digest.select(_stamped(pl.col("sha256").str.head(16), pl.col("sha256").str.slice(16, 16))).to_series()


def case_ids(rows: pl.DataFrame, jurisdiction: str) -> pl.Series:
    """`case_id` of each row from `item_id` (16 bytes), `ground` and `occurrence`, as 16 bytes."""
    item = pl.col("item_id").bin.encode("hex")
    tail = pl.lit(f'","{jurisdiction}","')
    json = pl.concat_str(pl.lit('["case","'), item, pl.lit('","'), "ground", tail, "occurrence", pl.lit('"]'))
    digest = rows.select(item.str.head(16).alias("first"), _sha256_hex(json))
    return digest.select(_stamped(pl.col("first"), pl.col("sha256").str.head(16))).to_series()


def _json_inner(texts: pl.Series) -> pl.Series:
    """Texts as they stand between the quotes of a JSON string in its one form (RFC 8785 section 3.2.2.2)."""
    if not texts.str.contains(_NEEDS_ESCAPE).any():
        return texts
    return texts.str.replace_many(list(_ESCAPES), list(_ESCAPES.values()))


def _sha256_hex(text: pl.Expr) -> pl.Expr:
    return plh.concat_str(text.alias("sha256")).chash.sha2_256()


def _stamped(first: pl.Expr, second: pl.Expr) -> pl.Expr:
    """Two halves in hexadecimal as a UUID of version 8."""
    variant = second.str.head(1).replace_strict(_VARIANT)
    halves = pl.concat_str(first.str.head(12), pl.lit("8"), first.str.slice(13), variant, second.str.slice(1))
    return halves.str.decode("hex")
