"""Reading our mailbox behind a cursor, without leaving a trace in it: nothing is marked, moved or deleted.

The cursor is the mailbox's own (RFC 3501: UIDVALIDITY and UID). A mailbox that was made anew is read from its
beginning. Of each message only the beginning is fetched, where a report says what it reports.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from imapclient import IMAPClient, SocketTimeout  # type: ignore[import-untyped]
from imapclient.exceptions import (  # type: ignore[import-untyped]
    IMAPClientAbortError,
    IMAPClientError,
    LoginError,
)

from include.writ.channels.mail_settings import MailSettings
from include.writ.domain.delivery import Letter
from include.writ.domain.ids import sha256_hex
from include.writ.errors import ConfigError, ContractBroken, PlatformBusy

PAGE_SIZE = 50
UIDS_AT_ONCE = 10_000
STRETCHES_AT_ONCE = 100
MAX_MESSAGE_BYTES = 256 * 1024
TIMEOUT = SocketTimeout(10.0, 30.0)
_CURSOR = re.compile(r"([0-9]{1,10}):([0-9]{1,10})")
_NOT_NOW = re.compile(r"\[(UNAVAILABLE|INUSE|SERVERBUG)\]")  # RFC 5530
_BODY = f"BODY.PEEK[]<0.{MAX_MESSAGE_BYTES}>"


@dataclass(frozen=True, slots=True)
class MailPage:
    """Messages in the order in which they came, by the mailbox's clock, and where the next page begins."""

    letters: Sequence[Letter]
    cursor: str
    has_more: bool


def read_page(platform: str, settings: MailSettings, cursor: str) -> MailPage:
    """The messages behind `cursor`; "" is the beginning.

    `PlatformBusy`: later. `ConfigError`: wrong server, login or mailbox. `ContractBroken`: not as IMAP says.
    """
    with _mailbox(platform, settings) as (client, validity, next_uid):
        uids, end = _next_uids(client, _last_read(cursor, validity), next_uid - 1)
        found = client.fetch(uids, ["INTERNALDATE", _BODY]) if uids else {}
        letters = tuple(_letter(found[uid]) for uid in uids if uid in found)
        return MailPage(letters, f"{validity}:{end}", has_more=end < next_uid - 1)


def _next_uids(client: IMAPClient, last: int, newest: int) -> tuple[list[int], int]:
    """The next numbers above `last`, and how far was looked; a mailbox may have long stretches without any."""
    for _ in range(STRETCHES_AT_ONCE):
        end = min(last + UIDS_AT_ONCE, newest)
        if end <= last:
            break
        uids = sorted(uid for uid in client.search(["UID", f"{last + 1}:{end}"]) if last < uid <= end)
        if len(uids) > PAGE_SIZE:
            return uids[:PAGE_SIZE], uids[PAGE_SIZE - 1]
        if uids:
            return uids, end
        last = end
    return [], last


@contextmanager
def _mailbox(platform: str, settings: MailSettings) -> Iterator[tuple[IMAPClient, int, int]]:
    """The open mailbox, read-only, its UIDVALIDITY and its UIDNEXT."""
    door = settings.back
    try:
        with IMAPClient(door.host, door.port, ssl_context=settings.tls, timeout=TIMEOUT) as client:
            client.normalise_times = False
            client.login(door.login, door.password)
            state = _selected(platform, client, settings.mailbox)
            yield client, int(state[b"UIDVALIDITY"]), int(state[b"UIDNEXT"])
    except LoginError as error:
        if _NOT_NOW.search(str(error)):
            raise PlatformBusy(f"{platform}: the mailbox takes no login now") from None
        raise _wrong(platform, "refuses the login; correct `imap_login` and `imap_password`") from None
    except ssl.SSLCertVerificationError:
        raise _wrong(platform, "has no trusted certificate of its name; correct `imap_host` or `ca_file`") from None
    except (IMAPClientError, OSError, EOFError) as error:
        raise PlatformBusy(f"{platform}: the mailbox could not be read ({type(error).__name__})") from None
    except (KeyError, ValueError, TypeError) as error:
        raise ContractBroken(f"{platform}: the mailbox answers not as agreed ({type(error).__name__})") from None


def _selected(platform: str, client: IMAPClient, name: str) -> dict[bytes, Any]:
    try:
        state: dict[bytes, Any] = client.select_folder(name, readonly=True)
    except IMAPClientAbortError:
        raise
    except IMAPClientError:
        raise _wrong(platform, "has no such mailbox; correct `mailbox`") from None
    return state


def _last_read(cursor: str, validity: int) -> int:
    found = _CURSOR.fullmatch(cursor)
    return int(found[2]) if found and int(found[1]) == validity else 0


def _letter(found: dict[bytes, Any]) -> Letter:
    arrived_at: datetime = found[b"INTERNALDATE"]
    raw = bytes(found[b"BODY[]<0>"])
    return Letter(sha256_hex(raw), arrived_at.astimezone(UTC), raw)


def _wrong(platform: str, what: str) -> ConfigError:
    return ConfigError(f"{platform}: the mail server of the mailbox {what} of the connection")
