"""The child processes of the local stack: started in sessions of their own, watched, and ended together.

A child that dies is never restarted: the stack stops and shows the end of that child's log, because what a broken
process does next is not known.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from include.writ.errors import WritError
from include.writ.local.state import Started, end_sessions

_TAIL_LINES = 25
_POLL_SECONDS = 0.1


class ChildDied(WritError):
    """A process of the stack ended by itself, or did not come up in time."""


@dataclass(slots=True)
class Children:
    """Running Python modules, each with its log file in `logs`."""

    logs: Path
    environment: Mapping[str, str]
    _running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, *module_and_arguments: str) -> None:
        """Start `python -m ...`; its output goes to `<name>.log`."""
        self.logs.mkdir(parents=True, exist_ok=True)
        with self.log_of(name).open("wb") as log:
            self._running[name] = subprocess.Popen(
                [sys.executable, "-m", *module_and_arguments],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def log_of(self, name: str) -> Path:
        """Where a child's output goes."""
        return self.logs / f"{name}.log"

    def started(self) -> list[Started]:
        """What the record of the stack keeps of them."""
        return [Started.of(process.pid) for process in self._running.values()]

    def ensure_alive(self) -> None:
        """Raise `ChildDied` with the end of the log of the first child that has ended."""
        for name, process in self._running.items():
            if process.poll() is not None:
                raise ChildDied(f"{name} ended with code {process.returncode}. {self._tail(name)}")

    def wait_until(self, is_ready: Callable[[], Sequence[str]], limit_seconds: float) -> None:
        """Wait until `is_ready` names no child any more; raise `ChildDied` when one ends or the time is over."""
        end = time.monotonic() + limit_seconds
        while waiting := is_ready():
            self.ensure_alive()
            if time.monotonic() > end:
                raise ChildDied(f"{waiting[0]} is not healthy after {limit_seconds:.0f} s. {self._tail(waiting[0])}")
            time.sleep(_POLL_SECONDS)

    def stop(self) -> None:
        """End every child with everything that it started."""
        end_sessions([process.pid for process in self._running.values()])
        for process in self._running.values():
            process.wait()
        self._running.clear()

    def _tail(self, name: str) -> str:
        lines = self.log_of(name).read_text(errors="replace").splitlines()[-_TAIL_LINES:]
        return f"The end of {self.log_of(name)}:\n" + "\n".join(lines)
