from __future__ import annotations

import asyncio
import gzip
import socket
import time
import tracemalloc
from pathlib import Path

import aiohttp
import pytest
import trustme
from aiohttp import web
from yarl import URL

from include.writ.domain.verdict import Page
from include.writ.probing import client
from include.writ.probing.client import MAX_BODY_BYTES, fetch_pages, visiting
from include.writ.probing.manners import Manners
from include.writ.probing.network import Network, SimulatedNetwork
from include.writ.probing.sockets import GuardedSockets
from tests.unit.probing.conftest import World

NO_ROBOTS = "robots.txt could not be read: "


def fetch(network: Network, *urls: str) -> list[Page]:
    return asyncio.run(fetch_pages(urls, network))


def fetch_one(network: Network, url: str) -> Page:
    (page,) = fetch(network, url)
    return page


# --- what is asked and what comes back -----------------------------------------------------------------------------


def test_pages_come_in_the_order_of_the_addresses(world: World, network: SimulatedNetwork) -> None:
    world.page("vk.com/wall1_1", b"one", Link='<https://authority.example/>; rel="blocked-by"')
    world.page("ok.ru/topic/2", b"two", status=451)
    pages = fetch(network, "https://vk.com/wall1_1", "https://ok.ru/topic/2", "nonsense", "https://vk.com/wall1_1")
    assert [(page.status, page.body, page.error) for page in pages] == [
        (200, "one", None),
        (451, "two", None),
        (None, "", "refused by the guard"),
        (200, "one", None),
    ]
    assert pages[0].headers["link"] == '<https://authority.example/>; rel="blocked-by"'
    assert pages[0].final_url == "https://vk.com/wall1_1"


def test_nothing_to_ask_is_no_page(network: SimulatedNetwork) -> None:
    assert fetch(network) == []


def test_the_platform_sees_its_own_name_and_who_asks(world: World, network: SimulatedNetwork) -> None:
    fetch(network, "https://a-b.livejournal.com/1.html?thread=5#t5")
    (request,) = world.seen
    assert request.host == "a-b.livejournal.com"
    assert request.path_qs == "/1.html?thread=5"
    assert request.headers["User-Agent"] == "Writ-probe (+contact in the notice)"
    assert "Referer" not in request.headers


def test_cookies_are_neither_kept_nor_recorded(world: World, network: SimulatedNetwork) -> None:
    world.page("vk.com/a", status=302, Location="/b", Set_Cookie="id=1; Path=/")
    world.page("vk.com/b", Set_Cookie="id=2; Path=/")
    page = fetch_one(network, "https://vk.com/a")
    assert "set-cookie" not in page.headers
    assert [request.headers.get("Cookie") for request in world.seen] == [None, None]


def test_repeated_headers_are_joined(world: World, network: SimulatedNetwork) -> None:
    async def answer(_request: web.BaseRequest) -> web.StreamResponse:
        response = web.Response(text="page")
        response.headers.add("Link", "<a>")
        response.headers.add("Link", "<b>")
        return response

    world.pages["vk.com/a"] = answer
    assert fetch_one(network, "https://vk.com/a").headers["link"] == "<a>, <b>"


