"""What is the same for every transport: the path of the day, the attempts, the checksums and the verdict.

A transport only connects and reads. An export is handed on when its end was seen or a checksum proves it whole, and
when every checksum that the sender gave is that of the bytes that came.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from posixpath import basename
from typing import Protocol

from include.writ.errors import ContractBroken
from include.writ.sources.base import FetchedExport, Known, Unchanged
from include.writ.sources.checksums import MAX_SIDECAR_BYTES, from_sidecar
from include.writ.sources.effort import Attempts, Effort, WrongBytes
from include.writ.sources.settings import SIDECAR, PullSettings
from include.writ.sources.sink import Sink


@dataclass(frozen=True, slots=True)
class Taken:
    """A body that is in the sink now, and the sender's marks of it."""

    etag: str | None = None
    modified: str | None = None
    is_end_seen: bool = True


class Link(Protocol):
    """An open connection to a source."""

    def read_small(self, path: str, limit: int) -> bytes | None:
        """At most `limit` bytes of a small file; None when it is not there."""

    def take(self, path: str, known: Known | None, sink: Sink) -> Taken | Unchanged | None:
        """Read the file into the sink, after what is there already when it can be; None when it is not there yet."""


class Remote(Protocol):
    """A transport: it raises Writ's own errors, and `PassingFault` for what is worth another attempt."""

    @property
    def host(self) -> str | None:
        """The machine that is asked; None when it is this one."""

    def connected(self) -> AbstractContextManager[Link]:
        """Connect, and close when done."""


class PulledSource:
    """One monitoring source, read over one transport."""

    def __init__(self, name: str, remote: Remote, settings: PullSettings, effort: Effort) -> None:
        self._name = name
        self._remote = remote
        self._settings = settings
        self._effort = effort

    @property
    def host(self) -> str | None:
        """The machine that is asked; None when it is this one."""
        return self._remote.host

    def fetch(self, day: date, known: Known | None, into: Path) -> FetchedExport | Unchanged | None:
        """Write the export of `day` into `into`; see `Source`."""
        path = self._settings.path_of(day)
        attempts = Attempts(self._name, self._effort, lambda: sink.size)
        with Sink(self._name, into / basename(path), attempts.check_time) as sink:
            return attempts.run(lambda: self._attempt(path, known, sink))

    def _attempt(self, path: str, known: Known | None, sink: Sink) -> FetchedExport | Unchanged | None:
        with self._remote.connected() as link:
            if not self._settings.sidecar:
                return self._take(link, path, known, sink, None)
            beside = link.read_small(path + SIDECAR, MAX_SIDECAR_BYTES)
            if beside is None:
                return None
            promised = from_sidecar(beside, basename(path))
            if known and known.sha256 == promised:
                return Unchanged(promised)
            # a sender whose checksum is new cannot have an old file, whatever its other marks say
            return self._take(link, path, None, sink, promised)

    def _take(
        self, link: Link, path: str, known: Known | None, sink: Sink, promised: str | None
    ) -> FetchedExport | Unchanged | None:
        taken = link.take(path, known, sink)
        if not isinstance(taken, Taken):
            return taken
        self._require_whole(sink, taken, promised)
        if known == Known(sink.sha256, sink.size, taken.etag, taken.modified):
            return Unchanged(sink.sha256)
        return FetchedExport(sink.keep(), sink.sha256, sink.size, basename(path), taken.etag, taken.modified)

    def _require_whole(self, sink: Sink, taken: Taken, promised: str | None) -> None:
        digests = sink.digests | ({promised} if promised else set())
        if digests - {sink.sha256}:
            sink.discard()
            raise WrongBytes(f"source {self._name}: the export is not the file whose checksum the sender gives")
        if not taken.is_end_seen and not digests:
            raise ContractBroken(
                f"source {self._name}: the export came without a length and without a checksum, so a cut could not be "
                "seen; the sender must give Content-Length or a checksum"
            )
