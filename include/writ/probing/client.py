"""Looks at addresses, many at once and politely, and says what came back.

It follows redirects by hand, so that each target passes the guard and the manners of its host. It keeps no cookies,
sends no referer and no credentials, uses no proxy but one that it is given, reads no more than the caps, and never
raises for one address: a failure of ours is a page without a status. The time limit counts while a request runs, not
while it waits for its turn: a long queue must not look like a dead platform.
"""

from __future__ import annotations

import asyncio
import gc
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from typing import NamedTuple, TypeVar

import aiohttp
from yarl import URL

from include.writ.domain.verdict import Page
from include.writ.probing.body import decode
from include.writ.probing.faults import FAULTS, describe
from include.writ.probing.guard import check_url
from include.writ.probing.manners import MAX_ROBOTS_BYTES, Host, Manners
from include.writ.probing.network import Network, PublicNetwork, SimulatedNetwork
from include.writ.probing.proxy import Proxy, ProxyConnector
from include.writ.probing.sockets import GuardedSockets

__all__ = ["Network", "PublicNetwork", "SimulatedNetwork", "Visitor", "fetch_pages", "visiting"]

USER_AGENT = "Writ-probe (+contact in the notice)"
MAX_BODY_BYTES = 512 * 1024
MAX_HEADERS = 100
MAX_HEADER_BYTES = 8190
MAX_REDIRECTS = 5
TOTAL_S = 10.0
KEPT_OPEN_S = 5.0
AT_ONCE = 200
AT_ONCE_PER_HOST = 8
_COLLECT_AFTER = 20_000  # new objects
_REDIRECTS = frozenset({301, 302, 303, 307, 308})

T = TypeVar("T")


async def fetch_pages(
    urls: Sequence[str], network: Network, manners: Manners | None = None, proxy: Proxy | None = None
) -> list[Page]:
    """Return one page for each address, in the same order. Header names are in lower case.

    The bodies of all pages are in memory together, up to the cap each: `Visitor.fetch_each` keeps none.
    """
    async with visiting(network, manners or Manners(), proxy) as visitor:
        return await visitor.fetch_each(urls, _keep)


@asynccontextmanager
async def visiting(network: Network, manners: Manners, proxy: Proxy | None = None) -> AsyncIterator[Visitor]:
    """Hold the connections of one round of probes; they are all hung up at its end."""
    with _rare_collections():
        async with _visitor(network, manners, proxy) as visitor:
            yield visitor


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Let the garbage collector look seldom, and only at what the round makes: requests leave few cycles behind."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


@asynccontextmanager
async def _visitor(network: Network, manners: Manners, proxy: Proxy | None) -> AsyncIterator[Visitor]:
    sockets = GuardedSockets(network.allows)
    connect = partial(ProxyConnector, proxy, sockets) if proxy else aiohttp.TCPConnector
    connector = connect(
        ssl=network.trust(),
        resolver=network.resolver(),
        socket_factory=sockets.open,
        limit=AT_ONCE,
        keepalive_timeout=KEPT_OPEN_S,
    )
    async with aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": USER_AGENT},
        timeout=aiohttp.ClientTimeout(total=None),
        trust_env=False,
        max_line_size=MAX_HEADER_BYTES,
        max_field_size=MAX_HEADER_BYTES,
        max_headers=MAX_HEADERS,
    ) as session:
        yield Visitor(session, manners)
    await sockets.hang_up()


def _queue_by_host(urls: Sequence[str]) -> list[deque[int]]:
    """Return the places of the addresses of each host, so that one connection serves many of them."""
    queues: defaultdict[str, deque[int]] = defaultdict(deque)
    for place, url in enumerate(urls):
        queues["/".join(url.split("/", 3)[:3])].append(place)
    return list(queues.values())


