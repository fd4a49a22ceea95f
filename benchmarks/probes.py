"""Probes per second over loopback, 200 in flight, without and with 50 ms latency: `python -m benchmarks.probes`.

What is measured is a look as the task takes it, but for the database: every guard and every limit on, robots.txt read,
each page judged. There are so many host names that no limit of one host binds. The reference is the bare HTTP client
(aiohttp, 200 in flight) reading the same pages from the same server in turn with it; the median of three rounds counts.
`ratio` is our rate to its, the worse of the two.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

import aiohttp
import trustme

from benchmarks._load import measured_load
from benchmarks._serving import serving
from include.writ.domain.content import Platform
from include.writ.probing.client import visiting
from include.writ.probing.guard import FixedResolver
from include.writ.probing.manners import Manners
from include.writ.probing.network import SimulatedNetwork
from include.writ.services.probe import Target
from include.writ.wiring.judging import judging
from include.writ.wiring.looking import PROBES_AT_ONCE, look_at

IN_FLIGHT = 200
HOSTS = 400
ROUNDS = 3
LATENCIES_MS = (0, 50)


def measure(pages: int) -> dict[str, object]:
    """Pages per second of both sides, at each latency."""
    urls = [f"http://reader{n % HOSTS}.livejournal.com/{1000 + n // HOSTS}.html" for n in range(pages)]
    figures: dict[str, Any] = {"benchmark": "probes", "pages": pages, "in_flight": IN_FLIGHT, "hosts": HOSTS}
    others, ratios = [], []
    for latency_ms in LATENCIES_MS:
        with serving("benchmarks._pages", latency_ms) as (port, process), measured_load(process) as load:
            ours, bare = _compare(urls, port)
        others.append(load.others)
        ratios.append(ours / bare)
        figures |= {
            f"per_second_{latency_ms}ms": round(ours, 1),
            f"bare_per_second_{latency_ms}ms": round(bare, 1),
            f"ratio_{latency_ms}ms": round(ours / bare, 3),
        }
    return figures | {"ratio": round(min(ratios), 3), "others_cpu_share": round(max(others), 3)}


def _compare(urls: list[str], port: int) -> tuple[float, float]:
    """Pages per second of ours and of the bare client; the first round of each warms up."""
    with tempfile.TemporaryDirectory() as folder:
        ca_file = Path(folder) / "ca.pem"
        trustme.CA().cert_pem.write_to_path(str(ca_file))
        network = SimulatedNetwork("127.0.0.1", port, ca_file)
        ours, bare = [], []
        for _ in range(ROUNDS + 1):
            bare.append(_rate(len(urls), lambda: _fetch_bare(urls, port)))
            ours.append(_rate(len(urls), lambda: _look(urls, network)))
    return median(ours[1:]), median(bare[1:])


def _rate(pages: int, run: Callable[[], Coroutine[Any, Any, None]]) -> float:
    began = time.perf_counter()
    asyncio.run(run())
    return pages / (time.perf_counter() - began)


async def _look(urls: list[str], network: SimulatedNetwork) -> None:
    targets = [Target(UUID(int=n), Platform.LIVEJOURNAL, url) for n, url in enumerate(urls)]
    async with visiting(network, Manners()) as visitor, judging() as judge:
        for first in range(0, len(targets), PROBES_AT_ONCE):
            seen = await look_at(targets[first : first + PROBES_AT_ONCE], visitor, judge)
            if any(sight.judgement.verdict == "unknown" for _, sight in seen):
                raise SystemExit(f"not every page got its verdict: {seen[0]}")


async def _fetch_bare(urls: list[str], port: int) -> None:
    connector = aiohttp.TCPConnector(limit=IN_FLIGHT, resolver=FixedResolver("127.0.0.1", port))
    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as session:
        turn = asyncio.Semaphore(IN_FLIGHT)

        async def get(url: str) -> None:
            async with turn, session.get(url) as response:
                await response.read()

        await asyncio.gather(*(get(url) for url in urls))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=4_000)
    print(json.dumps(measure(parser.parse_args().pages)))
