"""Notices that a person uploads to a platform's own web form: here only the package is made, ready to upload.

The same notice gives the same bytes, and a package once made is never overwritten. What the platform answers is typed
in by that person elsewhere; nothing here is a proof of receipt.
"""

from __future__ import annotations

import os
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from uuid import uuid4
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from include.writ.channels.cover import LANGUAGES, cover_text
from include.writ.channels.package import files_of
from include.writ.channels.settings import ChannelConnection, require_sendable, require_unused
from include.writ.domain.content import Platform
from include.writ.domain.delivery import KEY, AnswerPage, Capabilities, Handed, Notice, ReportPage
from include.writ.errors import ConfigError, DeliveryUncertain, PlatformBusy, PlatformRefused
from include.writ.sources.base import Clock
from include.writ.sources.settings import StrictModel, read_extra

README = "README.txt"
_TIME = (1980, 1, 1, 0, 0, 0)  # the first that a ZIP file can hold
_FOR_ALL_TO_READ = 0o100644 << 16


class PortalExtra(StrictModel):
    """The extra fields of a connection of type fs: the folder of the packages."""

    path: str = ""


class PortalChannel:
    """The packages for one platform's portal."""

    capabilities = Capabilities(deduplicates=True, can_be_asked=True)
    hosts: tuple[str, ...] = ()

    def __init__(self, platform: Platform, connection: ChannelConnection, clock: Clock) -> None:
        path = read_extra(connection, PortalExtra).path
        require_unused(connection, "host", "port", "login", "password", "schema")
        if not os.path.isabs(path) or "\0" in path:
            raise connection.wrong("needs the absolute path of the folder of packages as `path` in its extra fields")
        self._platform = platform
        self._root = Path(path)
        self._clock = clock

    def send(self, notice: Notice) -> Handed:
        """Make the package of one notice; the reference is its file name. See `Channel.send`."""
        require_sendable(self._platform, notice)
        if not self._root.is_dir():
            raise ConfigError(f"{self._platform}: the folder of packages is not there; create it, or mount it")
        target, data = self._path(notice.key), package_of(notice)
        try:
            self._put(target, data)
            is_ours = target.read_bytes() == data
        except OSError as error:
            raise PlatformBusy(f"{self._platform}: the package could not be written ({error.strerror})") from None
        if not is_ours:
            raise PlatformRefused(f"{self._platform}: there is another package under the same key")
        return Handed(self._clock())

    def find(self, key: str) -> Handed | None:
        """Whether the package was made; see `Channel.find`."""
        if not KEY.fullmatch(key) or not self._root.is_dir():
            raise DeliveryUncertain(f"{self._platform}: the folder of packages could not be asked")
        return Handed(self._clock()) if self._path(key).is_file() else None

    def answers(self, after: int) -> AnswerPage:
        """None: what the portal shows is typed in by a person."""
        return AnswerPage((), has_more=False)

    def reports(self, cursor: str) -> ReportPage:
        """None: a package is on no way."""
        return ReportPage((), cursor, has_more=False)

    def _path(self, key: str) -> Path:
        return self._root / f"{key}.zip"

    def _put(self, target: Path, data: bytes) -> None:
        """It appears whole or not at all, and never in the place of another."""
        partial = target.with_name(f".{target.name}.{uuid4().hex}.partial")
        try:
            with partial.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(partial, target)
            _sync_folder(self._root)
        finally:
            partial.unlink(missing_ok=True)


def package_of(notice: Notice) -> bytes:
    """The package as a ZIP file: always the same order and times, and nothing compressed, so always the same bytes."""
    written = BytesIO()
    with ZipFile(written, "w", ZIP_STORED) as package:
        package.writestr(_entry(README), cover_text(notice, LANGUAGES))
        for file in files_of(notice):
            package.writestr(_entry(file.name), file.data)
    return written.getvalue()


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, _TIME)
    entry.create_system, entry.external_attr = 3, _FOR_ALL_TO_READ
    return entry


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
