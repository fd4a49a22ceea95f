"""Reads a delimited export block by block from disk, in memory that does not grow with the file.

Refuses the whole file when its header is not as agreed, when a second table or header begins in it, or when its bytes
are not of its encoding, since then no row can be trusted. A single row that is ragged, badly quoted, too large or full
of hidden characters is kept as broken with its text, and the rest goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import polars as pl

from include.writ.exports.frames import gather_blocks
from include.writ.exports.guard import TableGuard
from include.writ.exports.header import Header, Names
from include.writ.exports.stretch import StretchReader
from include.writ.exports.table import Block, BrokenRow
from include.writ.exports.text import TextEncoding, read_utf8

# What is cut at once. Larger gains nothing, and the marks of a text made of delimiters take 13 times its size.
_CHUNK_BYTES = 8 * 1024 * 1024


class DelimitedReading:
    """One delimited file whose header has been read."""

    format = "csv"

    def __init__(
        self, path: Path, encoding: TextEncoding, delimiter: str, header: Header, header_text: str, names: Names
    ) -> None:
        """`header_text` is all text up to the end of the header's line; what follows are rows."""
        self.encoding = encoding.name
        self.dialect: Mapping[str, str] = MappingProxyType({"delimiter": delimiter, "quote": '"'})
        self.drift = header.drift
        self._path, self._encoding, self._delimiter = path, encoding, delimiter
        self._header, self._header_text, self._names = header, header_text, names

    def blocks(self) -> Iterator[Block]:
        """The rows in the order of the file."""
        return gather_blocks(self.parts(_CHUNK_BYTES))

    def parts(self, chunk_bytes: int) -> Iterator[tuple[pl.DataFrame, list[BrokenRow]]]:
        """The rows of each chunk; what they are does not depend on where the chunks are cut."""
        guard = TableGuard(self._header, self._names, self._count_header_lines())
        reader = StretchReader(self._delimiter, self._header, guard)
        for text, is_last in self._whole_chunks(chunk_bytes):
            yield reader.read(text, is_last)

    def _count_header_lines(self) -> int:
        return len(self._header_text.encode().replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")) - 1

    def _whole_chunks(self, chunk_bytes: int) -> Iterator[tuple[bytes, bool]]:
        """Chunks after the header that do not end between a carriage return and its line feed; the last is marked."""
        skipped, kept = len(self._header_text.encode()), b""
        for chunk in read_utf8(self._path, self._encoding, chunk_bytes):
            text = kept + chunk
            if skipped:
                skip = min(skipped, len(text))
                text, skipped = text[skip:], skipped - skip
            kept = b"\r" if text.endswith(b"\r") else b""
            if whole := text.removesuffix(b"\r"):
                yield whole, False
        yield kept, True
