"""Looks from a vantage point: what the proxy there is asked for, and what its failures mean."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from include.writ.domain.verdict import Page
from include.writ.errors import ConfigError
from include.writ.probing import client
from include.writ.probing.client import fetch_pages
from include.writ.probing.guard import PublicResolver
from include.writ.probing.network import Network, PublicNetwork, SimulatedNetwork
from include.writ.probing.proxy import Protocol, Proxy
from tests.support.forward_proxy import ForwardProxy, forwarding
from tests.unit.probing.conftest import World, serving

PUBLIC, PRIVATE = "93.184.216.34", "169.254.169.254"
PROTOCOLS = list(Protocol)


@pytest.fixture
def there() -> Iterator[ForwardProxy]:
    with forwarding() as proxy:
        yield proxy


@pytest.fixture
def plain_world() -> Iterator[World]:
    """Pages without TLS; only the proxy knows the way there."""
    pages = World()
    with serving(pages, "127.0.0.1", None):
        yield pages


def look(network: Network, there: ForwardProxy, *urls: str, protocol: Protocol = Protocol.HTTP) -> list[Page]:
    return asyncio.run(fetch_pages(urls, network, proxy=Proxy(protocol, "127.0.0.1", there.port)))


class Answers(AbstractResolver):
    """A resolver of the system that gives these answers, one after the other; the last one again and again."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)

    async def resolve(self, host: str, port: int = 0, family: int = socket.AF_INET) -> list[ResolveResult]:
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [
            ResolveResult(hostname=host, host=one, port=port, family=socket.AF_INET, proto=0, flags=0)
            for one in answer.split()
        ]

    async def close(self) -> None:
        pass


class Named(PublicNetwork):
    """The public internet, with names that mean what a test says."""

    __slots__ = ("answers",)

    def __init__(self, *answers: str) -> None:
        object.__setattr__(self, "answers", Answers(*answers))

    def resolver(self) -> AbstractResolver:
        resolver = PublicResolver()
        resolver._inner = self.answers
        return resolver


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_page_comes_by_the_proxy_which_is_asked_for_an_address(
    world: World, network: SimulatedNetwork, there: ForwardProxy, protocol: Protocol
) -> None:
    world.page("vk.com/a", b"as seen from there")
    world.page("ok.ru/b", status=302, Location="https://vk.com/a")
    pages = look(network, there, "https://vk.com/a", "https://ok.ru/b", protocol=protocol)
    assert [(page.status, page.body, page.error) for page in pages] == [(200, "as seen from there", None)] * 2
    assert set(there.asked) == {("127.0.0.1", world.port)}
    assert {request.host for request in world.seen} == {"vk.com", "ok.ru"}


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_plain_http_goes_through_a_tunnel_too(plain_world: World, there: ForwardProxy, protocol: Protocol) -> None:
    plain_world.page("vk.com/a", b"plain")
    there.leads_to = ("127.0.0.1", plain_world.port)
    (page,) = look(Named(PUBLIC), there, "http://vk.com/a", protocol=protocol)
    assert (page.status, page.body) == (200, "plain")
    assert set(there.asked) == {(PUBLIC, 80)}


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("answer", [PRIVATE, "127.0.0.1", "10.0.0.1"])
def test_a_name_at_a_private_address_is_refused_before_the_proxy_hears_of_it(
    there: ForwardProxy, protocol: Protocol, answer: str
) -> None:
    (page,) = look(Named(answer), there, "https://vk.com/a", protocol=protocol)
    assert page.status is None
    assert page.error in {"refused by the guard", "robots.txt could not be read: refused by the guard"}
    assert there.asked == []


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_name_that_is_bound_anew_leads_nowhere(plain_world: World, there: ForwardProxy, protocol: Protocol) -> None:
    """Each host resolves once a connection, here: no second answer, here or at the proxy, is ever connected to."""
    plain_world.page("vk.com/a", status=302, Location="http://m.vk.com/b")
    there.leads_to = ("127.0.0.1", plain_world.port)
    (page,) = look(Named(f"{PRIVATE} {PUBLIC}", PRIVATE), there, "http://vk.com/a", protocol=protocol)
    assert page.status is None
    assert "refused by the guard" in str(page.error)
    assert set(there.asked) == {(PUBLIC, 80)}


def test_a_literal_address_is_refused_as_without_a_proxy(there: ForwardProxy) -> None:
    pages = look(PublicNetwork(), there, f"http://{PRIVATE}/", "http://[::1]/", "http://127.1/", "http://a.example:22/")
    assert {page.error for page in pages} == {"refused by the guard"}
    assert there.asked == []


