"""A page of another origin on the same host, to which the browser would send the login’s cookie, can do nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Page, Response

from tests.web.docket_world import World
from tests.web.served import Served, served

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

SENT = """async ([url, options]) => {
  try { return String((await fetch(url, { method: "POST", credentials: "include", ...options })).status) }
  catch (error) { return error.name }
}"""
JSON = {"headers": {"Content-Type": "application/json"}, "body": '{"reason": "lawful"}'}
PLAIN = {"mode": "no-cors", "headers": {"Content-Type": "text/plain"}, "body": '{"reason": "lawful"}'}


class _Blank(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>elsewhere</title>")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def docket(world: World) -> Iterator[Served]:
    with served(world) as running:
        yield running


@pytest.fixture
def elsewhere(docket: Served) -> Iterator[Page]:
    """A window of somebody who is logged in to the Docket, at another port of its host."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Blank) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        page = docket.open("drafter_1")
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        yield page
        page.context.close()
        server.shutdown()
        thread.join()


def state(docket: Served) -> str:
    return str(docket.world.client("drafter_1").get(f"/api/cases/{docket.world.cases[0]}").json()["state"])


def test_the_docket_itself_may(docket: Served) -> None:
    address = f"{docket.address}api/cases/{docket.world.cases[0]}/decline"
    assert docket.open("drafter_1").evaluate(SENT, [address, JSON]) == "200"
    assert state(docket) == "declined"


def test_it_can_send_no_act(docket: Served, elsewhere: Page) -> None:
    answers: list[Response] = []
    elsewhere.on("response", lambda answer: answers.append(answer))
    address = f"{docket.address}api/cases/{docket.world.cases[0]}/decline"
    assert elsewhere.evaluate(SENT, [address, JSON]) == "TypeError"  # the browser asks first, and is not allowed
    assert elsewhere.evaluate(SENT, [address, PLAIN]) == "0"  # sent; what came of it is not shown to this page
    assert elsewhere.evaluate(SENT, [f"{docket.address}api/me", {"mode": "no-cors", "method": "GET"}]) == "0"
    answered = {one.request.method: one.status for one in answers if one.status}
    assert answered == {"POST": 403, "GET": 200}  # the cookie came along, or nobody would have been logged in
    assert state(docket) == "proposed"


def test_it_can_read_no_case(docket: Served, elsewhere: Page) -> None:
    address = f"{docket.address}api/cases/{docket.world.cases[0]}"
    assert elsewhere.evaluate(SENT, [address, {"method": "GET"}]) == "TypeError"


def test_it_can_not_frame_the_docket(docket: Served, elsewhere: Page) -> None:
    with elsewhere.expect_event("frameattached"):
        elsewhere.set_content(f'<iframe src="{docket.address}"></iframe>')
    elsewhere.wait_for_load_state("networkidle")
    assert [frame.url for frame in elsewhere.frames[1:]] == ["chrome-error://chromewebdata/"]
