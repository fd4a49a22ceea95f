"""What every source of exports offers, what it is given to do so, and where a remote service is.

An `Endpoint` refuses an address that would send its token in clear text over a network: plain http is for loopback.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any, ClassVar, Protocol
from urllib.parse import SplitResult, urlsplit

from include.writ.errors import ConfigError

# an export of five million findings is about 1.5 GiB
MAX_EXPORT_BYTES = 2 * 1024**3

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The address of a remote service and the token that opens it. The token is never shown."""

    base_url: str
    token: str = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse at start what could only fail, or leak the token, at the first request."""
        require_safe_url(self.base_url)
        if not (self.token.isascii() and self.token.isprintable() and self.token.strip()):
            raise ConfigError("the token of an endpoint must be printable ASCII and not empty")


@dataclass(frozen=True, slots=True)
class SourceConnection:
    """What an Airflow connection says about a source. The password and the extra fields are never shown."""

    page: ClassVar[str] = "docs/sources.md"

    conn_id: str
    conn_type: str
    host: str = ""
    port: int | None = None
    login: str = ""
    password: str = field(default="", repr=False)
    schema: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def wrong(self, what: str) -> ConfigError:
        """The error that names this connection and says what to enter."""
        return ConfigError(f"the Airflow connection {self.conn_id} {what}")


@dataclass(frozen=True, slots=True)
class Known:
    """The export of the day that we have already, with the sender's own marks of it."""

    sha256: str
    size: int
    etag: str | None
    modified: str | None


@dataclass(frozen=True, slots=True)
class Unchanged:
    """What is there is the export that we have already; `sha256` names it."""

    sha256: str


@dataclass(frozen=True, slots=True)
class FetchedExport:
    """One day's export exactly as it was sent, in a file that now belongs to the caller.

    `sha256` is hex; `name` is the sender's file name without folders; `etag` and `modified` are the sender's own marks
    of this version, in its own form, when it gave any.
    """

    path: Path
    sha256: str
    size: int
    name: str
    etag: str | None = None
    modified: str | None = None


class Source(Protocol):
    """A monitoring system that leaves one export for each day somewhere."""

    @property
    def host(self) -> str | None:
        """The name or address of the machine that is asked; None when it is this one."""

    def fetch(self, day: date, known: Known | None, into: Path) -> FetchedExport | Unchanged | None:
        """Write the export of `day` into the folder `into`; None while it is not there yet.

        `SourceError`: it could not be read now. `ContractBroken`: what is there cannot be an export, or is not what
        the sender says it is. `ConfigError`: the connection or the source's settings are wrong.
        """


def require_safe_url(url: str) -> str:
    """The host of a base URL; raises `ConfigError` when it could only fail or would be read on the way."""
    parts = _split(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ConfigError("an endpoint needs a base URL such as https://host/path")
    if parts.username is not None or parts.query or parts.fragment:
        raise ConfigError("the base URL of an endpoint has no user, query or fragment; put the token into `token`")
    if parts.scheme == "http" and not _is_loopback_name(parts.hostname):
        raise ConfigError("an endpoint outside this machine must be https, or its token could be read on the way")
    return parts.hostname


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise ConfigError("the base URL of an endpoint is not a URL") from None
    return parts


def _is_loopback_name(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
