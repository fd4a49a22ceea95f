"""The simulator over real sockets, by clients that know nothing of its inside."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import pytest
import requests

from include.writ.domain.content import Platform
from include.writ.simulator.app import Simulator, running_simulator
from include.writ.simulator.behaviour import Behaviour, behaviour_of, returns_at
from include.writ.simulator.world import Content, contents_of

pytestmark = pytest.mark.enable_socket

SEED = 1
DAY = date(2026, 11, 17)
START = datetime(2026, 11, 18, 5, 0, tzinfo=UTC)
SAMPLES = Path(__file__).parents[2] / "include" / "samples" / "exports"


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
        return self.call("POST", path, content.platform, json=document, headers={"Idempotency-Key": key})

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
        "order_number": f"2026-{number:06d}",
        "platform": content.platform,
        "content": {"kind": "post", "content_id": str(content.serial), "url": content.forms.reported[0]},
        "deadline_hours": 24,
        "territory": ["KZ"],
    }


def those_that(behaviour: Behaviour) -> list[Content]:
    return [content for content in contents_of(SEED, DAY) if behaviour_of(SEED, content) is behaviour]


CONTENT = those_that(Behaviour.REMOVES)[0]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World()
    with running_simulator(tmp_path, SEED, world.clock) as world.simulator:
        yield world


def test_it_is_up(world: World) -> None:
    assert world.call("GET", "/control/health").status_code == 200


def test_an_export_can_be_fetched_once_its_day_is_over_in_almaty(world: World) -> None:
    path = f"/monitoring/media_watch/exports/{DAY}.csv"
    world.moment = datetime(2026, 11, 17, 18, 59, tzinfo=UTC)
    assert world.call("GET", path, "media_watch").status_code == 404
    world.moment = datetime(2026, 11, 17, 19, 0, tzinfo=UTC)
    answer = world.call("GET", path, "media_watch")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert answer.headers["ETag"] == f'"{sha256(answer.content).hexdigest()}"'


def test_an_export_that_the_caller_has_is_not_sent_again(world: World) -> None:
    path = f"/monitoring/open_monitor/exports/{DAY}.csv"
    etag = world.call("GET", path, "open_monitor").headers["ETag"]
    assert world.call("GET", path, "open_monitor", headers={"If-None-Match": etag}).status_code == 304
    assert world.call("GET", path, "open_monitor", headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("day", ["2026-10-31", "2026-13-01", "9999-12-31", "today"])
def test_there_is_no_export_of_a_day_outside_the_world(world: World, day: str) -> None:
    assert world.call("GET", f"/monitoring/media_watch/exports/{day}.csv", "media_watch").status_code == 404


def test_the_served_exports_are_the_samples(tmp_path: Path) -> None:
    world = World()
    with running_simulator(tmp_path, 2026, world.clock) as world.simulator:
        for source in ("media_watch", "open_monitor"):
            served = world.call("GET", f"/monitoring/{source}/exports/{DAY}.csv", source).content
            assert served == (SAMPLES / source / f"{DAY}.csv").read_bytes()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"/monitoring/media_watch/exports/{DAY}.csv"),
        ("POST", "/platforms/tiktok/notices"),
        ("GET", f"/platforms/tiktok/notices/{UUID(int=1)}"),
        ("GET", "/platforms/tiktok/answers"),
    ],
)
@pytest.mark.parametrize("token", ["", "open_monitor", "vkontakte"])
def test_nobody_gets_in_without_the_right_token(world: World, method: str, path: str, token: str) -> None:
    assert world.call(method, path, token).status_code == 401


def test_a_notice_is_taken_once_however_often_it_is_sent(world: World) -> None:
    first = world.post(CONTENT, 1)
    world.moment += timedelta(hours=1)
    second = world.post(CONTENT, 1)
    assert (first.status_code, second.status_code) == (202, 200)
    assert first.json() == second.json()
    assert datetime.fromisoformat(first.json()["received_at"]) == START
    listed = world.call("GET", "/control/notices").json()
    assert [line["repeat"] for line in listed] == [False, True]
    assert listed[0] == {
        "platform": CONTENT.platform,
        "key": str(UUID(int=1)),
        "order_number": "2026-000001",
        "received_at": first.json()["received_at"],
        "repeat": False,
        "specimen": True,
    }


def test_a_key_used_for_another_notice_is_a_conflict(world: World) -> None:
    world.post(CONTENT, 1)
    conflict = world.post(CONTENT, 1, order_number="2026-000099")
    assert conflict.status_code == 409
    assert conflict.json()["error"]
    assert len(world.call("GET", "/control/notices").json()) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"notice_kind": "request"},
        {"territory": ["worldwide"]},
        {"territory": []},
        {"deadline_hours": 0},
        {"order_number": ""},
        {"specimen": "yes"},
        {"content": {"kind": "post", "content_id": "1"}},
        {"platform": next(platform for platform in Platform if platform is not CONTENT.platform)},
    ],
)
def test_a_malformed_notice_is_not_taken(world: World, change: dict[str, object]) -> None:
    assert world.post(CONTENT, 1, **change).status_code == 422
    assert world.call("GET", "/control/notices").json() == []


def test_a_notice_without_a_proper_key_is_not_taken(world: World) -> None:
    path = f"/platforms/{CONTENT.platform}/notices"
    for headers in ({}, {"Idempotency-Key": "seven"}):
        answer = world.call("POST", path, CONTENT.platform, json=notice(CONTENT, 1), headers=headers)
        assert answer.status_code == 422


def test_a_platform_can_be_asked_whether_it_has_a_notice(world: World) -> None:
    path = f"/platforms/{CONTENT.platform}/notices/{UUID(int=1)}"
    assert world.call("GET", path, CONTENT.platform).status_code == 404
    receipt = world.post(CONTENT, 1).json()
    answer = world.call("GET", path, CONTENT.platform)
    assert (answer.status_code, answer.json()) == (200, receipt)


def test_answers_come_in_pages_and_in_order(world: World) -> None:
    for number, content in enumerate((c for c in contents_of(SEED, DAY) if c.platform is CONTENT.platform), start=1):
        world.post(content, number)
    world.moment += timedelta(hours=6)
    path, answers, has_more = f"/platforms/{CONTENT.platform}/answers", list[dict[str, object]](), True
    while has_more:
        after = answers[-1]["seq"] if answers else 0
        page = world.call("GET", f"{path}?after={after}&limit=7", CONTENT.platform).json()
        answers += page["answers"]
        has_more = page["has_more"]
    assert [answer["seq"] for answer in answers] == list(range(1, len(answers) + 1))
    assert len(answers) > 30
    assert all(str(one["answered_at"]) <= str(next_one["answered_at"]) for one, next_one in pairwise(answers))
    assert set(answers[0]) == {
        *("seq", "answer_id", "notice_key", "order_number", "outcome", "reason", "answered_at"),
    }


@pytest.mark.parametrize("query", ["after=-1", "after=x", "limit=0", "limit=1.5"])
def test_a_senseless_page_of_answers_is_refused(world: World, query: str) -> None:
    path = f"/platforms/{CONTENT.platform}/answers?{query}"
    assert world.call("GET", path, CONTENT.platform).status_code == 422


def test_a_platform_that_is_down_takes_nothing_and_says_when_to_come_back(world: World) -> None:
    world.set_fault(CONTENT, "down")
    answer = world.post(CONTENT, 1)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert world.call("GET", "/control/notices").json() == []
    world.set_fault(CONTENT, None)
    assert world.post(CONTENT, 1).status_code == 202


def test_a_cut_line_leaves_the_sender_without_answer_and_the_platform_with_the_notice(world: World) -> None:
    world.set_fault(CONTENT, "cut")
    with pytest.raises(requests.ConnectionError):
        world.post(CONTENT, 1)
    world.set_fault(CONTENT, None)
    assert world.call("GET", f"/platforms/{CONTENT.platform}/notices/{UUID(int=1)}", CONTENT.platform).ok
    assert world.post(CONTENT, 1).status_code == 200


def test_a_fault_that_does_not_exist_is_refused(world: World) -> None:
    for switch in ({"platform": "tiktok", "fault": "tired"}, {"platform": "nowhere", "fault": "down"}):
        assert world.call("POST", "/control/faults", json=switch).status_code == 422


def test_every_address_of_every_platform_shows_the_content_over_verified_tls(world: World) -> None:
    seen = set()
    for content in contents_of(SEED, DAY):
        if content.platform not in seen:
            seen.add(content.platform)
            for url in (*content.forms.reported, *content.forms.known):
                status, _, body = world.read_page(url.replace("http://", "https://"))
                assert status == 200, url
                assert f"№ {content.serial}" in body
    assert seen == set(Platform)


def test_a_host_that_is_no_platform_has_no_certificate(world: World) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        world.read_page("https://news.invented.example/")


def test_what_was_never_published_is_not_found(world: World) -> None:
    assert world.read_page("https://vk.com/wall-1_1")[0] == 404


def test_a_removed_item_is_gone_at_every_address(world: World) -> None:
    world.post(CONTENT, 1)
    world.moment += timedelta(hours=5)
    for url in CONTENT.forms.reported:
        assert world.read_page(url.replace("http://", "https://"))[0] == 404


def test_a_withheld_item_names_the_authority(world: World) -> None:
    content = those_that(Behaviour.WITHHOLDS)[0]
    world.post(content, 1)
    world.moment += timedelta(hours=5)
    status, headers, _ = world.read_page(content.forms.reported[0])
    assert (status, headers["Link"]) == (451, '<https://authority.example/>; rel="blocked-by"')


def test_an_item_behind_a_login_shows_a_form_or_leads_to_one(world: World) -> None:
    statuses = set()
    for number, content in enumerate(those_that(Behaviour.WALLS_OFF), start=1):
        url = content.forms.reported[0]
        world.post(content, number)
        world.moment += timedelta(hours=5)
        status, headers, body = world.read_page(url)
        statuses.add(status)
        if status == 302:
            assert headers["Location"].startswith("/")
            status, _, body = world.read_page(f"https://{urlsplit(url).netloc}{headers['Location']}")
        assert status == 200
        assert 'type="password"' in body
        assert f"№ {content.serial}" not in body
    assert statuses == {200, 302}


def test_an_item_that_comes_back_is_there_again(world: World) -> None:
    content = those_that(Behaviour.COMES_BACK)[0]
    url = content.forms.reported[0]
    world.post(content, 1)
    world.moment += timedelta(hours=5)
    assert world.read_page(url)[0] == 404
    world.moment = returns_at(content)
    assert world.read_page(url)[0] == 200


def test_a_restart_changes_neither_receipts_nor_answers_nor_pages(tmp_path: Path) -> None:
    world, seen = World(), []
    for _ in range(2):
        with running_simulator(tmp_path, SEED, world.clock) as world.simulator:
            receipt = world.post(CONTENT, 1).json()
            world.moment = START + timedelta(hours=6)
            answers = world.call("GET", f"/platforms/{CONTENT.platform}/answers", CONTENT.platform).json()
            seen.append((receipt, answers, world.read_page(CONTENT.forms.reported[0])[0]))
    assert seen[0] == seen[1]
    assert len((tmp_path / "notices.jsonl").read_text().splitlines()) == 2
    assert json.loads((tmp_path / "notices.jsonl").read_text().splitlines()[1])["repeat"] is True
