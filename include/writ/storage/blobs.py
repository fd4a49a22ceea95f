"""Raw exports as they came and notices as they were signed, named by their SHA-256.

They lie in a local folder or any store that fsspec knows (S3 and others).

No file is ever held in memory whole, and none is read whose bytes are no longer what its name says.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO
from uuid import uuid4

from upath import UPath

from include.writ.domain.ids import sha256_hex
from include.writ.errors import ContractBroken

_CHUNK_BYTES = 1024 * 1024
_NAME = re.compile(r"[0-9a-f]{64}")
_LOCAL = {"", "file", "local"}


class BlobStore:
    """Content-addressed bytes under one root; what is there is never overwritten."""

    def __init__(self, root: str) -> None:
        self._root = UPath(root)
        self._is_local = self._root.protocol in _LOCAL

    def put_file(self, source: Path, sha256: str) -> str:
        """Keep the bytes of `source` under their SHA-256 and return that name; the same bytes twice are kept once.

        Raises `ContractBroken` when the bytes are not those: then nothing is kept.
        """
        target = self._path(sha256)
        if target.exists():
            return sha256
        target.parent.mkdir(parents=True, exist_ok=True)
        # its own name: two workers may bring the same file at once
        partial = target.with_name(f"{sha256}.{uuid4().hex}.partial")
        try:
            with source.open("rb") as read, partial.open("wb") as written:
                _copy(read, written, sha256)
                if self._is_local:
                    written.flush()
                    os.fsync(written.fileno())
            self._move(partial, target)
        finally:
            with suppress(FileNotFoundError):
                partial.unlink()
        return sha256

    def put(self, data: bytes) -> str:
        """Keep these bytes and return their name."""
        name = sha256_hex(data)
        with TemporaryDirectory(prefix="writ-put-") as folder:
            source = Path(folder) / name
            source.write_bytes(data)
            return self.put_file(source, name)

    @contextmanager
    def open_local(self, name: str) -> Iterator[Path]:
        """The file of that name as one on this machine, to be read only; `ContractBroken` when it has been changed.

        The path of a remote file is a copy that is gone afterwards.
        """
        with self._path(name).open("rb") as read:
            if self._is_local:
                _copy(read, None, name)
                yield Path(self._path(name).path)
                return
            with TemporaryDirectory(prefix="writ-raw-") as folder:
                copy = Path(folder) / name
                with copy.open("wb") as written:
                    _copy(read, written, name)
                yield copy

    def get(self, name: str) -> bytes:
        """The bytes of that name; `ContractBroken` when they are no longer what the name says."""
        data = bytes(self._path(name).read_bytes())
        if sha256_hex(data) != name:
            raise _changed(name)
        return data

    def _move(self, partial: UPath, target: UPath) -> None:
        """A local file appears whole or not at all, and never in the place of another."""
        if not self._is_local:
            partial.rename(target)
            return
        with suppress(FileExistsError):
            os.link(partial.path, target.path)
        folder = os.open(target.parent.path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _path(self, name: str) -> UPath:
        if not _NAME.fullmatch(name):
            raise ContractBroken("a raw file is named by its SHA-256 in hex, and by nothing else")
        return self._root.joinpath(name[:2], name)


def _copy(read: IO[bytes], written: IO[bytes] | None, name: str) -> None:
    """Copy (or only read) in pieces; the hash is taken on the way."""
    digest = hashlib.sha256()
    while chunk := read.read(_CHUNK_BYTES):
        digest.update(chunk)
        if written is not None:
            written.write(chunk)
    if digest.hexdigest() != name:
        raise _changed(name)


def _changed(name: str) -> ContractBroken:
    return ContractBroken(f"raw file {name} has been changed; restore it from a backup")
