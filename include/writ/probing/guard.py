"""Which addresses a probe may reach.

The rules are checked in three places, because each alone has a hole: the URL before every request and redirect (the
connector never asks a resolver about a literal IP address), the resolver (the checked address is the one connected
to, so a second DNS answer cannot differ), and the socket, just before it is opened (sockets.py). Refused: any scheme
but http and https, other ports than 80 and 443, user names, addresses in place of a name, and every address that is
not public, also when it hides in an IPv6 form.
"""

from __future__ import annotations

import re
import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

_PORTS = frozenset({80, 443})
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*", re.IGNORECASE)
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")


class Refused(OSError):
    """The guard does not let this address be asked. An `OSError`, so that the connector treats it as a failure."""


def check_url(text: str) -> URL:
    """Return the parsed URL, if a probe may ask for it; raise `Refused` otherwise.

    The parsed URL itself is what is requested afterwards: a second parser could read another host from the same text.
    """
    try:
        url = URL(text)
        host, port = url.raw_host, url.port
    except ValueError:
        raise Refused("not a URL") from None
    if url.scheme not in {"http", "https"} or port not in _PORTS:
        raise Refused("scheme or port")
    if url.user is not None or url.password is not None:
        raise Refused("user name in the address")
    if not host or _stands_for_an_address(host):
        raise Refused("no host name")
    return url


def _stands_for_an_address(host: str) -> bool:
    """Tell a name from an IPv6 literal and from what a system may read as IPv4: 127.1, 2130706433, 0x7f.1."""
    return ":" in host or _NUMBER.fullmatch(host.rstrip(".").rpartition(".")[2]) is not None


def is_public(text: str) -> bool:
    """Tell whether the IP address is one of the public internet, whichever form it is written in."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv4Address):
        return _is_public_v4(address)
    embedded = _embedded_v4(address)
    if embedded is not None:
        return _is_public_v4(embedded)
    return address in _GLOBAL_UNICAST and address.is_global


def _is_public_v4(address: IPv4Address) -> bool:
    return address.is_global and not address.is_multicast and not address.is_reserved


def _embedded_v4(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that a mapped, 6to4 or NAT64 address leads to."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


class PublicResolver(AbstractResolver):
    """The system's resolver without the addresses that are not public; it fails when none is left."""

    def __init__(self) -> None:
        self._inner = aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the public addresses of `host`; `Refused` when it has none."""
        found = await self._inner.resolve(host, port, family)
        public = [result for result in found if is_public(result["host"])]
        if not public:
            raise Refused("no public address")
        return public

    async def close(self) -> None:
        """Nothing is held."""


class FixedResolver(AbstractResolver):
    """Every host name is at one address and port: a closed world."""

    def __init__(self, address: str, port: int) -> None:
        self._address = address
        self._port = port

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the one address, whatever was asked."""
        version = socket.AF_INET6 if ":" in self._address else socket.AF_INET
        return [
            ResolveResult(
                hostname=host, host=self._address, port=self._port, family=version, proto=0, flags=socket.AI_NUMERICHOST
            )
        ]

    async def close(self) -> None:
        """Nothing is held."""
