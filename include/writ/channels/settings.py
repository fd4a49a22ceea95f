"""What an Airflow connection says about a channel, and what every channel demands of a notice.

Refused: an extra field that no channel knows, a key that could name another file or another header than its own, a
notice without a signature, and one that is larger than any channel should have to carry.
"""

from __future__ import annotations

import re
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from include.writ.domain.delivery import KEY, Notice
from include.writ.errors import PlatformRefused
from include.writ.sources.base import SourceConnection

MAX_NOTICE_BYTES = 20 * 1024 * 1024
_DETACHED = re.compile(r"[0-9A-Za-z_-]+\.\.[0-9A-Za-z_-]+")  # RFC 7515, appendix F


@dataclass(frozen=True, slots=True)
class ChannelConnection(SourceConnection):
    """What an Airflow connection says about a channel. The password and the extra fields are never shown."""

    page: ClassVar[str] = "docs/channels.md"


def require_unused(connection: ChannelConnection, *fields: str) -> None:
    """Raise `ConfigError` for a field that this channel would ignore, for somebody may rely on it."""
    for field in fields:
        if getattr(connection, field):
            raise connection.wrong(
                f"has a {field}, which a channel of its type does not use; {connection.page} shows one"
            )


def require_sendable(platform: str, notice: Notice) -> None:
    """Raise `PlatformRefused` for a key that cannot be a name, for no signature, and for a notice above the cap."""
    if not KEY.fullmatch(notice.key):
        raise PlatformRefused(f"{platform}: the key of the notice cannot name a file or a message; nothing was sent")
    if not _DETACHED.fullmatch(notice.signature):
        raise PlatformRefused(f"{platform}: the notice carries no detached signature; sign it anew. Nothing was sent")
    if len(notice.document) + len(notice.signature) + len(notice.pdf) > MAX_NOTICE_BYTES:
        raise PlatformRefused(f"{platform}: the notice is above {MAX_NOTICE_BYTES} bytes; nothing was sent")


def trust(connection: ChannelConnection, ca_file: str) -> ssl.SSLContext:
    """TLS as a client: certificate and name are checked, against the system's authorities or those of `ca_file`."""
    if ca_file and not Path(ca_file).is_absolute():
        raise connection.wrong("has a `ca_file` that is no absolute path")
    try:
        return ssl.create_default_context(cafile=ca_file or None)
    except (OSError, ValueError):
        raise connection.wrong("has a `ca_file` that cannot be read as certificates in PEM; mend it") from None
