"""A running simulator with a clock that the test moves, and clients that know nothing of its inside."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
from datetime import UTC, date, datetime
from urllib.parse import urlsplit
from uuid import UUID

import requests

from include.writ.simulator.app import Simulator
from include.writ.simulator.behaviour import Behaviour, behaviour_of
from include.writ.simulator.platforms_api import JWS
from include.writ.simulator.world import Content, contents_of
from tests.support.outgoing import flattened

SEED = 1
DAY = date(2026, 11, 17)
START = datetime(2026, 11, 18, 5, 0, tzinfo=UTC)


class World:
    """A running simulator with a clock that the test moves."""

    def __init__(self) -> None:
        self.moment = START
        self.simulator: Simulator

    def clock(self) -> datetime:
        return self.moment

    def call(self, method: str, path: str, token: str = "", **more: object) -> requests.Response:
        headers = {"Authorization": f"Bearer simulated-{token}", **more.pop("headers", {})}  # type: ignore[dict-item]
        return requests.request(method, self.simulator.api_url + path, headers=headers, timeout=5, **more)  # type: ignore[arg-type]

    def post(self, content: Content, number: int, /, **changes: object) -> requests.Response:
        document = notice(content, number) | changes
        path, key = f"/platforms/{content.platform}/notices", str(UUID(int=number))
        return self.post_body(path, content, flattened(document), {"Idempotency-Key": key})

    def post_body(
        self, path: str, content: Content, body: object, headers: dict[str, str], media_type: str = JWS
    ) -> requests.Response:
        headers = headers | {"Content-Type": media_type}
        return self.call("POST", path, content.platform, data=json.dumps(body), headers=headers)

    def set_fault(self, content: Content, fault: str | None) -> None:
        answer = self.call("POST", "/control/faults", json={"platform": content.platform, "fault": fault})
        assert answer.status_code == 200

    def read_page(self, url: str) -> tuple[int, dict[str, str], str]:
        target = urlsplit(url)
        trust = ssl.create_default_context(cafile=str(self.simulator.ca_file))
        raw = socket.create_connection(("127.0.0.1", self.simulator.tls_port), timeout=5)
        connection = http.client.HTTPConnection(target.netloc, timeout=5)
        with raw, trust.wrap_socket(raw, server_hostname=target.hostname) as connection.sock:
            connection.request("GET", target._replace(scheme="", netloc="").geturl())
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read().decode()


def notice(content: Content, number: int) -> dict[str, object]:
    return {
        "notice_kind": "order",
        "specimen": True,
        "addressee": {"platform": content.platform},
        "items": [item(content, number)],
    }


def item(content: Content, number: int, /, **changes: object) -> dict[str, object]:
    return {
        "notice_kind": "order",
        "order_number": f"2026-{number:06d}",
        "content": {"kind": "post", "content_id": str(content.serial), "url": content.forms.reported[0]},
        "deadline_hours": 24,
        "territory": ["KZ"],
    } | changes


def those_that(behaviour: Behaviour) -> list[Content]:
    return [content for content in contents_of(SEED, DAY) if behaviour_of(SEED, content) is behaviour]


CONTENT = those_that(Behaviour.REMOVES)[0]
