from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from include.writ.local import processes
from include.writ.local.children import ChildDied
from include.writ.local.state import (
    Record,
    StackRunning,
    Started,
    end_leftovers,
    on_record,
    only_one,
    read_record,
    session_members,
    write_record,
)
from include.writ.local.stop import stop_stack

# a leader like Airflow's scheduler: deaf to SIGTERM, with a child in a process group of its own
STUBBORN = """
import os, signal, subprocess, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"], process_group=0)
print("ready", flush=True)
signal.pause()
"""
OWNER = """
import os, signal, sys
from pathlib import Path
from include.writ.local.state import Record, Started, only_one, write_record
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
with only_one(Path(sys.argv[1])):
    write_record(Path(sys.argv[1]), Record(Started.of(os.getpid()), "http://127.0.0.1:1"))
    print("ready", flush=True)
    signal.pause()
"""


@contextmanager
def running(code: str, *arguments: str, session: bool = False) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", code, *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=session)
    with process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        yield process
        process.kill()


def test_a_second_stack_is_refused_and_told_where_the_first_one_is(tmp_path: Path) -> None:
    with running(OWNER, str(tmp_path)) as owner:
        with pytest.raises(StackRunning, match=f"process {owner.pid}, http://127.0.0.1:1"), only_one(tmp_path):
            pass
        owner.kill()
        owner.wait()
        with only_one(tmp_path):
            pass


def test_stop_ends_the_stack_that_another_process_runs(tmp_path: Path) -> None:
    with running(OWNER, str(tmp_path)) as owner:
        assert stop_stack(tmp_path) is True
        assert owner.wait() == 0
    assert stop_stack(tmp_path) is False


def test_leftovers_of_a_killed_stack_end_with_all_they_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("include.writ.local.state.GRACE_SECONDS", 0.2)
    with only_one(tmp_path), running(STUBBORN, session=True) as leader:
        assert len(session_members([leader.pid])) == 2
        write_record(tmp_path, Record(Started.of(os.getpid()), "", [Started.of(leader.pid)]))
        end_leftovers(tmp_path)
        assert session_members([leader.pid]) == []
        assert read_record(tmp_path) is None


def test_a_process_that_got_the_number_of_a_leftover_is_left_alone(tmp_path: Path) -> None:
    with only_one(tmp_path), running(STUBBORN, session=True) as stranger:
        record = Record(Started.of(os.getpid()), "", [Started(stranger.pid, created=1.0)])
        write_record(tmp_path, record)
        end_leftovers(tmp_path)
        assert psutil.Process(stranger.pid).status() != psutil.STATUS_ZOMBIE
        for member in session_members([stranger.pid]):
            member.kill()


def test_a_stack_that_stops_leaves_no_record(tmp_path: Path) -> None:
    with only_one(tmp_path), running(STUBBORN, session=True) as child:
        with on_record(tmp_path):
            record = read_record(tmp_path)
            assert record is not None
            assert record.owner == Started.of(os.getpid())
            write_record(tmp_path, Record(record.owner, "", [Started.of(child.pid)]))
            for member in session_members([child.pid]):
                member.kill()
            child.wait()
        assert [path.name for path in (tmp_path / "run").iterdir()] == ["lock"]


def test_a_stack_that_does_not_come_up_leaves_no_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_pgdata: Path) -> None:
        assert read_record(tmp_path) is not None
        raise ChildDied("no database")

    monkeypatch.setenv("WRIT_VAR", str(tmp_path))
    monkeypatch.setattr(processes, "embedded_server", broken)
    with pytest.raises(ChildDied), processes.running_stack(say=lambda _line: None):
        pass
    assert read_record(tmp_path) is None
