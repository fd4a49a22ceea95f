"""Which transport a connection's type stands for. Each library is loaded only when a source needs it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from include.writ.sources.base import Clock, Source, SourceConnection
from include.writ.sources.effort import Effort
from include.writ.sources.pulling import PulledSource, Remote
from include.writ.sources.settings import PullSettings, read_pull_settings

Opener = Callable[[str, SourceConnection, PullSettings, Clock], Remote]


def open_source(
    name: str, connection: SourceConnection, pull: Mapping[str, Any], *, clock: Clock, effort: Effort | None = None
) -> Source:
    """The source of that name; nothing is connected yet. Raises `ConfigError` when it could only fail."""
    settings = read_pull_settings(name, pull)
    opener = TRANSPORTS.get(connection.conn_type)
    if opener is None:
        raise connection.wrong(f"has a type that exports cannot come over; use one of {', '.join(sorted(TRANSPORTS))}")
    return PulledSource(name, opener(name, connection, settings, clock), settings, effort or Effort())


def _http(name: str, connection: SourceConnection, settings: PullSettings, clock: Clock) -> Remote:
    from include.writ.sources.http import HttpRemote

    return HttpRemote(name, connection)


def _sftp(name: str, connection: SourceConnection, settings: PullSettings, clock: Clock) -> Remote:
    from include.writ.sources.sftp import SftpRemote

    return SftpRemote(name, connection, settings, clock)


def _object_store(name: str, connection: SourceConnection, settings: PullSettings, clock: Clock) -> Remote:
    from include.writ.sources.object_store import ObjectStoreRemote

    return ObjectStoreRemote(name, connection)


def _folder(name: str, connection: SourceConnection, settings: PullSettings, clock: Clock) -> Remote:
    from include.writ.sources.folder import FolderRemote

    return FolderRemote(name, connection, settings, clock)


TRANSPORTS: Mapping[str, Opener] = {
    "http": _http,
    "https": _http,
    "sftp": _sftp,
    "aws": _object_store,
    "s3": _object_store,
    "fs": _folder,
    "file": _folder,
}
