"""A server of a benchmark, in a process of its own, so that it takes no time from what is measured."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
from tenacity import retry, stop_after_delay, wait_fixed


@contextmanager
def serving(module: str, *arguments: object) -> Iterator[tuple[int, psutil.Process]]:
    """Run `python -m module PORT arguments…` for as long as it is needed; its port on loopback, and its process."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", module, str(port), *map(str, arguments)])
    try:
        _wait_for(port)
        yield port, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait()


@retry(stop=stop_after_delay(30), wait=wait_fixed(0.1))
def _wait_for(port: int) -> None:
    socket.create_connection(("127.0.0.1", port), timeout=1).close()
