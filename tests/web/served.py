"""The Docket on a real port for a real browser; only Airflow's login is played, by who the test says is there."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn
from airflow.api_fastapi.core_api.security import get_user
from fastapi import Request
from playwright.sync_api import Browser, Page, sync_playwright

from tests.web.docket_world import AirflowUser, World

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
WHO = "played_user"  # a cookie, as Airflow’s login is one: a browser sends it to every port of the host


@dataclass
class Served:
    """A world behind a port, and a browser before it."""

    world: World
    address: str
    browser: Browser

    def open(self, person: str, path: str = "", *, scheme: str = "light", width: int = 1280) -> Page:
        """A window of that person's own."""
        context = self.browser.new_context(
            base_url=self.address,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
        )
        context.add_cookies([{"name": WHO, "value": person, "url": self.address, "sameSite": "Lax"}])
        page = context.new_page()
        page.goto(path)
        return page


@contextmanager
def served(world: World) -> Iterator[Served]:
    """Serve until the end of the block."""
    world.app.dependency_overrides[get_user] = lambda request: AirflowUser(request.cookies[WHO])
    world.app.dependency_overrides[get_user].__annotations__ = {"request": Request}
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(world.app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
                yield Served(world, f"http://127.0.0.1:{listening.getsockname()[1]}/", browser)
                browser.close()
        finally:
            server.should_exit = True
            thread.join()
            world.app.dependency_overrides.clear()
