"""The public network against a server at 127.0.0.2, which these tests alone declare to be a public address."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

import pytest
from yarl import URL

from include.writ.domain.verdict import Page
from include.writ.probing import client, guard, network
from include.writ.probing.client import PublicNetwork, fetch_pages
from tests.unit.probing.conftest import World

pytestmark = pytest.mark.allow_hosts(["127.0.0.1", "127.0.0.2"])

Names = dict[str, list[str]]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch, public_world: World) -> Names:
    """What the system's resolver knows. Every name is at the port of the test server."""
    known: Names = {}

    def getaddrinfo(host: str, *_args: object, **_kwargs: object) -> list[tuple[object, ...]]:
        if host not in known:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, public_world.port)) for address in known[host]]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return known


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
    assert (page.status, page.error) == (None, "refused by the guard")
    assert public_world.seen == []


def test_a_name_without_an_address_is_our_failure(names: Names) -> None:
    assert fetch_one("http://nowhere.example/").error == "no such host"


@pytest.mark.usefixtures("_public_is_127_0_0_2")
@pytest.mark.parametrize("target", ["http://inside.example/b", "http://127.0.0.1/b", "http://127.0.0.2/b"])
def test_a_redirect_to_a_private_place_is_refused(public_world: World, names: Names, target: str) -> None:
    names["shop.example"] = ["127.0.0.2"]
    names["inside.example"] = ["127.0.0.1"]
    public_world.page("shop.example/a", status=302, Location=target)
    page = fetch_one("http://shop.example/a")
    assert (page.status, page.error, page.final_url) == (None, "refused by the guard", target)
    assert len(public_world.seen) == 1


@pytest.mark.parametrize("host", ["127.0.0.2", "[::1]", "[::ffff:127.0.0.2]"])
def test_a_literal_address_gets_no_socket_even_when_the_url_check_is_blind(
    public_world: World, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setattr(client, "check_url", URL)
    assert fetch_one(f"http://{host}:{public_world.port}/").error == "refused by the guard"
    assert public_world.seen == []
