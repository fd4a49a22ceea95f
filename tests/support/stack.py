"""The whole local stack for tests, in a folder of its own.

Not in pytest's folder: as root the database runs as another user, and every session of pytest closes that folder to
others when it starts.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from rich.console import Console

from include.writ.local.demo import prepared_course
from include.writ.local.demo_course import Course, StoryClock
from include.writ.local.demo_screen import Screen
from include.writ.local.processes import Stack, clock_path, running_stack


@contextmanager
def temporary_stack(now: datetime) -> Iterator[Stack]:
    """Database, Airflow with its scheduler, and simulator, at the time `now`."""
    with tempfile.TemporaryDirectory(prefix="writ-stack-") as folder, pytest.MonkeyPatch.context() as environment:
        var = Path(folder)
        StoryClock(clock_path(var)).set(now)
        environment.setenv("WRIT_VAR", folder)
        with running_stack(port=0, say=lambda _line: None) as running:
            yield running


@contextmanager
def silent_course(stack: Stack, cases_a_day: int) -> Iterator[Course]:
    """The demo's acts on this stack, without its screen."""
    clock = StoryClock(clock_path(stack.place.var))
    with prepared_course(stack, clock, Screen(Console(file=io.StringIO())), cases_a_day) as course:
        yield course
