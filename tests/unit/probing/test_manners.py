"""What a host asks of visitors is done: its robots.txt, its pace, its pauses."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from include.writ.domain.content import Platform
from include.writ.domain.verdict import Page, Verdict
from include.writ.platforms.pages import classify_page
from include.writ.probing import client, manners
from include.writ.probing.client import fetch_pages
from include.writ.probing.manners import LONGEST_WAIT_S, Host, Manners, Unasked
from include.writ.probing.network import SimulatedNetwork
from tests.unit.probing.conftest import World

ITEM = "https://vk.com/wall-700001_42"


def fetch(network: SimulatedNetwork, *urls: str, of: Manners | None = None) -> list[Page]:
    return asyncio.run(fetch_pages(urls, network, of))


def errors(network: SimulatedNetwork, *urls: str, of: Manners | None = None) -> list[str | None]:
    return [page.error for page in fetch(network, *urls, of=of)]


def robots(world: World, text: str, host: str = "vk.com") -> None:
    world.page(f"{host}/robots.txt", text.encode(), Content_Type="text/plain")


# --- robots.txt ----------------------------------------------------------------------------------------------------


def test_what_robots_txt_forbids_is_not_asked_for_and_is_no_verdict(world: World, network: SimulatedNetwork) -> None:
    robots(world, "User-agent: *\nDisallow: /wall\n")
    world.page("vk.com/photo1_1")
    forbidden, allowed = fetch(network, ITEM, "https://vk.com/photo1_1")
    assert forbidden == Page(None, {}, "", ITEM, "robots.txt forbids")
    assert allowed.status == 200
    assert [request.path for request in world.seen] == ["/photo1_1"]
    assert classify_page(Platform.VKONTAKTE, forbidden, ITEM).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("User-agent: writ-probe\nDisallow: /", "robots.txt forbids"),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Writ-Probe\nAllow: /", None),
        ("User-agent: other\nDisallow: /", None),
        ("User-agent: *\nDisallow: /wall*42$", "robots.txt forbids"),
        ("User-agent: *\nDisallow: /\nAllow: /wall-", None),
        ("<html><h1>Not a list</h1></html>", None),
        ("", None),
    ],
)
def test_robots_txt_is_read_as_rfc_9309_says(
    world: World, network: SimulatedNetwork, text: str, error: str | None
) -> None:
    robots(world, text)
    world.page("vk.com/wall-700001_42")
    assert errors(network, ITEM) == [error]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_robots_txt_that_is_not_there_restricts_nothing(world: World, network: SimulatedNetwork, status: int) -> None:
    world.page("vk.com/robots.txt", b"User-agent: *\nDisallow: /", status=status)
    world.page("vk.com/wall-700001_42")
    assert errors(network, ITEM) == [None]


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_robots_txt_that_cannot_be_read_forbids_all_for_now(
    world: World, network: SimulatedNetwork, status: int
) -> None:
    world.page("vk.com/robots.txt", status=status)
    assert errors(network, ITEM) == ["robots.txt could not be read"]
    assert world.seen == []


def test_a_robots_txt_that_never_ends_or_never_comes_cannot_be_read(
    world: World, network: SimulatedNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stall(_request: web.BaseRequest) -> web.StreamResponse:
        await asyncio.Event().wait()
        return web.Response()

    monkeypatch.setattr(client, "TOTAL_S", 0.3)
    world.pages["vk.com/robots.txt"] = stall
    assert errors(network, ITEM) == ["robots.txt could not be read: timeout"]


def test_robots_txt_is_asked_for_once_a_host_and_round_and_anew_in_the_next(
    world: World, network: SimulatedNetwork
) -> None:
    robots(world, "User-agent: *\nDisallow: /wall\n")
    of_round = Manners()
    for _ in range(2):
        assert set(errors(network, *[ITEM] * 5, of=of_round)) == {"robots.txt forbids"}
    assert world.robots_asked == ["vk.com"]
    robots(world, "")
    world.page("vk.com/wall-700001_42")
    assert errors(network, ITEM, of=Manners()) == [None]
    assert world.robots_asked == ["vk.com"] * 2


def test_every_host_has_its_own_robots_txt_and_so_has_the_target_of_a_redirect(
    world: World, network: SimulatedNetwork
) -> None:
    world.page("vk.com/wall-700001_42", status=302, Location="https://m.vk.com/wall-700001_42")
    robots(world, "User-agent: *\nDisallow: /", "m.vk.com")
    assert errors(network, ITEM) == ["robots.txt forbids"]
    assert world.robots_asked == ["vk.com", "m.vk.com"]


def test_redirects_of_robots_txt_are_followed_and_without_end_mean_there_is_none(
    world: World, network: SimulatedNetwork
) -> None:
    world.page("vk.com/robots.txt", status=301, Location="https://ok.ru/r")
    world.page("ok.ru/r", b"User-agent: *\nDisallow: /")
    assert errors(network, ITEM) == ["robots.txt forbids"]
    world.page("vk.com/robots.txt", status=301, Location="/robots.txt")
    world.page("vk.com/wall-700001_42")
    assert errors(network, ITEM) == [None]


# --- pauses and pace -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("status", "headers"), [(429, {}), (429, {"Retry-After": "60"}), (503, {"Retry-After": "60"})])
def test_a_host_that_asks_for_a_pause_is_left_alone_for_the_rest_of_the_round(
    world: World, network: SimulatedNetwork, status: int, headers: dict[str, str]
) -> None:
    world.page("vk.com/wall-700001_42", status=status, **headers)
    world.page("vk.com/wall-700001_43")
    world.page("ok.ru/video/1")
    of_round = Manners()
    (asked,) = fetch(network, ITEM, of=of_round)
    assert (asked.status, asked.error) == (status, None)
    unasked, other = fetch(network, "https://vk.com/wall-700001_43", "https://ok.ru/video/1", of=of_round)
    assert (unasked.status, unasked.error) == (None, "host asks for a pause")
    assert other.status == 200
    assert fetch(network, "https://vk.com/wall-700001_43", of=Manners())[0].status == 200


def test_a_failure_without_a_wish_is_no_pause(world: World, network: SimulatedNetwork) -> None:
    world.page("vk.com/wall-700001_42", status=503)
    world.page("vk.com/wall-700001_43")
    of_round = Manners()
    fetch(network, ITEM, of=of_round)
    assert errors(network, "https://vk.com/wall-700001_43", of=of_round) == [None]


def test_whoever_waits_for_a_turn_sees_the_pause_too(
    world: World, network: SimulatedNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "AT_ONCE_PER_HOST", 1)
    world.page("vk.com/wall-700001_42", status=429)
    assert errors(network, *[ITEM] * 4) == [None, *["host asks for a pause"] * 3]
    assert len(world.seen) == 1


def host_at(now: list[float]) -> Host:
    return Manners(lambda: now[0]).of(URL(ITEM))


@given(st.lists(st.floats(0, 5), min_size=1, max_size=200))
def test_no_host_is_asked_faster_than_its_pace_over_any_second(gaps: list[float]) -> None:
    now, asked = [1000.0], list[float]()
    host = host_at(now)
    for gap in gaps:
        now[0] += gap / 100
        asked.append(now[0] + host.reserve())
    allowed = manners.PER_SECOND * (1 + manners.BURST_S) + 1
    assert all(sum(start <= at < start + 1 for at in asked) <= allowed for start in asked)


def test_a_crawl_delay_is_kept_and_what_would_wait_too_long_is_not_asked() -> None:
    now = [0.0]
    host = host_at(now)
    host.learn(200, "User-agent: *\nCrawl-delay: 20")
    assert [host.reserve() for _ in range(4)] == [0, 20, 40, 60]
    with pytest.raises(Unasked, match="asks for a pause"):
        host.reserve()
    now[0] = 80.0
    assert host.reserve() == 0
    assert LONGEST_WAIT_S == 60


def test_a_crawl_delay_is_kept_between_requests(world: World, network: SimulatedNetwork) -> None:
    times = list[float]()

    async def note(_request: web.BaseRequest) -> web.StreamResponse:
        times.append(asyncio.get_running_loop().time())
        return web.Response()

    robots(world, "User-agent: *\nCrawl-delay: 0.2")
    world.pages["vk.com/wall-700001_42"] = note
    assert errors(network, *[ITEM] * 4) == [None] * 4
    assert all(later - earlier > 0.1 for earlier, later in pairwise(times))


def test_a_shorter_crawl_delay_than_our_own_pace_changes_nothing() -> None:
    now = [0.0]
    hasty, plain = host_at(now), host_at(now)
    hasty.learn(200, "User-agent: *\nCrawl-delay: 0.001")
    plain.learn(404, "")
    assert [hasty.reserve() for _ in range(50)] == [plain.reserve() for _ in range(50)]
