from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest

from include.writ.errors import ConfigError
from include.writ.probing.guard import FixedResolver, PublicResolver, Refused, check_url, is_public
from include.writ.probing.network import SimulatedNetwork
from include.writ.probing.sockets import GuardedSockets

PRIVATE = [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "192.0.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::8.8.8.8",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:0:127.0.0.1",
    "64:ff9b::127.0.0.1",
    "64:ff9b::a00:1",
    "64:ff9b:1::8.8.8.8",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "2001::1",
    "2001:db8::1",
    "100::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "not an address",
    "",
]
PUBLIC = [
    "8.8.8.8",
    "87.240.132.67",
    "2a00:bdc0::1",
    "2606:4700::1111",
    "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8",
    "2002:808:808::1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_public_is_known(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_known(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://8.8.8.8/",
        "http://127.1/",
        "http://2130706433/",
        "http://017700000001/",
        "http://0177.0.0.1/",
        "http://0x7f.0.0.1/",
        "http://0x7f000001/",
        "http://0X7F000001/",
        "http://127.0.0.1./",
        "http://127.0.0.0x1/",
        "http://①②⑦.⓪.⓪.①/",
        "http://１２７.０.０.１/",
        "http://127。0。0。1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[fe80::1%25eth0]/",
        "http:///path",
        "//vk.com/",
        "vk.com/wall1_1",
        "",
        "ftp://vk.com/",
        "file:///etc/passwd",
        "ws://vk.com/",
        "unix://vk.com/",
        "gopher://vk.com:80/",
        "javascript:alert(1)",
        "http://vk.com:22/",
        "https://vk.com:8443/",
        "http://vk.com:0/",
        "http://vk.com:99999/",
        "http://user@vk.com/",
        "http://user:password@vk.com/",
        "http://:password@vk.com/",
        "http://[::1",
    ],
)
def test_an_address_that_no_probe_may_ask_is_refused(url: str) -> None:
    with pytest.raises(Refused):
        check_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://vk.com/wall-1_2",
        "http://vk.com/",
        "https://vk.com:443/",
        "http://vk.com:80/",
        "https://VK.com./",
        "https://4pda.to/",
        "https://1tv.ru/",
        "https://қазақша.қаз/бет",
        "https://user.livejournal.com/123.html?thread=1#t1",
    ],
)
def test_an_ordinary_address_may_be_asked(url: str) -> None:
    assert check_url(url).scheme in {"http", "https"}


def resolve(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    def getaddrinfo(_host: str, port: int, *_args: object, **_kwargs: object) -> list[tuple[object, ...]]:
        return [
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, port, 0, 0))
            if ":" in address
            else (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
            for address in addresses
        ]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    found = asyncio.run(_resolve("name.example"))
    return [result["host"] for result in found]


async def _resolve(host: str) -> list[dict[str, str]]:
    return await PublicResolver().resolve(host, 443)  # type: ignore[return-value]


def test_the_resolver_drops_what_is_not_public(monkeypatch: pytest.MonkeyPatch) -> None:
    assert resolve(monkeypatch, *PRIVATE[:20], "8.8.8.8", "::1", "2606:4700::1111") == ["8.8.8.8", "2606:4700::1111"]


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["10.0.0.1", "::1"], ["::ffff:169.254.169.254"]])
def test_the_resolver_fails_when_nothing_public_is_left(monkeypatch: pytest.MonkeyPatch, addresses: list[str]) -> None:
    with pytest.raises(Refused):
        resolve(monkeypatch, *addresses)


def test_a_closed_world_has_one_address() -> None:
    (result,) = asyncio.run(FixedResolver("127.0.0.1", 8902).resolve("vk.com", 443))
    assert (result["hostname"], result["host"], result["port"]) == ("vk.com", "127.0.0.1", 8902)


@pytest.mark.parametrize("target", [("10.0.0.1", 80), ("127.0.0.1", 22)])
def test_no_socket_is_opened_for_an_address_that_is_not_allowed(target: tuple[str, int]) -> None:
    sockets = GuardedSockets(lambda address, port: (address, port) == ("127.0.0.1", 80))
    with pytest.raises(Refused):
        sockets.open((socket.AF_INET, socket.SOCK_STREAM, 6, "", target))


@pytest.mark.parametrize("host", ["localhost", "10.0.0.1", "0.0.0.0", "vk.com", "::ffff:8.8.8.8", ""])
def test_a_simulated_world_is_at_a_loopback_address(host: str) -> None:
    with pytest.raises(ConfigError):
        SimulatedNetwork(host, 8902, Path("ca.pem"))


def test_a_simulated_world_without_certificate_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="start the simulator"):
        SimulatedNetwork("127.0.0.1", 8902, tmp_path / "ca.pem").trust()
