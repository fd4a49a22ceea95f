"""Notices as files on a platform's SFTP server: one folder for each notice, named by its key.

The folder appears by one rename, whole or not at all; what was not yet renamed was never there. The platform leaves its
receipt beside the files and leaves the folder where it is, so that it can be asked. Refused: another notice under the
same key, and a receipt that is not as agreed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Annotated

import paramiko  # type: ignore[import-untyped]
from pydantic import AfterValidator, ValidationError

from include.writ.channels.base import CouldNotAsk
from include.writ.channels.messages import ReceiptMessage
from include.writ.channels.package import PackedFile, files_of
from include.writ.channels.settings import ChannelConnection, require_sendable, require_unused
from include.writ.domain.content import Platform
from include.writ.domain.delivery import KEY, AnswerPage, Capabilities, Handed, Notice, Receipt, ReportPage
from include.writ.errors import ConfigError, DeliveryUncertain, PlatformBusy, PlatformRefused, WritError
from include.writ.sources.base import Clock
from include.writ.sources.settings import read_extra
from include.writ.sources.sftp_keys import SftpExtra, host_keys, private_key
from include.writ.sources.sftp_login import logged_in

RECEIPT = "receipt.json"
MAX_RECEIPT_BYTES = 64 * 1024
_FAILURES = (paramiko.SSHException, paramiko.SFTPError, EOFError, OSError, UnicodeError)


def _folder(text: str) -> str:
    if not text.isprintable() or "\\" in text or ".." in text.split("/"):
        raise ValueError("it must be a folder on the server, without `..`, backslashes and control characters")
    return text.rstrip("/") or ("/" if text else ".")


class DropExtra(SftpExtra):
    """The extra fields of a connection of type sftp; `folder` is on the server, and must be there."""

    folder: Annotated[str, AfterValidator(_folder)] = "."


@dataclass
class _Attempt:
    """`has_begun`: the platform may see the notice from here on."""

    has_begun: bool = False


class SftpDropChannel:
    """The drop folder of one platform."""

    capabilities = Capabilities(deduplicates=True, can_be_asked=True)

    def __init__(self, platform: Platform, connection: ChannelConnection, clock: Clock) -> None:
        extra = read_extra(connection, DropExtra)
        require_unused(connection, "schema")
        if not connection.host or not connection.login:
            raise connection.wrong("is incomplete: enter the server as host, and the user as login")
        self.hosts: tuple[str, ...] = (connection.host,)
        self._platform = platform
        self._connection = connection
        self._host_keys = host_keys(connection, extra)
        self._key = private_key(connection, extra)
        self._folder = extra.folder
        self._clock = clock

    def send(self, notice: Notice) -> Receipt | Handed:
        """Leave one notice; one that lies there already is a success. See `Channel.send`."""
        require_sendable(self._platform, notice)
        attempt = _Attempt()
        with self._mapped(attempt), self._logged_in() as files:
            found = self._find(files, notice.key, files_of(notice))
            if found is None:
                unfinished = self._upload(files, notice)
                attempt.has_begun = True
                files.rename(unfinished, self._path(notice.key))
        return found or Handed(self._clock())

    def find(self, key: str) -> Receipt | Handed | None:
        """The receipt that lies beside the notice, or that the notice lies there; see `Channel.find`."""
        if not KEY.fullmatch(key):
            raise self._uncertain("the key names no folder")
        try:
            with self._mapped(_Attempt()), self._logged_in() as files:
                return self._find(files, key, ())
        except (PlatformBusy, ConfigError) as error:
            raise CouldNotAsk(f"{self._platform}: it could not be asked ({type(error).__name__})") from None

    def answers(self, after: int) -> AnswerPage:
        """None: a drop folder has receipts only."""
        return AnswerPage((), has_more=False)

    def reports(self, cursor: str) -> ReportPage:
        """None: whether it lies there is asked by `find`."""
        return ReportPage((), cursor, has_more=False)

    def _logged_in(self) -> AbstractContextManager[paramiko.SFTPClient]:
        return logged_in(self._connection, self._host_keys, self._key)

    def _path(self, *names: str) -> str:
        return "/".join((self._folder.rstrip("/"), *names))

    def _find(self, files: paramiko.SFTPClient, key: str, expected: tuple[PackedFile, ...]) -> Receipt | Handed | None:
        """What is there under `key`. A file of another content is another notice; one that is gone was fetched."""
        if not _is_there(files, self._folder):
            raise ConfigError(
                f"{self._platform}: the server has no such `folder`; correct the connection, or create it"
            )
        if not _is_there(files, self._path(key)):
            return None
        for file in expected:
            lies = _read(files, self._path(key, file.name), len(file.data) + 1)
            if lies is not None and lies != file.data:
                raise PlatformRefused(f"{self._platform}: it has another notice under the same key")
        receipt = _read(files, self._path(key, RECEIPT), MAX_RECEIPT_BYTES)
        return Handed(self._clock()) if receipt is None else self._receipt(key, receipt)

    def _receipt(self, key: str, text: bytes) -> Receipt:
        try:
            said = ReceiptMessage.model_validate_json(text)
        except ValidationError as error:
            raise self._uncertain(f"its receipt is not as agreed ({error.error_count()} faults)") from None
        if not said.is_for(key):
            raise self._uncertain("its receipt names another notice")
        return said.to_receipt()

    def _upload(self, files: paramiko.SFTPClient, notice: Notice) -> str:
        """A hidden folder with the three files; what an attempt that broke has left in it is overwritten."""
        unfinished = self._path(f".{notice.key}.part")
        if not _is_there(files, unfinished):
            files.mkdir(unfinished)
        for file in files_of(notice):
            files.putfo(BytesIO(file.data), f"{unfinished}/{file.name}", len(file.data), confirm=True)
        return unfinished

    @contextmanager
    def _mapped(self, attempt: _Attempt) -> Iterator[None]:
        # `from None`: the text of these errors names addresses and repeats what the server wrote
        try:
            yield
        except _FAILURES as error:
            raise self._meaning(error, attempt) from None

    def _meaning(self, error: Exception, attempt: _Attempt) -> WritError:
        conn_id = self._connection.conn_id
        if attempt.has_begun and not isinstance(error, PermissionError):  # that one is the server's answer
            return self._uncertain(f"the line broke while the notice was put in its place ({type(error).__name__})")
        match error:
            case paramiko.BadHostKeyException():
                what = "the server's host key is not the one in it. Ask the server's owner before you change `host_key`"
            case paramiko.AuthenticationException():
                what = "the server refused the login; correct it"
            case PermissionError():
                what = "its user may not write into the `folder`; ask the server's owner"
            case _:
                return PlatformBusy(f"{self._platform}: no connection, nothing was left ({type(error).__name__})")
        return ConfigError(f"{self._platform}: the connection {conn_id}: {what}. Nothing was left")

    def _uncertain(self, text: str) -> DeliveryUncertain:
        return DeliveryUncertain(f"{self._platform}: {text}")


def _is_there(files: paramiko.SFTPClient, path: str) -> bool:
    try:
        files.stat(path)
    except FileNotFoundError:
        return False
    return True


def _read(files: paramiko.SFTPClient, path: str, limit: int) -> bytes | None:
    try:
        with files.open(path, "rb") as file:
            return bytes(file.read(limit))
    except FileNotFoundError:
        return None
