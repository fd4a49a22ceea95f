"""A forward proxy on loopback, over real sockets: HTTP CONNECT and SOCKS 5 on one port."""

from __future__ import annotations

import asyncio
import base64
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import ip_address


@dataclass
class ForwardProxy:
    """`asked`: every target as it was named. `refusal`: a status that every CONNECT gets. `login`: `name:password`.

    `leads_to`: where all connections end, in place of their target.
    """

    port: int = 0
    asked: list[tuple[str, int]] = field(default_factory=list)
    refusal: bytes = b""
    login: str = ""
    leads_to: tuple[str, int] | None = None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until either side ends it."""
        with suppress(OSError, asyncio.IncompleteReadError), closing(writer):
            first = await reader.readexactly(1)
            target = await (self._socks(reader, writer) if first == b"\x05" else self._connect(reader, writer))
            if target is not None:
                await self._pass_on(reader, writer, self.leads_to or target)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[str, int] | None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        method, authority, _ = head.split("\r\n")[0].split()
        host, _, port = authority.rpartition(":")
        self.asked.append((host.strip("[]"), int(port)))
        assert method == "ONNECT"
        wanted = f"Proxy-Authorization: Basic {base64.b64encode(self.login.encode()).decode()}\r\n"
        if self.login and wanted not in head:
            self.refusal = b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"
        writer.write(self.refusal or b"HTTP/1.1 200 Connection established\r\n\r\n")
        await writer.drain()
        return None if self.refusal else self.asked[-1]

    async def _socks(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[str, int] | None:
        await reader.readexactly((await reader.readexactly(1))[0])
        writer.write(b"\x05\x00")
        *_, kind = await reader.readexactly(4)
        if kind == 3:
            host = (await reader.readexactly((await reader.readexactly(1))[0])).decode()
        else:
            host = str(ip_address(await reader.readexactly({1: 4, 4: 16}[kind])))
        self.asked.append((host, int.from_bytes(await reader.readexactly(2), "big")))
        writer.write((self.refusal or b"\x05\x00\x00\x01") + bytes(6))
        await writer.drain()
        return None if self.refusal else self.asked[-1]

    async def _pass_on(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, target: tuple[str, int]
    ) -> None:
        there, back = await asyncio.open_connection(*target)
        with closing(back):
            await asyncio.gather(_pump(reader, back), _pump(there, writer))


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError), closing(writer):
        while data := await reader.read(64 * 1024):
            writer.write(data)
            await writer.drain()


@contextmanager
def forwarding(proxy: ForwardProxy | None = None) -> Iterator[ForwardProxy]:
    """A proxy that runs in a thread of its own."""
    proxy = proxy or ForwardProxy()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(asyncio.start_server(proxy.serve, "127.0.0.1", 0), loop).result(5)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        asyncio.run_coroutine_threadsafe(_end(server), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _end(server: asyncio.Server) -> None:
    server.close()
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.sleep(0)  # what was closed is let go of in the next turn of the loop
