"""Ends the stack of this folder, whoever runs it, and what a killed one left behind (`make clean` does it first).

The data stay; deleting them is the Makefile's part.
"""

from __future__ import annotations

import sys
from pathlib import Path

import psutil

from include.writ import settings
from include.writ.local.postgres import stop_server
from include.writ.local.state import StackRunning, end_leftovers, only_one, read_record

_LIMIT_SECONDS = 60


def stop_stack(var: Path) -> bool:
    """Ask a running stack to stop and wait for it, then end leftovers; whether one was running."""
    if not var.exists():
        return False
    was_running = _ask_owner(var)
    with only_one(var):
        end_leftovers(var)
        stop_server(var / "postgres")
    return was_running


def _ask_owner(var: Path) -> bool:
    try:
        with only_one(var):
            return False
    except StackRunning:
        record = read_record(var)
        owner = record.owner.find() if record else None
        if owner is None:
            raise
        owner.terminate()
        psutil.wait_procs([owner], timeout=_LIMIT_SECONDS)
        return True


if __name__ == "__main__":
    try:
        if stop_stack(settings.var_dir()):
            print("stopped what was running")
    except StackRunning as running:
        print(running, file=sys.stderr)
        sys.exit(1)
