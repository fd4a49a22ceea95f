"""The public network against a server at 127.0.0.2, which these tests alone declare to be a public address."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from functools import partial

import aiohttp
import pytest
from aiohttp import web
from yarl import URL

from include.writ.domain.verdict import Page
from include.writ.probing import client, guard, network
from include.writ.probing.client import PublicNetwork, fetch_pages
from tests.unit.probing.conftest import World

pytestmark = pytest.mark.allow_hosts(["127.0.0.1", "127.0.0.2"])

Names = dict[str, list[str]]
NO_ROBOTS = "robots.txt could not be read: "
INSIDE = [
    "127.0.0.1",
    "10.0.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::",
    "fd00::1",
    "fe80::1",
]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch, public_world: World) -> Names:
    """What the system's resolver knows. Every name is at the port of the test server."""
    known: Names = {}

    def getaddrinfo(host: str, *_args: object, **_kwargs: object) -> list[tuple[object, ...]]:
        if host not in known:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [_info(address, public_world.port) for address in known[host]]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return known


def _info(address: str, port: int) -> tuple[object, ...]:
    if ":" in address:
        return (socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, port, 0, 0))
    return (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))


@pytest.fixture
def _public_is_127_0_0_2(monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[[str], bool] = guard.is_public
    for module in (guard, network):
        monkeypatch.setattr(module, "is_public", lambda address: address == "127.0.0.2" or real(address))


def fetch_one(url: str) -> Page:
    (page,) = asyncio.run(fetch_pages([url], PublicNetwork()))
    return page


@pytest.mark.usefixtures("_public_is_127_0_0_2")
def test_a_public_page_is_fetched(public_world: World, names: Names) -> None:
    names["shop.example"] = ["127.0.0.2"]
    public_world.page("shop.example/a", b"page")
    assert fetch_one("http://shop.example/a").body == "page"


@pytest.mark.usefixtures("_public_is_127_0_0_2")
def test_of_mixed_addresses_only_the_public_one_is_connected_to(public_world: World, names: Names) -> None:
    names["shop.example"] = ["127.0.0.1", "10.0.0.1", "127.0.0.2"]
    public_world.page("shop.example/a", b"page")
    assert fetch_one("http://shop.example/a").status == 200


def test_a_name_with_private_addresses_only_is_refused(public_world: World, names: Names) -> None:
    names["inside.example"] = ["127.0.0.2", "127.0.0.1"]
    page = fetch_one("http://inside.example/a")
    assert (page.status, page.error) == (None, NO_ROBOTS + "refused by the guard")
    assert public_world.seen == public_world.robots_asked == []


def test_a_name_without_an_address_is_our_failure(names: Names) -> None:
    assert fetch_one("http://nowhere.example/").error == NO_ROBOTS + "no such host"


@pytest.mark.usefixtures("_public_is_127_0_0_2")
@pytest.mark.parametrize("target", ["http://inside.example/b", "http://127.0.0.1/b", "http://127.0.0.2/b"])
def test_a_redirect_to_a_private_place_is_refused(public_world: World, names: Names, target: str) -> None:
    names["shop.example"] = ["127.0.0.2"]
    names["inside.example"] = ["127.0.0.1"]
    public_world.page("shop.example/a", status=302, Location=target)
    page = fetch_one("http://shop.example/a")
    assert (page.status, page.final_url) == (None, target)
    assert str(page.error).endswith("refused by the guard")
    assert len(public_world.seen) == 1


@pytest.mark.parametrize("host", ["127.0.0.2", "[::1]", "[::ffff:127.0.0.2]"])
def test_a_literal_address_gets_no_socket_even_when_the_url_check_is_blind(
    public_world: World, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setattr(client, "check_url", URL)
    assert fetch_one(f"http://{host}:{public_world.port}/").error == NO_ROBOTS + "refused by the guard"
    assert public_world.seen == public_world.robots_asked == []


@pytest.mark.usefixtures("_public_is_127_0_0_2")
@pytest.mark.parametrize("later", INSIDE)
def test_a_name_that_is_rebound_to_a_private_address_is_refused_from_then_on(
    public_world: World, names: Names, later: str
) -> None:
    names["shop.example"] = ["127.0.0.2"]
    public_world.page("shop.example/a", b"page")
    assert fetch_one("http://shop.example/a").status == 200
    names["shop.example"] = [later]
    page = fetch_one("http://shop.example/a")
    assert (page.status, page.error) == (None, NO_ROBOTS + "refused by the guard")
    assert len(public_world.seen) == 1


@pytest.mark.usefixtures("_public_is_127_0_0_2")
@pytest.mark.parametrize("later", INSIDE)
def test_a_name_that_is_rebound_within_a_round_is_refused_at_its_next_connection(
    public_world: World, names: Names, monkeypatch: pytest.MonkeyPatch, later: str
) -> None:
    """Each answer of the resolver is used once here, and the server closes after each answer."""
    real, asked = socket.getaddrinfo, list[str]()

    def rebinding(host: str, *args: object, **kwargs: object) -> object:
        asked.append(host)
        names["shop.example"] = ["127.0.0.2"] if len(asked) == 1 else [later]
        return real(host, *args, **kwargs)  # type: ignore[arg-type]

    async def leave(_request: web.BaseRequest) -> web.StreamResponse:
        response = web.Response(status=404)
        response.force_close()
        return response

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(client.aiohttp, "TCPConnector", partial(client.aiohttp.TCPConnector, use_dns_cache=False))
    public_world.pages["shop.example/robots.txt"] = leave
    public_world.page("shop.example/a", b"page")
    page = fetch_one("http://shop.example/a")
    assert (page.status, page.error) == (None, "refused by the guard")
    assert asked == ["shop.example"] * 2
    assert public_world.robots_asked == ["shop.example"]
    assert public_world.seen == []


@pytest.mark.parametrize("inside", INSIDE)
def test_a_blind_resolver_still_gets_no_socket_to_a_private_address(
    public_world: World, names: Names, monkeypatch: pytest.MonkeyPatch, inside: str
) -> None:
    names["shop.example"] = [inside]
    monkeypatch.setattr(network.PublicNetwork, "resolver", lambda _: aiohttp.ThreadedResolver())
    assert fetch_one("http://shop.example/a").error == NO_ROBOTS + "refused by the guard"
    assert public_world.robots_asked == []


@pytest.mark.usefixtures("_public_is_127_0_0_2")
@pytest.mark.parametrize(
    "target",
    [
        *(f"http://{f'[{address}]' if ':' in address else address}/x" for address in INSIDE),
        "http://2130706433/x",
        "http://0x7f.1/x",
        "http://0177.0.0.1/x",
        "http://127.1/x",
        "http://[::ffff:7f00:1]/x",
        "http://[64:ff9b::127.0.0.1]/x",
    ],
)
@pytest.mark.parametrize("path", ["/a", "/robots.txt"])
def test_no_redirect_leads_to_a_private_form(public_world: World, names: Names, target: str, path: str) -> None:
    names["shop.example"] = ["127.0.0.2"]
    public_world.page("shop.example/a", b"page")
    public_world.page(f"shop.example{path}", status=302, Location=target)
    page = fetch_one("http://shop.example/a")
    assert page.status is None
    assert str(page.error).endswith("refused by the guard")
    assert [request.host for request in public_world.seen] == ["shop.example"] * (path == "/a")
    assert public_world.robots_asked == ["shop.example"]
