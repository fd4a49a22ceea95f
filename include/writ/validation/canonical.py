"""The form of a row that is hashed, so that the same finding said again is known for the same.

A row's hash is over its seven cells alone: nothing that a layout, a pack or a version of Writ makes of them goes in.
Outer blanks mean nothing in a cell, except in the excerpt: that is what a court will compare with the capture.
"""

from __future__ import annotations

from typing import Final

import polars as pl
import polars_hash as plh
import pyarrow as pa

from include.writ.domain.finding import FIELDS

# What `str.strip` takes for blank, which is more than the Unicode property that polars goes by.
BLANKS: Final = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
_SHA256_BYTES: Final = 32
_STRIPPED: Final = tuple(name for name in FIELDS if name != "excerpt")


def canonicalise(frame: pl.DataFrame) -> pl.DataFrame:
    """Take the outer blanks and add `row_sha256` (32 bytes), over the RFC 8785 object of the cells by their names."""
    stripped = frame.with_columns(pl.col(_STRIPPED).str.strip_chars(BLANKS))
    # polars escapes as RFC 8785 wants it, and writes the names in the order in which they are given
    cells = pl.struct(sorted(FIELDS)).struct.json_encode()
    return stripped.with_columns(sha256_of_each(stripped.select(cells).to_series()).alias("row_sha256"))


def sha256_of_each(texts: pl.Series) -> pl.Series:
    """The SHA-256 (32 bytes) of each text in UTF-8; made bytes all at once, which is seven times as fast as by row."""
    hashes = texts.to_frame("text").select(plh.col("text").chash.sha2_256()).to_series()
    together = bytes.fromhex(hashes.str.join("").item())
    width = pa.binary(_SHA256_BYTES)
    return pl.Series(pa.FixedSizeBinaryArray.from_buffers(width, len(hashes), [None, pa.py_buffer(together)]))
