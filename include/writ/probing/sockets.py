"""The last check and the last breath of every connection of a probe.

No socket is opened for an address that the network does not allow. At the end every socket is hung up at once: a TLS
connection that was left half-read would otherwise wait half a minute for a farewell that no one needs.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress
from weakref import WeakSet

import aiohttp

from include.writ.probing.guard import Refused

_PATIENCE_S = 1.0
_GLANCE_S = 0.002


class GuardedSockets:
    """The sockets of one round of probes; `open` is what the connector calls for each connection."""

    def __init__(self, is_allowed: Callable[[str, int], bool]) -> None:
        self._is_allowed = is_allowed
        self._opened: WeakSet[socket.socket] = WeakSet()

    def open(self, info: aiohttp.AddrInfoType) -> socket.socket:
        """Open a socket for this address; `Refused` if it is not allowed."""
        self.check(info)
        family, kind, protocol, _, _ = info
        return self.keep(socket.socket(family, kind, protocol))

    def check(self, info: aiohttp.AddrInfoType) -> None:
        """Raise `Refused` if this address is not allowed."""
        target = info[4]
        if not self._is_allowed(str(target[0]), int(target[1])):
            raise Refused("address not allowed")

    def keep(self, opened: socket.socket) -> socket.socket:
        """Return this socket, which is hung up at the end as well."""
        self._opened.add(opened)
        return opened

    async def hang_up(self) -> None:
        """End what is still open, and let the event loop close it."""
        for opened in self._still_open():
            with suppress(OSError):
                opened.shutdown(socket.SHUT_RDWR)
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE_S):
                while self._still_open():
                    await asyncio.sleep(_GLANCE_S)

    def _still_open(self) -> list[socket.socket]:
        return [opened for opened in self._opened if opened.fileno() != -1]