def _workers(of_host: int, of_all: int) -> int:
    """Return how many addresses of a host are asked for at once: its share of all, but never many."""
    return min(max(1, AT_ONCE * of_host // of_all), AT_ONCE_PER_HOST, of_host)


class _Onward(NamedTuple):
    """Where a redirect leads, and the seconds that it took to say so."""

    url: str
    took_s: float


class Visitor:
    """One round's requests: turns, manners, redirects, time."""

    def __init__(self, session: aiohttp.ClientSession, manners: Manners) -> None:
        self._session = session
        self._manners = manners
        self._clock = asyncio.get_running_loop().time
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._at_hand = asyncio.Semaphore(2 * AT_ONCE)
        self._turn_at: defaultdict[Host, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(AT_ONCE_PER_HOST))
        self._asked_for_robots: dict[Host, asyncio.Task[None]] = {}

    async def fetch_each(self, urls: Sequence[str], read: Callable[[int, Page], Awaitable[T]]) -> list[T]:
        """Return what `read` makes of each page, in the order of the addresses; it gets the place of the address too.

        A page keeps its turn until it is read: no more pages than have a turn are in memory.
        """
        found = dict[int, T]()

        async def look(places: deque[int]) -> None:
            while places:
                place = places.popleft()
                found[place] = await self._visit(urls[place], partial(read, place))

        queues = _queue_by_host(urls)
        await asyncio.gather(*(look(queue) for queue in queues for _ in range(_workers(len(queue), len(urls)))))
        return [found[place] for place in range(len(urls))]

    async def _visit(self, url: str, read: Callable[[Page], Awaitable[T]]) -> T:
        """Read the page at the end of the redirects, or a page without status that says why there is none."""
        at, left_s = url, TOTAL_S
        try:
            for _ in range(MAX_REDIRECTS + 1):
                target = check_url(at)
                found = await self._take_turn(target, left_s, read)
                if not isinstance(found, _Onward):
                    return found
                at, left_s = found.url, left_s - found.took_s
            why = "too many redirects"
        except FAULTS as fault:
            why = describe(fault)
        return await read(Page(status=None, headers={}, body="", final_url=at, error=why))

    async def _take_turn(self, url: URL, left_s: float, read: Callable[[Page], Awaitable[T]]) -> T | _Onward:
        """Make one request within the time that is left. The host's turn comes first: it must not hold the rest."""
        host = self._manners.of(url)
        if not host.is_known:
            await self._know(host, url)
        async with self._turn_at[host]:
            host.check(url)
            if (wait_s := host.reserve()) > 0:
                await asyncio.sleep(wait_s)
            async with self._at_hand:
                async with self._turn:
                    host.check(url)
                    started = self._clock()
                    async with asyncio.timeout(left_s):
                        found = await self._ask(url, host)
                return await read(found) if isinstance(found, Page) else _Onward(found, self._clock() - started)

    async def _know(self, host: Host, url: URL) -> None:
        """Have the host's robots.txt read, by whoever comes first."""
        task = self._asked_for_robots.get(host)
        if task is None:
            task = self._asked_for_robots[host] = asyncio.create_task(self._read_robots(host, url.origin()))
        await task

    async def _read_robots(self, host: Host, origin: URL) -> None:
        """Ask once a round, following redirects (RFC 9309 section 2.3.1.2)."""
        at = str(origin / "robots.txt")
        try:
            async with self._turn, asyncio.timeout(TOTAL_S):
                for _ in range(MAX_REDIRECTS + 1):
                    found = await self._ask(check_url(at), host, MAX_ROBOTS_BYTES)
                    if isinstance(found, Page):
                        return host.learn(found.status, found.body)
                    at = found
        except FAULTS as fault:
            return host.learn(None, describe(fault))
        return host.learn(404, "")

    async def _ask(self, url: URL, host: Host, max_bytes: int = MAX_BODY_BYTES) -> Page | str:
        """Return the page, or the address that it redirects to."""
        async with self._session.get(url, allow_redirects=False) as response:
            target = response.headers.get("Location")
            if response.status in _REDIRECTS and target is not None:
                return str(url.join(URL(target)))
            host.pause_if_asked(response.status, response.headers)
            body = decode(await _read_bounded(response.content, max_bytes), response.charset)
            return Page(response.status, _headers_of(response), body, str(url))


async def _read_bounded(stream: aiohttp.StreamReader, max_bytes: int) -> bytes:
    """Read the beginning of the body, up to the cap; the rest is never asked for."""
    body = bytearray()
    async for chunk in stream.iter_chunked(64 * 1024):
        body += chunk
        if len(body) >= max_bytes:
            break
    return bytes(body[:max_bytes])


def _headers_of(response: aiohttp.ClientResponse) -> dict[str, str]:
    """Return headers by lower-case name, repeated ones joined. Cookies are left out: nobody needs them in a record."""
    names = dict.fromkeys(name.lower() for name in response.headers)
    return {name: ", ".join(response.headers.getall(name)) for name in names if name != "set-cookie"}


async def _keep(_: int, page: Page) -> Page:
    return page
