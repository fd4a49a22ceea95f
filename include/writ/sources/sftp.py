"""Exports over SFTP. The server proves who it is by the host key that the connection names; no key is ever learned.

A file that was written to lately, or that changes while it is read, is not there yet.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import paramiko  # type: ignore[import-untyped]

from include.writ.errors import ConfigError, ContractBroken, SourceError
from include.writ.sources.base import Clock, Known, SourceConnection, Unchanged
from include.writ.sources.effort import PassingFault
from include.writ.sources.pulling import Taken
from include.writ.sources.settings import PullSettings, read_extra
from include.writ.sources.sftp_keys import SftpExtra, host_keys, private_key
from include.writ.sources.sftp_login import logged_in
from include.writ.sources.sink import CHUNK_BYTES, Sink

# one request is 32 KiB: a window of them is on its way at once, for a line with a long delay
_WINDOW_BYTES = 4 * CHUNK_BYTES


class SftpRemote:
    """One monitoring system that leaves its exports on an SFTP server."""

    def __init__(self, name: str, connection: SourceConnection, settings: PullSettings, clock: Clock) -> None:
        extra = read_extra(connection, SftpExtra)
        if not connection.host or not connection.login:
            raise connection.wrong("is incomplete: enter the server as host, and the user as login")
        self.host: str = connection.host
        self._name = name
        self._connection = connection
        self._host_keys = host_keys(connection, extra)
        self._key = private_key(connection, extra)
        self._settle = timedelta(seconds=settings.settle_seconds)
        self._clock = clock

    @contextmanager
    def connected(self) -> Iterator[SftpLink]:
        """Log in; a wrong host key or login is a `ConfigError`, for another attempt would fail as well."""
        with self._mapped(), logged_in(self._connection, self._host_keys, self._key) as files:
            yield SftpLink(self._name, files, self._clock() - self._settle)

    @contextmanager
    def _mapped(self) -> Iterator[None]:
        conn_id = self._connection.conn_id
        try:
            yield
        except paramiko.BadHostKeyException:
            raise ConfigError(
                f"source {self._name}: the server's host key is not the one in the connection {conn_id}: it may be "
                "another machine. Ask its owner for the fingerprint before you change `host_key`"
            ) from None
        except paramiko.AuthenticationException:
            raise ConfigError(
                f"source {self._name}: the server refused the login in the connection {conn_id}; correct it"
            ) from None
        except PermissionError:
            raise SourceError(f"source {self._name}: the user in {conn_id} may not read the export") from None
        except (paramiko.SSHException, paramiko.SFTPError, EOFError, OSError, UnicodeError) as error:
            raise PassingFault(f"source {self._name}: the connection failed ({type(error).__name__})") from None


class SftpLink:
    """Files on one server; `settled_before` is the latest time at which a finished file was written to."""

    def __init__(self, name: str, files: paramiko.SFTPClient, settled_before: datetime) -> None:
        self._name = name
        self._files = files
        self._settled_before = settled_before

    def read_small(self, path: str, limit: int) -> bytes | None:
        """At most `limit` bytes of a small file; None when it is not there."""
        try:
            with self._files.open(path, "rb") as file:
                return bytes(file.read(limit))
        except FileNotFoundError:
            return None

    def take(self, path: str, known: Known | None, sink: Sink) -> Taken | Unchanged | None:
        """Read the file, from where the last attempt ended when size and time are the same."""
        try:
            before = self._state(path)
            if before[1] > self._settled_before:
                return None
            self._read(path, before, sink)
            is_stable = self._state(path) == before
        except FileNotFoundError:
            return None
        return Taken(modified=before[1].isoformat()) if is_stable else None

    def _state(self, path: str) -> tuple[int, datetime]:
        found = self._files.stat(path)
        if found.st_size is None or found.st_mtime is None or found.st_mode is None:
            raise ContractBroken(f"source {self._name}: the server does not say how large or how old the export is")
        if not stat.S_ISREG(found.st_mode):
            raise ContractBroken(f"source {self._name}: what is there under the export's name is not a file")
        return found.st_size, datetime.fromtimestamp(found.st_mtime, UTC)

    def _read(self, path: str, state: tuple[int, datetime], sink: Sink) -> None:
        size, modified = state
        mark = f"{size} {modified.isoformat()}"
        if sink.mark != mark:
            sink.begin(mark, size)
        with self._files.open(path, "rb") as file:
            while sink.size < size:
                window = range(sink.size, min(sink.size + _WINDOW_BYTES, size), CHUNK_BYTES)
                for chunk in file.readv([(start, min(CHUNK_BYTES, size - start)) for start in window]):
                    self._append(chunk, sink)

    def _append(self, chunk: bytes, sink: Sink) -> None:
        if not chunk:
            raise PassingFault(f"source {self._name}: the export ended before its size")
        sink.write(chunk)
