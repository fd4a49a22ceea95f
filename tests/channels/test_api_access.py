"""What opens a platform's interface: a token, OAuth 2 client credentials, a client certificate."""

from __future__ import annotations

import json
import ssl
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
import trustme

from include.writ.channels import api_call
from include.writ.channels.base import Channel
from include.writ.channels.settings import ChannelConnection
from include.writ.channels.transports import open_channel
from include.writ.domain.content import Platform
from include.writ.domain.delivery import Receipt
from include.writ.errors import ConfigError, DeliveryUncertain, PlatformBusy, WritError
from tests.channels.conftest import ScriptedServer, reply, scripted_server
from tests.support.ends import CONN_ID, NOW, RECEIPT
from tests.support.outgoing import KEY, NOTICE

CLIENT, SECRET, TOKEN = "writ client", "hush/hush+secret", "issued-token"
TAKEN = reply(202, json.dumps(RECEIPT).encode())


@dataclass
class Side:
    """A platform with a token service, both over TLS, and a clock that the test moves."""

    folder: Path
    platform: ScriptedServer
    tokens: ScriptedServer
    now: datetime = NOW
    authority: trustme.CA = field(default_factory=trustme.CA)

    def open(self, **changes: Any) -> Channel:
        extra = {"token_url": f"{self.tokens.base_url}/token", "scope": "notices answers"} | changes.pop("extra", {})
        usual: dict[str, Any] = {"host": f"{self.platform.base_url}/v1", "login": CLIENT, "password": SECRET}
        extra = {"ca_file": str(self.folder / "ca.pem")} | {name: text for name, text in extra.items() if text}
        usual = usual if "token_url" in extra else usual | {"login": ""}
        connection = ChannelConnection(CONN_ID, "https", **usual | changes, extra=extra)
        return open_channel(Platform.TIKTOK, connection, languages=("en",), clock=lambda: self.now)


@pytest.fixture
def side(tmp_path: Path) -> Iterator[Side]:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    authority.issue_cert("writ@authority.example").private_key_and_cert_chain_pem.write_to_path(
        str(tmp_path / "client.pem")
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with scripted_server(context) as platform, scripted_server(context) as tokens:
        platform.script, tokens.script = [TAKEN], [issued()]
        yield Side(tmp_path, platform, tokens, authority=authority)


def issued(**changes: object) -> bytes:
    answer = {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 600} | changes
    return reply(200, json.dumps({name: value for name, value in answer.items() if value is not None}).encode())


def assert_discreet(error: BaseException) -> None:
    assert error.__context__ is None or error.__suppress_context__
    shown = str(error) + repr(error)
    for secret in (SECRET, CLIENT, TOKEN, "127.0.0.1", "echoed", KEY):
        assert secret not in shown


# --- OAuth 2 -------------------------------------------------------------------------------------------------------


def test_a_token_is_asked_for_once_and_used_until_it_ends(side: Side) -> None:
    channel = side.open()
    assert isinstance(channel.send(NOTICE), Receipt)
    channel.send(NOTICE)
    side.now += timedelta(seconds=569)
    channel.send(NOTICE)
    assert len(side.tokens.requests) == 1
    side.now += timedelta(seconds=1)
    channel.send(NOTICE)
    assert len(side.tokens.requests) == 2
    assert {request.headers["Authorization"] for request in side.platform.requests} == {f"Bearer {TOKEN}"}


def test_the_client_shows_itself_as_the_standard_says(side: Side) -> None:
    side.open().send(NOTICE)
    (asked,) = side.tokens.requests
    assert (asked.method, asked.path) == ("POST", "/token")
    assert asked.headers["Accept"] == "application/json"
    assert parse_qs(asked.body.decode()) == {"grant_type": ["client_credentials"], "scope": ["notices answers"]}
    shown = b64encode(b"writ+client:hush%2Fhush%2Bsecret").decode()
    assert asked.headers["Authorization"] == f"Basic {shown}"


@pytest.mark.parametrize("term", [None, 0, 10, "0"])
def test_a_token_without_a_term_is_used_once(side: Side, term: object) -> None:
    side.tokens.script = [issued(expires_in=term)]
    channel = side.open()
    channel.send(NOTICE)
    channel.send(NOTICE)
    assert len(side.tokens.requests) == 2


def test_a_token_that_is_refused_is_not_used_again(side: Side) -> None:
    side.platform.script = [reply(401), TAKEN]
    channel = side.open()
    with pytest.raises(ConfigError):
        channel.send(NOTICE)
    assert isinstance(channel.send(NOTICE), Receipt)
    assert len(side.tokens.requests) == 2


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (reply(500, b"echoed"), PlatformBusy),
        (reply(503), PlatformBusy),
        (reply(429), PlatformBusy),
        (b"", PlatformBusy),
        ("reset", PlatformBusy),
        (reply(400, b'{"error":"invalid_client","error_description":"echoed"}'), ConfigError),
        (reply(401, b'{"error":"invalid_client"}'), ConfigError),
        (reply(404, b"echoed"), ConfigError),
        (reply(302, b"", Location="/elsewhere"), ConfigError),
        (reply(307, b"", Location="/elsewhere"), ConfigError),
        (reply(200, b"<html>echoed"), ConfigError),
        (reply(200, b"[]"), ConfigError),
        (reply(200, b"null"), ConfigError),
        (reply(200, b'{"error":"echoed"}'), ConfigError),
        (issued(access_token=None), ConfigError),
        (issued(access_token=""), ConfigError),
        (issued(access_token="a\r\nX-Header: 1"), ConfigError),
        (issued(access_token="токен"), ConfigError),
        (issued(token_type="mac"), ConfigError),
        (issued(token_type=None), ConfigError),
        (issued(expires_in="soon"), ConfigError),
        (issued(expires_in=10**30), ConfigError),
    ],
)
def test_a_token_that_cannot_be_had_leaves_nothing_in_doubt(
    side: Side, answer: bytes | str, expected: type[WritError]
) -> None:
    side.tokens.script = [answer]
    channel = side.open()
    with pytest.raises(expected, match="othing was sent") as caught:
        channel.send(NOTICE)
    assert_discreet(caught.value)
    with pytest.raises(DeliveryUncertain) as in_doubt:
        channel.find(KEY)
    assert_discreet(in_doubt.value)
    with pytest.raises(expected):
        channel.answers(0)
    assert side.platform.requests == []
    assert {request.path for request in side.tokens.requests} == {"/token"}


