"""The simulator's APIs over real sockets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from uuid import UUID

import pytest
import requests

from include.writ.domain.content import Platform
from include.writ.simulator.app import running_simulator
from include.writ.simulator.world import contents_of
from tests.channels.simulated_world import CONTENT, DAY, SEED, START, World, item, notice
from tests.support.outgoing import flattened

pytestmark = pytest.mark.enable_socket

SAMPLES = Path(__file__).parents[2] / "include" / "samples" / "exports"


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
        "order_numbers": ["2026-000001"],
        "received_at": first.json()["received_at"],
        "repeat": False,
        "specimen": True,
    }


def test_a_key_used_for_another_notice_is_a_conflict(world: World) -> None:
    world.post(CONTENT, 1)
    conflict = world.post(CONTENT, 1, items=[item(CONTENT, 99)])
    assert conflict.status_code == 409
    assert conflict.json()["error"]
    assert len(world.call("GET", "/control/notices").json()) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"notice_kind": "request"},
        {"items": []},
        {"items": [item(CONTENT, 1, territory=["worldwide"])]},
        {"items": [item(CONTENT, 1, territory=[])]},
        {"items": [item(CONTENT, 1, deadline_hours=0)]},
        {"items": [item(CONTENT, 1, order_number="")]},
        {"items": [item(CONTENT, 1), item(CONTENT, 2, notice_kind="restoration")]},
        {"items": [item(CONTENT, 1, content={"kind": "post", "content_id": "1"})]},
        {"specimen": "yes"},
        {"addressee": {"platform": next(one for one in Platform if one is not CONTENT.platform)}},
    ],
)
def test_a_malformed_notice_is_not_taken(world: World, change: dict[str, object]) -> None:
    assert world.post(CONTENT, 1, **change).status_code == 422
    assert world.call("GET", "/control/notices").json() == []


def test_a_notice_without_a_proper_key_is_not_taken(world: World) -> None:
    path = f"/platforms/{CONTENT.platform}/notices"
    for headers in ({}, {"Idempotency-Key": "seven"}):
        answer = world.post_body(path, CONTENT, flattened(notice(CONTENT, 1)), headers)
        assert answer.status_code == 422


@pytest.mark.parametrize(
    "change",
    [{"payload": "e30="}, {"payload": "a"}, {"payload": 1}, {"protected": ""}, {"signature": None}, {"pdf": "%"}],
)
def test_a_notice_that_is_no_flattened_jws_is_not_taken(world: World, change: dict[str, object]) -> None:
    path, headers = f"/platforms/{CONTENT.platform}/notices", {"Idempotency-Key": str(UUID(int=1))}
    body = flattened(notice(CONTENT, 1)) | change
    assert world.post_body(path, CONTENT, body, headers).status_code == 422
    assert world.post_body(path, CONTENT, notice(CONTENT, 1), headers).status_code == 422
    right = flattened(notice(CONTENT, 1))
    assert world.post_body(path, CONTENT, right, headers, "application/json").status_code == 415
    assert world.call("GET", "/control/notices").json() == []


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


def test_a_push_goes_to_this_machine_only_and_is_signed_with_a_key(world: World) -> None:
    right = {"platform": "vkontakte", "address": "http://127.0.0.1:1/vkontakte", "secret": "whsec_" + "QUJD" * 10}
    for wrong in (
        {"platform": "fax"},
        {"address": "http://127.0.0.1.evil.example:1/vkontakte"},
        {"address": "https://platform.example/"},
        {"secret": "whsec_short"},
    ):
        assert world.call("POST", "/control/pushes", json=right | wrong).status_code == 422
    answer = world.call("POST", "/control/pushes", json=right)
    assert (answer.status_code, answer.json()) == (200, {}), "it has answered nothing yet"
    world.post(CONTENT, 1)
    world.moment = START + timedelta(days=3)
    to_nobody = right | {"platform": CONTENT.platform}
    assert world.call("POST", "/control/pushes", json=to_nobody).status_code == 502
