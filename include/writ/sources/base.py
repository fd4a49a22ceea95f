"""What every source of exports offers, and where a remote service is.

An `Endpoint` refuses an address that would send its token in clear text over a network: plain http is for loopback.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from ipaddress import ip_address
from typing import Protocol
from urllib.parse import SplitResult, urlsplit

from include.writ.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The address of a remote service and the token that opens it. The token is never shown."""

    base_url: str
    token: str = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse at start what could only fail, or leak the token, at the first request."""
        parts = _split(self.base_url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ConfigError("an endpoint needs a base URL such as https://host/path")
        if parts.username is not None or parts.query or parts.fragment:
            raise ConfigError("the base URL of an endpoint has no user, query or fragment; put the token into `token`")
        if parts.scheme == "http" and not _is_loopback_name(parts.hostname):
            raise ConfigError("an endpoint outside this machine must be https, or its token could be read on the way")
        if not (self.token.isascii() and self.token.isprintable() and self.token.strip()):
            raise ConfigError("the token of an endpoint must be printable ASCII and not empty")


@dataclass(frozen=True, slots=True)
class FetchedExport:
    """One day's export exactly as it was sent. `sha256` is hex; `etag` is the sender's own mark, when it gave one."""

    data: bytes = field(repr=False)
    sha256: str
    etag: str | None


class Source(Protocol):
    """A monitoring system that writes one export for each day."""

    def fetch(self, day: date) -> FetchedExport | None:
        """Return the export of `day`, or None while it is not there yet.

        `SourceError`: it could not be read now. `ContractBroken`: what is there cannot be an export.
        """


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