def test_an_answer_of_the_token_service_above_the_cap_is_not_read_to_its_end(
    side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api_call, "MAX_ANSWER_BYTES", 1000)
    side.tokens.script = [reply(200, b" " * 5000)]
    with pytest.raises(PlatformBusy, match="TooLarge"):
        side.open().send(NOTICE)


def test_the_host_of_the_token_service_is_known_before_it_is_asked(side: Side) -> None:
    assert side.open().hosts == ("127.0.0.1", "127.0.0.1")
    elsewhere = side.open(extra={"token_url": "https://login.elsewhere.example/token"})
    assert elsewhere.hosts == ("127.0.0.1", "login.elsewhere.example")
    assert side.tokens.requests == []


# --- certificates --------------------------------------------------------------------------------------------------


@pytest.fixture
def demanding(side: Side) -> Iterator[ScriptedServer]:
    """A platform that lets in nobody without a certificate of its authority."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(side.folder / "ca.pem"))
    context.verify_mode = ssl.CERT_REQUIRED
    side.authority.issue_cert("127.0.0.1").configure_cert(context)
    with scripted_server(context) as server:
        server.script = [TAKEN]
        yield server


def test_a_certificate_opens_what_demands_one(side: Side, demanding: ScriptedServer) -> None:
    pem = str(side.folder / "client.pem")
    certificate = {"client_cert": pem, "client_key": pem}
    channel = side.open(
        host=demanding.base_url, login="", password="", extra={"token_url": "", "scope": "", **certificate}
    )
    assert isinstance(channel.send(NOTICE), Receipt)
    assert "Authorization" not in demanding.requests[0].headers


def test_without_a_certificate_nothing_is_taken_there(side: Side, demanding: ScriptedServer) -> None:
    channel = side.open(host=demanding.base_url, login="", extra={"token_url": "", "scope": ""})
    with pytest.raises((PlatformBusy, DeliveryUncertain)):
        channel.send(NOTICE)
    assert demanding.requests == []


def test_a_platform_whose_certificate_nobody_vouches_for_gets_nothing(side: Side) -> None:
    trustme.CA().cert_pem.write_to_path(str(side.folder / "other.pem"))
    with pytest.raises(PlatformBusy, match="nothing was sent"):
        side.open(extra={"ca_file": str(side.folder / "other.pem")}).send(NOTICE)
    assert side.platform.requests == side.tokens.requests == []


# --- the connection ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"host": ""}, "base URL"),
        ({"host": "http://platform.example"}, "must be https"),
        ({"host": "https://user:pw@platform.example"}, "no user"),
        ({"host": "https://*.platform.example"}, "no address"),
        ({"login": "", "password": "", "extra": {"token_url": "", "scope": ""}}, "opens nothing"),
        ({"login": ""}, "client id"),
        ({"password": ""}, "client secret"),
        ({"extra": {"token_url": "http://127.0.0.1/token"}}, "https"),
        ({"extra": {"token_url": "https://u:p@login.example/token"}}, "no plain address"),
        ({"extra": {"client_cert": "/nowhere/a.pem"}}, "both `client_cert` and `client_key`"),
        ({"extra": {"client_cert": "a.pem", "client_key": "a.pem"}}, "absolute"),
        ({"extra": {"client_cert": "/nowhere/a.pem", "client_key": "/nowhere/a.pem"}}, "cannot be opened"),
        ({"extra": {"ca_file": "/nowhere/a.pem"}}, "ca_file"),
    ],
)
def test_a_connection_that_could_only_fail_is_refused_at_the_start(
    side: Side, changes: dict[str, Any], wrong: str
) -> None:
    with pytest.raises(ConfigError, match=wrong) as caught:
        side.open(**changes)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("damage", [lambda pem: pem[:200], lambda pem: b"", lambda pem: b"\xff" + pem[40:]])
def test_a_broken_client_certificate_is_our_own_mistake(side: Side, damage: Callable[[bytes], bytes]) -> None:
    file = side.folder / "client.pem"
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(ConfigError, match="cannot be opened"):
        side.open(extra={"client_cert": str(file), "client_key": str(file)})