def test_the_last_check_holds_alone(there: ForwardProxy, monkeypatch: pytest.MonkeyPatch) -> None:
    """A literal address passes no resolver; were the first check to miss it, the proxy is not asked all the same."""
    monkeypatch.setattr(client, "check_url", URL)
    (page,) = look(PublicNetwork(), there, f"http://{PRIVATE}/")
    assert page.error == "robots.txt could not be read: refused by the guard"
    assert there.asked == []


def test_a_proxy_cannot_pretend_to_be_the_platform(
    world: World, network: SimulatedNetwork, there: ForwardProxy, tmp_path: Path
) -> None:
    """The world has no certificate for this name, and one of another authority counts for nothing."""
    trustme.CA().cert_pem.write_to_path(str(tmp_path / "other.pem"))
    stranger = SimulatedNetwork("127.0.0.1", world.port, tmp_path / "other.pem")
    for net, url in ((network, "https://facebook.com/a"), (stranger, "https://vk.com/a")):
        (page,) = look(net, there, url)
        assert (page.status, page.error) == (None, "robots.txt could not be read: tls")
    assert world.seen == []


@pytest.mark.parametrize("status", [200, 404])
@pytest.mark.parametrize("refusal", [407, 403, 404, 410, 451, 502, 503])
def test_what_the_proxy_itself_answers_says_nothing_about_the_item(
    world: World, network: SimulatedNetwork, there: ForwardProxy, refusal: int, status: int
) -> None:
    world.page("vk.com/a", status=status)
    there.refusal = f"HTTP/1.1 {refusal} No\r\nContent-Length: 4\r\n\r\ngone".encode()
    (page,) = look(network, there, "https://vk.com/a")
    assert (page.status, page.body) == (None, "")
    assert page.error == f"robots.txt could not be read: the proxy answers {refusal}"


def test_a_refusal_over_socks_and_nonsense_are_failures(network: SimulatedNetwork, there: ForwardProxy) -> None:
    there.refusal = b"\x05\x05\x00\x01"
    (page,) = look(network, there, "https://vk.com/a", protocol=Protocol.SOCKS5)
    assert (page.status, page.error) == (None, "robots.txt could not be read: the proxy answers 5")
    there.refusal = b"220 mail.example ready\r\n"
    (page,) = look(network, there, "https://vk.com/a")
    assert (page.status, page.error) == (None, "robots.txt could not be read: the proxy answers no sense")


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_proxy_that_is_not_there_is_a_failure(network: SimulatedNetwork, protocol: Protocol, free_port: int) -> None:
    (page,) = look(network, ForwardProxy(free_port), "https://vk.com/a", protocol=protocol)
    assert (page.status, page.error) == (None, "robots.txt could not be read: the proxy is not there")


def test_the_next_address_of_a_name_is_tried(plain_world: World) -> None:
    """As with an IPv6 address that the proxy cannot reach."""
    plain_world.page("vk.com/a", b"plain")

    class Picky(ForwardProxy):
        async def _pass_on(self, reader: object, writer: object, target: object) -> None:
            await super()._pass_on(reader, writer, ("127.0.0.1", plain_world.port))

        async def _connect(self, reader: object, writer: object) -> object:
            self.refusal = b"HTTP/1.1 502 Bad\r\n\r\n" if not self.asked else b""
            return await super()._connect(reader, writer)

    with forwarding(Picky()) as there:
        (page,) = look(Named(f"1.1.1.1 {PUBLIC}"), there, "http://vk.com/a")
    assert page.body == "plain"
    assert there.asked[:2] == [("1.1.1.1", 80), (PUBLIC, 80)]


def test_the_proxy_gets_the_login_and_the_platform_does_not(
    world: World, network: SimulatedNetwork, there: ForwardProxy
) -> None:
    world.page("vk.com/a")
    there.login = "writ:secret"
    proxy = Proxy(Protocol.HTTP, "127.0.0.1", there.port, "writ", "secret")
    (page,) = asyncio.run(fetch_pages(["https://vk.com/a"], network, proxy=proxy))
    assert page.status == 200
    assert not {"Authorization", "Proxy-Authorization"} & {name for one in world.seen for name in one.headers}
    (page,) = look(network, there, "https://vk.com/a")
    assert page.error == "robots.txt could not be read: the proxy answers 407"
    assert "secret" not in repr(proxy)


@pytest.mark.parametrize("host", ["8.8.8.8", "proxy.example", "2a00:bdc0::1"])
def test_a_password_does_not_go_over_a_public_network_in_clear(host: str) -> None:
    Proxy(Protocol.HTTP, host, 3128)
    with pytest.raises(ConfigError, match="in clear"):
        Proxy(Protocol.HTTP, host, 3128, "writ", "secret")
