"""The file that an export is written to while it comes, with its hash and size taken on the way.

A body that was cut is taken up where it ended only when its `mark` says that the rest is of the same version.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from include.writ.errors import ContractBroken, SourceError
from include.writ.sources import base

CHUNK_BYTES = 256 * 1024


class Sink:
    """A context manager: the file is removed on leaving it unless `keep` was called."""

    def __init__(self, source: str, path: Path, check_time: Callable[[], None]) -> None:
        self.size = 0
        self.mark: str | None = None
        self.digests: frozenset[str] = frozenset()
        self._source = source
        self._path = path
        self._check_time = check_time
        self._digest = hashlib.sha256()
        self._file = path.open("wb")
        self._is_kept = False

    @property
    def resumable_from(self) -> int:
        """How many bytes may stay when the rest comes; 0: it must begin anew."""
        return self.size if self.mark else 0

    def begin(self, mark: str | None, announced: int | None, digests: frozenset[str] = frozenset()) -> None:
        """Start a body anew; `mark` names its version, None when it cannot be told from another.

        `announced` and `digests` are the size and the SHA-256 that the sender gives for the whole of it.
        """
        self._file.seek(0)
        self._file.truncate()
        self._digest = hashlib.sha256()
        self.size, self.mark, self.digests = 0, mark, digests
        self.require_room(announced or 0)

    def require_room(self, size: int) -> None:
        """Raise `ContractBroken` when an export of `size` bytes is above the cap."""
        if size > base.MAX_EXPORT_BYTES:
            raise ContractBroken(f"source {self._source}: the export is larger than {base.MAX_EXPORT_BYTES} bytes")

    def write(self, chunk: bytes) -> None:
        """Append; raises `ContractBroken` above the cap and `SourceError` when the time is over."""
        self._check_time()
        self.require_room(self.size + len(chunk))
        try:
            self._file.write(chunk)
        except OSError as error:
            raise SourceError(
                f"source {self._source}: the export cannot be kept on this machine: {error.strerror}"
            ) from None
        self._digest.update(chunk)
        self.size += len(chunk)

    def discard(self) -> None:
        """What came so far is not to be trusted: the next body begins anew."""
        self.mark = None

    @property
    def sha256(self) -> str:
        """The hash of what was written, in hex."""
        return self._digest.hexdigest()

    def keep(self) -> Path:
        """Leave the finished file to the caller."""
        self._file.flush()
        self._is_kept = True
        return self._path

    def __enter__(self) -> Sink:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        if not self._is_kept:
            self._path.unlink()
