from __future__ import annotations

from collections.abc import Iterator
from datetime import time

import pytest

from include.writ.local.demo_course import local
from include.writ.local.processes import Stack
from tests.flows.story import BOOK_DAY, Story
from tests.support.stack import silent_course, temporary_stack

CASES_A_DAY = 40


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with temporary_stack(local(BOOK_DAY, time(6))) as running:
        yield running


@pytest.fixture(scope="module")
def story(stack: Stack) -> Iterator[Story]:
    """Three days brought in by one backfill, decided, released, looked at and reconciled."""
    with silent_course(stack, CASES_A_DAY) as course:
        told = Story(stack, course)
        told.tell()
        yield told
