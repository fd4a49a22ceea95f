"""Puts the simulator on loopback sockets: HTTP for its APIs, HTTPS for public pages, SMTP and IMAP for mail desks.

It listens on 127.0.0.1 only. Its certificate comes from an authority that it makes at each start and that nobody
trusts but who is given `ca.pem`.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import trustme
from aiohttp import web
from anyio.from_thread import start_blocking_portal

from include.writ.clock import Clock
from include.writ.simulator import control_api, monitoring_api, pages, platforms_api
from include.writ.simulator.addresses import HOSTS
from include.writ.simulator.http import STATE
from include.writ.simulator.mail_desk import MailRoom
from include.writ.simulator.mail_servers import serve_mail
from include.writ.simulator.state import State

LOOPBACK = "127.0.0.1"
_SHUTDOWN_SECONDS = 1.0
MOST_BYTES = 32 * 1024 * 1024  # a notice with its PDF


@dataclass(frozen=True, slots=True)
class Simulator:
    """Where a running simulator can be reached, and whom to trust there."""

    api_url: str
    tls_port: int
    ca_file: Path
    smtp_port: int
    imap_port: int


@asynccontextmanager
async def serve(
    folder: Path,
    seed: int,
    clock: Clock,
    *,
    port: int = 0,
    tls_port: int = 0,
    smtp_port: int = 0,
    imap_port: int = 0,
) -> AsyncIterator[Simulator]:
    """Run the simulator inside this event loop; port 0 takes a free one."""
    state, ca_file = State(folder, seed, clock), folder / "ca.pem"
    of_pages, of_mail = _certify(ca_file)
    room = MailRoom(state)
    apis = _runner(state, (*control_api.routes, *monitoring_api.routes, *platforms_api.routes))
    public = _runner(state, pages.routes)
    try:
        api_port = await _listen(apis, port, None)
        public_port = await _listen(public, tls_port, of_pages)
        async with serve_mail(room, of_mail, smtp_port=smtp_port, imap_port=imap_port) as mail:
            room.mailbox = mail.mailbox
            url = f"http://{LOOPBACK}:{api_port}"
            yield Simulator(url, public_port, ca_file, mail.smtp_port, mail.imap_port)
    finally:
        await public.cleanup()
        await apis.cleanup()


@contextmanager
def running_simulator(state: Path, seed: int, clock: Clock) -> Iterator[Simulator]:
    """Run the simulator in a thread on free ports, for as long as the block lasts."""
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(serve(state, seed, clock)) as simulator:
        yield simulator


def _runner(state: State, routes: Iterable[web.AbstractRouteDef]) -> web.AppRunner:
    app = web.Application(client_max_size=MOST_BYTES)
    app[STATE] = state
    app.add_routes(routes)
    return web.AppRunner(app, access_log=None, shutdown_timeout=_SHUTDOWN_SECONDS)


async def _listen(runner: web.AppRunner, port: int, certificate: ssl.SSLContext | None) -> int:
    await runner.setup()
    await web.TCPSite(runner, LOOPBACK, port, ssl_context=certificate).start()
    return int(runner.addresses[0][1])


def _certify(ca_file: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """For the public pages and for the mail servers, of one authority."""
    authority = trustme.CA(organization_name="Writ simulator")
    of_pages = _context(authority, *(name for host in HOSTS for name in (host, f"*.{host}")))
    of_mail = _context(authority, LOOPBACK, "localhost")
    fresh = ca_file.with_suffix(".new")
    authority.cert_pem.write_to_path(str(fresh))
    fresh.replace(ca_file)
    return of_pages, of_mail


def _context(authority: trustme.CA, *names: str) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(*names).configure_cert(context)
    return context
