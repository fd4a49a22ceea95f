"""A look from another place: the proxy there makes the connection, to an address that was resolved and checked here.

The proxy is never asked for a name, so no answer of its resolver can lead it to a network of its own. TLS is with the
platform, by the platform's name: a proxy over which a page comes cannot change it.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

import aiohttp
import python_socks
from python_socks.async_.asyncio import Proxy as Handshake

from include.writ.errors import ConfigError
from include.writ.probing.guard import is_public
from include.writ.probing.sockets import GuardedSockets

if TYPE_CHECKING:
    import asyncio
    import socket

    from aiohttp.client_proto import ResponseHandler


class Unreached(OSError):
    """The proxy is not there, or made no connection; the first argument says which, in fixed words."""


class Protocol(StrEnum):
    """How a proxy is spoken to: HTTP CONNECT (RFC 9110 section 9.3.6) or SOCKS 5 (RFC 1928)."""

    HTTP = "http"
    SOCKS5 = "socks5"


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy that an operator named, so it may be at a private address. The password is never shown."""

    protocol: Protocol
    host: str
    port: int
    login: str = ""
    password: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        """Refuse a password that could be read on the way: both protocols send it in clear."""
        if self.password and not _is_near(self.host):
            raise ConfigError("a password goes to a proxy in clear: its host must be a private or loopback IP address")


def _is_near(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return not is_public(host)


class ProxyConnector(aiohttp.TCPConnector):
    """Makes every connection through one proxy, and is otherwise as any connector.

    What is overridden is what all proxies for aiohttp override: the step from resolved addresses to a connection.
    """

    def __init__(self, proxy: Proxy, sockets: GuardedSockets, **settings: Any) -> None:
        super().__init__(**settings)
        self._proxy = proxy
        self._sockets = sockets

    async def _wrap_create_connection(
        self,
        *args: Any,
        addr_infos: list[aiohttp.AddrInfoType],
        req: aiohttp.ClientRequest,
        timeout: aiohttp.ClientTimeout,
        client_error: type[Exception] = aiohttp.ClientConnectorError,
        **kwargs: Any,
    ) -> tuple[asyncio.Transport, ResponseHandler]:
        try:
            opened = await self._reach(addr_infos[0])
            return await self._loop.create_connection(*args, **kwargs, sock=opened)
        except ssl.SSLError as fault:
            raise aiohttp.ClientConnectorSSLError(req.connection_key, fault) from fault
        except OSError as fault:
            raise client_error(req.connection_key, fault) from fault

    async def _reach(self, info: aiohttp.AddrInfoType) -> socket.socket:
        """Return a socket that leads to this address; `Refused` if it is not allowed."""
        self._sockets.check(info)
        target = info[4]
        proxy = self._proxy
        handshake = Handshake(
            python_socks.ProxyType[proxy.protocol.name],
            proxy.host,
            proxy.port,
            proxy.login or None,
            proxy.password if proxy.login else None,
        )
        try:
            return self._sockets.keep(await handshake.connect(str(target[0]), int(target[1])))
        except python_socks.ProxyError as fault:
            said = "no sense" if fault.error_code is None else fault.error_code
            raise Unreached(f"the proxy answers {said}") from None
        except OSError:
            raise Unreached("the proxy is not there") from None
