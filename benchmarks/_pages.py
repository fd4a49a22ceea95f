"""Public pages on a loopback socket: what both sides of `benchmarks.probes` look at. It does nothing but answer.

Every host has no robots.txt, and a page at every address: of four, two show an item that names itself, one is missing,
one is a login wall. `python -m benchmarks._pages PORT LATENCY_MS`.
"""

from __future__ import annotations

import asyncio
import sys
from urllib.parse import urlsplit

_MENU = "".join(f'<li><a href="/m{n}"><span>Раздел {n}</span></a></li>' for n in range(6))
_FRAME = (
    '<!DOCTYPE html><html lang="ru"><head><meta charset="utf-8"><title>{title}</title>{head}<script>(function(w){{'
    + "w.q=(w.q||[]).concat(1);" * 16
    + "}})(window)</script></head><body><header><ul>{menu}</ul></header><main>{main}</main></body></html>"
)
_FORM = '<h1>Войдите, чтобы продолжить</h1><form action="/login.bml"><input type="password" name="p"></form>'
_TEXT = "<article><h1>Запись</h1><p>" + "Вымышленный текст записи. " * 20 + "</p></article>"


def page(host: str, path: str) -> tuple[int, bytes]:
    """Status and body of the page at an address."""
    if path == "/robots.txt":
        return 404, b"none"
    kind = sum(map(ord, path)) % 4
    if kind < 2:
        itself = f'<link rel="canonical" href="https://{host}{path}">'
        return 200, _FRAME.format(title="Запись", head=itself, menu=_MENU, main=_TEXT).encode()
    if kind == 2:
        return 404, _FRAME.format(title="Ошибка", head="", menu=_MENU, main="<h1>Страница не найдена</h1>").encode()
    return 200, _FRAME.format(title="Вход", head="", menu=_MENU, main=_FORM).encode()


class _Answering(asyncio.Protocol):
    """One connection: answers each request after the latency."""

    def __init__(self, latency_s: float) -> None:
        self._latency_s = latency_s
        self._left = b""
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See `asyncio.Protocol`."""
        if isinstance(transport, asyncio.WriteTransport):
            self._transport = transport

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol`."""
        *requests, self._left = (self._left + data).split(b"\r\n\r\n")
        for request in requests:
            answer = _answer(request)
            if self._latency_s:
                asyncio.get_running_loop().call_later(self._latency_s, self._send, answer)
            else:
                self._send(answer)

    def _send(self, answer: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(answer)


def _answer(request: bytes) -> bytes:
    first, *lines = request.decode("latin-1").split("\r\n")
    host = next(line.partition(":")[2].strip() for line in lines if line.lower().startswith("host:"))
    status, body = page(host, urlsplit(first.split(" ")[1]).path)
    head = f"HTTP/1.1 {status} X\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


async def _serve(port: int, latency_ms: float) -> None:
    server = await asyncio.get_running_loop().create_server(
        lambda: _Answering(latency_ms / 1000), "127.0.0.1", port, backlog=1000
    )
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), float(sys.argv[2])))
