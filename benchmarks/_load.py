"""What a measurement needs to know of the machine: the memory of this process, and who else was at work."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

_STATUS = Path("/proc/self/status")


@dataclass
class Load:
    """`peak_rss_mb` of this process within the block; `others` is the share of all CPU that other programs took."""

    peak_rss_mb: float = 0.0
    others: float = 0.0
    seconds: float = 0.0


@contextmanager
def measured_load(server: psutil.Process | None) -> Iterator[Load]:
    """Watch a block of work that is done by this process and the database server `server`."""
    load = Load()
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")  # forget the peak so far
    busy, own, started = _busy(), _own(server), time.perf_counter()
    yield load
    load.seconds = time.perf_counter() - started
    capacity = load.seconds * (psutil.cpu_count() or 1)
    load.others = max(0.0, (_busy() - busy) - (_own(server) - own)) / capacity
    load.peak_rss_mb = _peak_rss_mb()


def _busy() -> float:
    times = psutil.cpu_times()
    return float(times.user + times.nice + times.system + times.irq + times.softirq)


def _own(server: psutil.Process | None) -> float:
    mine = psutil.Process().cpu_times()
    total = mine.user + mine.system + mine.children_user + mine.children_system
    for process in [server, *server.children()] if server else []:
        with suppress(psutil.NoSuchProcess):
            spent = process.cpu_times()
            total += spent.user + spent.system + (spent.children_user + spent.children_system)
    return float(total)


def _peak_rss_mb() -> float:
    line = next(line for line in _STATUS.read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024
