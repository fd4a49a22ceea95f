"""One stack per folder: a lock that lives as long as its process, and a record of what the stack started.

The lock is the operating system's, so a process that was killed holds none. The record lets the next start end what a
killed one left running; a process is ended only if its number and its start time are both those on record.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import psutil

from include.writ.errors import ConfigError

GRACE_SECONDS = 15.0


class StackRunning(ConfigError):
    """Another process runs the stack of this folder."""


@dataclass(frozen=True, slots=True)
class Started:
    """A process as it can be recognised later, when its number may be another's."""

    pid: int
    created: float

    @classmethod
    def of(cls, pid: int) -> Started:
        """The process that has this number now."""
        return cls(pid, psutil.Process(pid).create_time())

    def find(self) -> psutil.Process | None:
        """The process, if it still lives."""
        try:
            process = psutil.Process(self.pid)
            return process if process.create_time() == self.created else None
        except psutil.NoSuchProcess:
            return None


@dataclass(slots=True)
class Record:
    """Who runs the stack, where, and what it started (each the leader of its own session)."""

    owner: Started
    api_url: str = ""
    children: list[Started] = field(default_factory=list)


def read_record(var: Path) -> Record | None:
    """The record of the stack that runs, or that was killed; None when none does."""
    path = _record_path(var)
    if not path.exists():
        return None
    data = json.loads(path.read_text())
    return Record(Started(**data["owner"]), data["api_url"], [Started(**child) for child in data["children"]])


@contextmanager
def on_record(var: Path) -> Iterator[None]:
    """Keep this process on record while the block runs; call it only under the lock.

    It begins and ends with `end_leftovers`: a record is gone only when all that is on it has ended.
    """
    end_leftovers(var)
    write_record(var, Record(Started.of(os.getpid())))
    try:
        yield
    finally:
        end_leftovers(var)


def end_leftovers(var: Path) -> None:
    """End what a stack of this folder left running, then drop its record; call it only under the lock."""
    record = read_record(var)
    if record:
        end_sessions([child.pid for child in record.children if child.find()])
        _record_path(var).unlink()


def write_record(var: Path, record: Record) -> None:
    """Replace the record whole."""
    path = _record_path(var)
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(asdict(record)))
    draft.replace(path)


@contextmanager
def only_one(var: Path) -> Iterator[None]:
    """Hold the folder's lock; raise `StackRunning` when another process does."""
    folder = var / "run"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            record = read_record(var)
            if record is None or record.owner.find() is None:
                raise StackRunning(f"another command of Writ is using {var}; try again when it has ended") from None
            where = record.api_url or "starting"
            raise StackRunning(
                f"Writ already runs in {var} (process {record.owner.pid}, {where}); end it with Ctrl-C where it runs"
            ) from None
        yield


def end_sessions(leaders: Collection[int]) -> None:
    """Ask the leaders of sessions to stop, then end whatever is left of these sessions.

    Airflow's tasks run in process groups of their own but in the session of the scheduler, so the session is what
    holds all of them together.
    """
    asked = [process for process in session_members(leaders) if process.pid in leaders]
    for process in asked:
        process.terminate()
    psutil.wait_procs(asked, timeout=GRACE_SECONDS)
    rest = session_members(leaders)
    for process in rest:
        process.kill()
    psutil.wait_procs(rest, timeout=5)


def session_members(leaders: Collection[int]) -> list[psutil.Process]:
    """Every living process of these sessions, their leaders included."""
    return [process for process in psutil.process_iter() if _session_of(process.pid) in leaders]


def _record_path(var: Path) -> Path:
    return var / "run" / "stack.json"


def _session_of(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except (ProcessLookupError, PermissionError):
        return None