def test_proxies_of_the_machine_are_not_used(
    world: World, network: SimulatedNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.page("vk.com/a")
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
        monkeypatch.setenv(name.upper(), "http://127.0.0.1:9")
    assert fetch_one(network, "https://vk.com/a").status == 200


@pytest.mark.parametrize(
    ("content_type", "body", "text"),
    [
        ("text/html; charset=utf-8", "Қазақша".encode(), "Қазақша"),
        ("text/html; charset=windows-1251", "Запись удалена".encode("cp1251"), "Запись удалена"),
        ("text/html; charset=KOI8-R", "Запись".encode("koi8-r"), "Запись"),
        ("text/html", "Жазба".encode(), "Жазба"),
        ("text/html; charset=utf-8", b"a\xffb", "a\ufffdb"),
        ("text/html; charset=no-such-set", "Жазба".encode(), "Жазба"),
        ("text/html; charset=punycode", b"abc-def", "abc-def"),
        ("text/html; charset=zlib", b"abc", "abc"),
        ("text/html; charset=utf-7", b"+AGE-", "+AGE-"),
    ],
)
def test_bodies_are_read_by_their_character_set(
    world: World, network: SimulatedNetwork, content_type: str, body: bytes, text: str
) -> None:
    world.page("vk.com/a", body, Content_Type=content_type)
    assert fetch_one(network, "https://vk.com/a").body == text


def test_a_long_body_is_read_up_to_the_cap(world: World, network: SimulatedNetwork) -> None:
    world.page("vk.com/a", b"x" * (MAX_BODY_BYTES + 1))
    world.page("vk.com/b", b"x" * MAX_BODY_BYTES)
    pages = fetch(network, "https://vk.com/a", "https://vk.com/b")
    assert [len(page.body) for page in pages] == [MAX_BODY_BYTES] * 2


def test_a_compressed_bomb_is_read_up_to_the_cap(world: World, network: SimulatedNetwork) -> None:
    world.page("vk.com/a", gzip.compress(bytes(64 * 1024 * 1024)), Content_Encoding="gzip")
    page = fetch_one(network, "https://vk.com/a")
    assert page.error is None
    assert len(page.body) == MAX_BODY_BYTES


def test_a_bomb_is_never_unpacked_whole(world: World, network: SimulatedNetwork) -> None:
    bomb = gzip.compress(bytes(128 * 1024 * 1024), compresslevel=1)
    world.page("vk.com/a", bomb, Content_Encoding="gzip")
    tracemalloc.start()
    try:
        page = fetch_one(network, "https://vk.com/a")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(page.body) == MAX_BODY_BYTES
    assert peak < 16 * 1024 * 1024


@pytest.mark.parametrize(
    "headers",
    [{"X-Long": "x" * 8200}, {"X-" + "n" * 8200: "x"}, {f"X-{n}": "x" for n in range(101)}],
    ids=["long value", "long name", "many"],
)
def test_headers_without_end_are_no_page(world: World, network: SimulatedNetwork, headers: dict[str, str]) -> None:
    world.page("vk.com/a", **headers)
    world.page("vk.com/b")
    failed, other = fetch(network, "https://vk.com/a", "https://vk.com/b")
    assert (failed.status, failed.error) == (None, "answer is not http")
    assert other.status == 200


def test_credentials_of_the_machine_are_not_sent(
    world: World, network: SimulatedNetwork, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "netrc").write_text("machine vk.com login a password b\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    world.page("vk.com/a", status=302, Location="https://ok.ru/b")
    world.page("ok.ru/b")
    assert fetch_one(network, "https://vk.com/a").status == 200
    assert all(not {"Authorization", "Cookie", "Referer"} & set(request.headers) for request in world.seen)


def test_each_page_is_read_as_it_comes_and_its_place_is_known(world: World, network: SimulatedNetwork) -> None:
    world.page("vk.com/a", b"one")
    world.page("ok.ru/b", b"two")
    urls = ["https://vk.com/a", "https://ok.ru/b", "nonsense"]

    async def read(place: int, page: Page) -> tuple[int, str | None]:
        return place, page.body or page.error

    async def look() -> list[tuple[int, str | None]]:
        async with visiting(network, Manners()) as visitor:
            return await visitor.fetch_each(urls, read)

    assert asyncio.run(look()) == [(0, "one"), (1, "two"), (2, "refused by the guard")]


def test_no_connection_outlives_the_round(
    world: World, network: SimulatedNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[socket.socket] = []

    class Remembered(GuardedSockets):
        def open(self, info: aiohttp.AddrInfoType) -> socket.socket:
            opened.append(super().open(info))
            return opened[-1]

    monkeypatch.setattr(client, "GuardedSockets", Remembered)
    monkeypatch.setattr(client, "TOTAL_S", 0.3)
    world.page("vk.com/long", b"x" * 8 * MAX_BODY_BYTES)
    world.page("vk.com/short")
    world.pages["vk.com/stall"] = stall

    async def look() -> list[int]:
        await fetch_pages(["https://vk.com/long", "https://vk.com/short", "https://vk.com/stall"], network)
        return [item.fileno() for item in opened]

    assert set(asyncio.run(look())) == {-1}
    assert len(opened) >= 3


# --- redirects -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("target", ["/login", "https://m.vk.com/login", "//m.vk.com/login", "login?x=1#y"])
def test_a_redirect_is_followed_to_its_page(world: World, network: SimulatedNetwork, status: int, target: str) -> None:
    world.page("vk.com/a", status=status, Location=target)
    world.page("vk.com/login", b"log in")
    world.page("m.vk.com/login", b"log in")
    page = fetch_one(network, "https://vk.com/a")
    assert (page.status, page.body) == (200, "log in")
    assert page.final_url == str(URL("https://vk.com/a").join(URL(target)))


def test_five_redirects_are_followed_and_a_sixth_is_not(world: World, network: SimulatedNetwork) -> None:
    for number in range(6):
        world.page(f"vk.com/{number}", status=302, Location=f"/{number + 1}")
    world.page("vk.com/6")
    from_one, from_zero = fetch(network, "https://vk.com/1", "https://vk.com/0")
    assert (from_one.status, from_one.final_url) == (200, "https://vk.com/6")
    assert (from_zero.status, from_zero.error) == (None, "too many redirects")


def test_a_redirect_without_a_target_is_a_page(world: World, network: SimulatedNetwork) -> None:
    world.page("vk.com/a", b"moved", status=302)
    assert fetch_one(network, "https://vk.com/a").status == 302


@pytest.mark.parametrize(
    "target",
    [
        "https://127.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://0x7f000001/",
        "https://vk.com:8443/",
        "https://user@vk.com/",
        "file:///etc/passwd",
        "ftp://vk.com/",
    ],
)
def test_a_redirect_to_a_place_no_probe_may_ask_is_refused(
    world: World, network: SimulatedNetwork, target: str
) -> None:
    world.page("vk.com/a", status=302, Location=target)
    page = fetch_one(network, "https://vk.com/a")
    assert (page.status, page.error) == (None, "refused by the guard")
    assert len(world.seen) == 1


def test_a_redirect_that_cannot_be_read_is_no_page(world: World, network: SimulatedNetwork) -> None:
    world.page("vk.com/a", status=302, Location="http://[::1")
    page = fetch_one(network, "https://vk.com/a")
    assert (page.status, page.error) == (None, "malformed address")


# --- failures of ours ----------------------------------------------------------------------------------------------


async def hang_up(request: web.BaseRequest) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def cut_short(request: web.BaseRequest) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "100"})
    await response.prepare(request)
    await response.write(b"begin")
    assert request.transport is not None
    request.transport.close()
    return response


async def not_http(request: web.BaseRequest) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.write(b"SMTP ready\r\n\r\n")
    request.transport.close()
    return web.Response()


async def stall(_request: web.BaseRequest) -> web.StreamResponse:
    await asyncio.Event().wait()
    return web.Response()


async def broken_gzip(_request: web.BaseRequest) -> web.StreamResponse:
    return web.Response(body=b"not gzip", headers={"Content-Encoding": "gzip"})


@pytest.mark.parametrize(
    ("handler", "error"),
    [
        (hang_up, "no connection"),
        (cut_short, "answer cut short"),
        (not_http, "answer is not http"),
        (broken_gzip, "answer cut short"),
        (stall, "timeout"),
    ],
)
def test_a_failure_is_a_page_without_status_and_spares_the_others(
    world: World, network: SimulatedNetwork, monkeypatch: pytest.MonkeyPatch, handler: object, error: str
) -> None:
    monkeypatch.setattr(client, "TOTAL_S", 0.5)
    world.pages["vk.com/a"] = handler  # type: ignore[assignment]
    world.page("vk.com/b")
    failed, other = fetch(network, "https://vk.com/a", "https://vk.com/b")
    assert failed == Page(None, {}, "", "https://vk.com/a", error)
    assert other.status == 200


def test_time_runs_on_over_redirects(world: World, network: SimulatedNetwork, monkeypatch: pytest.MonkeyPatch) -> None:
    async def slow(request: web.BaseRequest) -> web.StreamResponse:
        await asyncio.sleep(0.2)
        return web.Response(status=302, headers={"Location": f"/{int(request.path[1:]) + 1}"})

    monkeypatch.setattr(client, "TOTAL_S", 0.5)
    world.pages = {f"vk.com/{number}": slow for number in range(6)}
    assert fetch_one(network, "https://vk.com/0").error == "timeout"
    assert len(world.seen) == 3


def test_waiting_for_a_turn_is_not_a_timeout(
    world: World, network: SimulatedNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slow(_request: web.BaseRequest) -> web.StreamResponse:
        await asyncio.sleep(0.1)
        return web.Response()

    monkeypatch.setattr(client, "TOTAL_S", 0.4)
    monkeypatch.setattr(client, "AT_ONCE_PER_HOST", 1)
    world.pages["vk.com/a"] = slow
    started = time.monotonic()
    assert [page.status for page in fetch(network, *["https://vk.com/a"] * 6)] == [200] * 6
    assert time.monotonic() - started > 0.5


@pytest.mark.parametrize(
    ("per_host", "in_all", "peak"), [(8, 100, 8), (100, 5, 5)], ids=["of one host", "of all hosts"]
)
def test_no_more_requests_run_at_once_than_is_polite(
    world: World, network: SimulatedNetwork, monkeypatch: pytest.MonkeyPatch, per_host: int, in_all: int, peak: int
) -> None:
    running: list[int] = [0]
    most: list[int] = [0]

    async def count(_request: web.BaseRequest) -> web.StreamResponse:
        running[0] += 1
        most[0] = max(most[0], running[0])
        await asyncio.sleep(0.1)
        running[0] -= 1
        return web.Response()

    monkeypatch.setattr(client, "AT_ONCE_PER_HOST", per_host)
    monkeypatch.setattr(client, "AT_ONCE", in_all)
    world.pages["vk.com/a"] = count
    fetch(network, *["https://vk.com/a"] * 24)
    assert most[0] == peak


def test_the_name_in_the_certificate_must_be_the_one_asked_for(world: World, network: SimulatedNetwork) -> None:
    assert fetch_one(network, "https://instagram.com/p/x/").error == NO_ROBOTS + "tls"
    assert world.seen == []


def test_another_authority_is_not_trusted(world: World, tmp_path: Path) -> None:
    trustme.CA().cert_pem.write_to_path(str(tmp_path / "other.pem"))
    network = SimulatedNetwork("127.0.0.1", world.port, tmp_path / "other.pem")
    assert fetch_one(network, "https://vk.com/a").error == NO_ROBOTS + "tls"


def test_a_simulated_world_that_is_not_running_is_no_connection(network: SimulatedNetwork, free_port: int) -> None:
    nobody = SimulatedNetwork("127.0.0.1", free_port, network.ca_file)
    assert fetch_one(nobody, "https://vk.com/a").error == NO_ROBOTS + "no connection"


def test_a_simulated_world_opens_no_socket_to_another_port_even_when_the_url_check_is_blind(
    world: World, network: SimulatedNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "check_url", URL)
    assert fetch_one(network, f"https://127.0.0.2:{world.port}/").error == NO_ROBOTS + "refused by the guard"
    assert fetch_one(network, "https://127.0.0.1:22/").error == NO_ROBOTS + "refused by the guard"
