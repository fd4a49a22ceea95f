"""Turns the bytes of a text file into valid UTF-8, chunk by chunk, strictly.

A byte that the encoding does not have refuses the file with its offset; nothing is replaced or left out.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from include.writ.errors import ContractBroken


@dataclass(frozen=True, slots=True)
class TextEncoding:
    """How the bytes of one file are text: the name that is reported, the codec, and the length of the mark before."""

    name: str
    codec: str
    mark_bytes: int = 0


def read_utf8(path: Path, encoding: TextEncoding, chunk_bytes: int) -> Iterator[bytes]:
    """The text of a file as chunks of whole characters in UTF-8, without the byte order mark."""
    with path.open("rb") as file:
        offset, kept = file.seek(encoding.mark_bytes), b""
        while True:
            read = file.read(chunk_bytes)
            chunk = kept + read
            try:
                text, used = decode_chunk(chunk, encoding.codec, is_last=not read)
            except UnicodeDecodeError as error:
                raise _refuse(encoding, offset + error.start) from None  # the original error carries bytes of the file
            if text:
                yield text
            if not read:
                return
            offset, kept = offset + used, chunk[used:]


def decode_chunk(chunk: bytes, codec: str, is_last: bool) -> tuple[bytes, int]:
    """The whole characters of a chunk as UTF-8, and how many of its bytes they took."""
    if codec != "utf-8":
        text, used = codecs.getincrementaldecoder(codec)("strict"), len(chunk)
        decoded = text.decode(chunk, is_last)
        return decoded.encode("utf-8"), used - len(text.getstate()[0])
    used = len(chunk) if is_last else len(chunk) - _count_unfinished(chunk)
    whole = chunk[:used]
    try:
        pl.Series([whole], dtype=pl.Binary).cast(pl.String)  # a check many times as fast as decoding to str
    except pl.exceptions.ComputeError:
        whole.decode("utf-8")  # raises the error that names the byte
        raise
    return whole, used


def _count_unfinished(chunk: bytes) -> int:
    """How many bytes at the end begin a character whose rest is in the next chunk."""
    for back in range(1, min(4, len(chunk) + 1)):
        byte = chunk[-back]
        if byte >= 0xC0:
            needed = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return back if needed > back else 0
        if byte < 0x80:
            return 0
    return 0


def _refuse(encoding: TextEncoding, offset: int) -> ContractBroken:
    return ContractBroken(
        f"the export is not {encoding.name}: byte {offset + 1} cannot be read; "
        "ask the source for the agreed encoding, or correct the encoding in its layout"
    )
