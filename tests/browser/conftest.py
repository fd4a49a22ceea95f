from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import time, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from include.writ.local.demo_course import DAYS, Course, local
from include.writ.local.processes import Stack
from tests.support.stack import silent_course, temporary_stack

WAIT_MS = 60_000
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

LogIn = Callable[[str], Page]


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """Airflow with the Docket, on the morning after the first sample day."""
    with temporary_stack(local(DAYS[0] + timedelta(days=1), time(6))) as running:
        yield running


@pytest.fixture(scope="module")
def course(stack: Stack) -> Iterator[Course]:
    """One day brought in and a dozen cases approved; the release question is open."""
    with silent_course(stack, 12) as prepared:
        prepared.switch_on()
        prepared.bring_in(DAYS[0])
        prepared.work(DAYS[0] + timedelta(days=1))
        prepared.airflow.finish("gather_approvals", prepared.airflow.trigger("gather_approvals"))
        prepared.airflow.until(lambda: prepared.airflow.questions() or None, "the release question")
        yield prepared


@pytest.fixture
def log_in(stack: Stack, course: Course) -> Iterator[LogIn]:
    """Opens Airflow in a browser of that person's own."""
    expect.set_options(timeout=WAIT_MS)  # Airflow's own pages take their time on a busy machine
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)

        def open_as(user: str) -> Page:
            page = browser.new_context(base_url=stack.api_url, viewport={"width": 1280, "height": 900}).new_page()
            page.set_default_timeout(WAIT_MS)
            page.goto("/")
            page.get_by_label("Username").fill(user)
            page.get_by_label("Password").fill(stack.passwords[user])
            page.get_by_role("button", name="Sign in").click()
            page.wait_for_url(lambda url: "login" not in url)
            return page

        yield open_as
        browser.close()


@contextmanager
def picture_on_failure(page: Page, name: str) -> Iterator[None]:
    """Keeps what a person would have seen, where CI asks for it."""
    try:
        yield
    except BaseException:
        if folder := os.environ.get("WRIT_PICTURES"):
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
        raise
