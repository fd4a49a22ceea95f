from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import time
from pathlib import Path

import pytest
from rich.console import Console

from include.writ.local.demo import prepared_course
from include.writ.local.demo_course import StoryClock, local
from include.writ.local.demo_screen import Screen
from include.writ.local.processes import Stack, clock_path, running_stack
from tests.flows.story import BOOK_DAY, Story

CASES_A_DAY = 40


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Database, Airflow with its scheduler, and simulator, in a folder of their own."""
    var: Path = tmp_path_factory.mktemp("var")
    StoryClock(clock_path(var)).set(local(BOOK_DAY, time(6)))
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("WRIT_VAR", str(var))
        with running_stack(port=0, say=lambda _line: None) as running:
            yield running


@pytest.fixture(scope="module")
def story(stack: Stack) -> Iterator[Story]:
    """Two days brought in by one backfill, decided, released, looked at and reconciled."""
    clock = StoryClock(clock_path(stack.place.var))
    screen = Screen(Console(file=io.StringIO()))
    with prepared_course(stack, clock, screen, CASES_A_DAY) as course:
        told = Story(stack, course)
        told.tell()
        yield told
