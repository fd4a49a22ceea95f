"""`python -m include.writ.simulator`: run the simulator until it is told to stop.

The first line on stdout is JSON and says where it listens.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
from dataclasses import asdict
from pathlib import Path

from include.writ.clock import Clock, file_clock, system_clock
from include.writ.simulator.app import serve
from include.writ.simulator.world import DEFAULT_SEED


def main() -> None:
    """Read the command line and serve until SIGINT or SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m include.writ.simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=8901, help="plain HTTP: monitoring, platform APIs, control")
    parser.add_argument("--tls-port", type=int, default=8902, help="HTTPS: the platforms' public pages")
    parser.add_argument("--smtp-port", type=int, default=0, help="SMTP: the platforms' mail desks; 0 is a free one")
    parser.add_argument("--imap-port", type=int, default=0, help="IMAP: the authority's mailbox; 0 is a free one")
    parser.add_argument("--state", type=Path, required=True, metavar="DIR", help="notices.jsonl and ca.pem")
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help="another seed is another world")
    parser.add_argument("--clock", type=Path, metavar="FILE", help="a file whose ISO 8601 time stands for now")
    arguments = parser.parse_args()
    clock = file_clock(arguments.clock) if arguments.clock else system_clock
    asyncio.run(_run(arguments, clock))


async def _run(arguments: argparse.Namespace, clock: Clock) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    names = ("port", "tls_port", "smtp_port", "imap_port")
    ports = {name: getattr(arguments, name) for name in names}
    async with serve(arguments.state, arguments.seed, clock, **ports) as simulator:
        where = asdict(simulator) | {"ca_file": str(simulator.ca_file)}
        print(json.dumps(where), flush=True)
        await stop.wait()


if __name__ == "__main__":
    main()
