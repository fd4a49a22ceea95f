"""Exports in a folder of this machine, for example one that a mail gateway or a mounted share fills.

A file counts once nobody has written to it for a while. Refused: a link that leads out of the folder, and anything
that is not an ordinary file. A file with a hidden or unfinished name is not there yet, also behind a link.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from include.writ.errors import ContractBroken, SourceError
from include.writ.sources.base import Clock, Known, SourceConnection, Unchanged
from include.writ.sources.effort import PassingFault
from include.writ.sources.pulling import Taken
from include.writ.sources.settings import PullSettings, StrictModel, is_unfinished, read_extra
from include.writ.sources.sink import CHUNK_BYTES, Sink


class FolderExtra(StrictModel):
    """The extra fields of a connection of type fs."""

    path: str = ""


class FolderRemote:
    """One monitoring system whose exports are put into a folder."""

    def __init__(self, name: str, connection: SourceConnection, settings: PullSettings, clock: Clock) -> None:
        path = read_extra(connection, FolderExtra).path
        if not os.path.isabs(path) or "\0" in path:
            raise connection.wrong("needs the absolute path of the folder as `path` in its extra fields")
        self.host: str | None = None
        self._name = name
        self._root = Path(path)
        self._settle = timedelta(seconds=settings.settle_seconds)
        self._clock = clock

    @contextmanager
    def connected(self) -> Iterator[FolderRemote]:
        """A folder that is away is no folder without the export: a share may not be mounted."""
        try:
            if not self._root.is_dir():
                raise SourceError(f"source {self._name}: the folder is not there; create it, or mount it")
            yield self
        except PermissionError:
            raise SourceError(f"source {self._name}: the folder or the export may not be read") from None
        except OSError as error:
            raise PassingFault(f"source {self._name}: the folder cannot be read: {error.strerror}") from None

    def read_small(self, path: str, limit: int) -> bytes | None:
        """At most `limit` bytes of a small file; None when it is not there."""
        with self._opened(path) as file:
            return file.read(limit) if file else None

    def take(self, path: str, known: Known | None, sink: Sink) -> Taken | Unchanged | None:
        """Copy the file; None while it is still written to."""
        with self._opened(path) as file:
            if file is None:
                return None
            before = os.fstat(file.fileno())
            modified = datetime.fromtimestamp(before.st_mtime, UTC)
            if modified > self._clock() - self._settle:
                return None
            sink.begin(None, before.st_size)
            while chunk := file.read(CHUNK_BYTES):
                sink.write(chunk)
            is_stable = _state(os.fstat(file.fileno())) == _state(before) and sink.size == before.st_size
        return Taken(modified=modified.isoformat()) if is_stable else None

    @contextmanager
    def _opened(self, path: str) -> Iterator[BinaryIO | None]:
        found = self._resolved(path)
        if found is None:
            yield None
            return
        # not followed: it is resolved already. Not waited for: a pipe would block
        handle = os.open(found, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            raise ContractBroken(f"source {self._name}: what is there under the export's name is not a file")
        with open(handle, "rb") as file:
            yield file

    def _resolved(self, path: str) -> Path | None:
        try:
            root, found = self._root.resolve(), (self._root / path).resolve(strict=True)
        except FileNotFoundError:
            return None
        except RuntimeError:
            raise ContractBroken(f"source {self._name}: the export is a link that leads in a circle") from None
        if not found.is_relative_to(root):
            raise ContractBroken(f"source {self._name}: the export is a link that leads out of the folder")
        return None if any(is_unfinished(part) for part in found.relative_to(root).parts) else found


def _state(found: os.stat_result) -> tuple[int, int]:
    return found.st_size, found.st_mtime_ns
