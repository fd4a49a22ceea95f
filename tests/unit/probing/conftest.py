"""A small world of web pages on real sockets: TLS for the simulated network, plain HTTP for the public one."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import trustme
from aiohttp import web

from include.writ.probing.network import SimulatedNetwork

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
HOSTS = ("vk.com", "m.vk.com", "ok.ru", "*.livejournal.com")


@dataclass
class World:
    """`pages` maps `host/path` to a handler. `seen` holds every request that arrived but those for robots.txt."""

    port: int = 0
    pages: dict[str, Handler] = field(default_factory=dict)
    seen: list[web.BaseRequest] = field(default_factory=list)
    robots_asked: list[str] = field(default_factory=list)

    def page(self, address: str, body: bytes = b"page", *, status: int = 200, **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}

        async def answer(_request: web.BaseRequest) -> web.StreamResponse:
            return web.Response(status=status, body=body, headers=named)

        self.pages[address] = answer

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.path == "/robots.txt":
            self.robots_asked.append(request.host)
        else:
            self.seen.append(request)
        handler = self.pages.get(request.host + request.path)
        return await handler(request) if handler else web.Response(status=404, text="none")


@contextmanager
def serving(world: World, host: str, tls: ssl.SSLContext | None) -> Iterator[None]:
    loop = asyncio.new_event_loop()

    async def start() -> web.ServerRunner:
        runner = web.ServerRunner(web.Server(world.handle, handler_cancellation=True), shutdown_timeout=0)
        await runner.setup()
        await web.TCPSite(runner, host, 0, ssl_context=tls).start()
        world.port = runner.addresses[0][1]
        return runner

    runner = loop.run_until_complete(start())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def world(authority: trustme.CA) -> Iterator[World]:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(*HOSTS).configure_cert(tls)
    pages = World()
    with serving(pages, "127.0.0.1", tls):
        yield pages


@pytest.fixture
def network(world: World, authority: trustme.CA, tmp_path: Path) -> SimulatedNetwork:
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    return SimulatedNetwork("127.0.0.1", world.port, tmp_path / "ca.pem")


@pytest.fixture
def public_world() -> Iterator[World]:
    pages = World()
    with serving(pages, "127.0.0.2", None):
        yield pages


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
