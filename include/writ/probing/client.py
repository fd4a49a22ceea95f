"""Looks at addresses, many at once and politely, and says what came back.

It follows redirects by hand, so that each target passes the guard. It keeps no cookies, uses no proxy of the machine,
reads no more than the cap, and never raises for one address: a failure of ours is a page without a status. The time
limit counts while a request runs, not while it waits for its turn: a long queue must not look like a dead platform.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence

import aiohttp
from yarl import URL

from include.writ.domain.verdict import Page
from include.writ.probing.body import decode
from include.writ.probing.faults import FAULTS, describe
from include.writ.probing.guard import check_url
from include.writ.probing.network import Network, PublicNetwork, SimulatedNetwork
from include.writ.probing.sockets import GuardedSockets

__all__ = ["Network", "PublicNetwork", "SimulatedNetwork", "fetch_pages"]

USER_AGENT = "Writ-probe (+contact in the notice)"
MAX_BODY_BYTES = 512 * 1024
MAX_REDIRECTS = 5
TOTAL_S = 10.0
AT_ONCE = 100
AT_ONCE_PER_HOST = 8
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


async def fetch_pages(urls: Sequence[str], network: Network) -> list[Page]:
    """Return one page for each address, in the same order. Header names are in lower case.

    The bodies of all pages are in memory together, up to the cap each: give it batches of some hundreds.
    """
    sockets = GuardedSockets(network.allows)
    connector = aiohttp.TCPConnector(ssl=network.trust(), resolver=network.resolver(), socket_factory=sockets.open)
    async with aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": USER_AGENT},
        timeout=aiohttp.ClientTimeout(total=None),
        trust_env=False,
    ) as session:
        visitor = _Visitor(session)
        pages = await asyncio.gather(*(visitor.visit(url) for url in urls))
    await sockets.hang_up()
    return list(pages)


class _Visitor:
    """One session's requests: turns, redirects, time."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._turn_at: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(AT_ONCE_PER_HOST))

    async def visit(self, url: str) -> Page:
        """Return the page at the end of the redirects, or a page without status that says why there is none."""
        at, left_s = url, TOTAL_S
        try:
            for _ in range(MAX_REDIRECTS + 1):
                target = check_url(at)
                found, took_s = await self._take_turn(target, left_s)
                if isinstance(found, Page):
                    return found
                at, left_s = found, left_s - took_s
        except FAULTS as fault:
            return _nothing(at, describe(fault))
        return _nothing(at, "too many redirects")

    async def _take_turn(self, url: URL, left_s: float) -> tuple[Page | str, float]:
        """Make one request within the time that is left. The host's turn comes first: it must not hold the rest."""
        async with self._turn_at[url.raw_host or ""], self._turn:
            clock = asyncio.get_running_loop().time
            started = clock()
            async with asyncio.timeout(left_s):
                found = await self._ask(url)
            return found, clock() - started

    async def _ask(self, url: URL) -> Page | str:
        """Return the page, or the address that it redirects to."""
        async with self._session.get(url, allow_redirects=False) as response:
            target = response.headers.get("Location")
            if response.status in _REDIRECTS and target is not None:
                return str(url.join(URL(target)))
            body = decode(await _read_bounded(response.content), response.charset)
            return Page(response.status, _headers_of(response), body, str(url))


async def _read_bounded(stream: aiohttp.StreamReader) -> bytes:
    """Read the beginning of the body, up to the cap; the rest is never asked for."""
    body = bytearray()
    async for chunk in stream.iter_chunked(64 * 1024):
        body += chunk
        if len(body) >= MAX_BODY_BYTES:
            break
    return bytes(body[:MAX_BODY_BYTES])


def _headers_of(response: aiohttp.ClientResponse) -> dict[str, str]:
    """Return headers by lower-case name, repeated ones joined. Cookies are left out: nobody needs them in a record."""
    names = dict.fromkeys(name.lower() for name in response.headers)
    return {name: ", ".join(response.headers.getall(name)) for name in names if name != "set-cookie"}


def _nothing(url: str, why: str) -> Page:
    return Page(status=None, headers={}, body="", final_url=url, error=why)
