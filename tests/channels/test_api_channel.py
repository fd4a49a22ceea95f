from __future__ import annotations

import json
import socket
import traceback
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter

from include.writ.channels import api, api_call, jws_body
from include.writ.channels.api import ApiChannel
from include.writ.channels.api_access import read_access
from include.writ.channels.base import BusyFor, Channel
from include.writ.channels.loopback import require_loopback_host
from include.writ.channels.settings import ChannelConnection
from include.writ.clock import system_clock
from include.writ.domain.content import Platform
from include.writ.domain.delivery import Answer, Outcome, Receipt
from include.writ.errors import ConfigError, ContractBroken, DeliveryUncertain, PlatformBusy, PlatformRefused
from tests.channels.conftest import ScriptedServer, reply
from tests.support.outgoing import NOTICE, another

TOKEN = "simulated-secret-token"
BODY = jws_body.flattened(NOTICE)
RECEIPT_JSON = b'{"receipt_id":"r-1","received_at":"2026-11-20T12:00:00+05:00"}'
RECEIPT = Receipt("r-1", datetime(2026, 11, 20, 7, tzinfo=UTC))


def channel_to(base_url: str) -> Channel:
    connection = ChannelConnection("writ_platform_vkontakte", "http", host=base_url, password=TOKEN)
    return ApiChannel(Platform.VKONTAKTE, read_access(Platform.VKONTAKTE, connection, system_clock))


@pytest.fixture
def channel(platform_server: ScriptedServer) -> Channel:
    return channel_to(platform_server.base_url + "/platforms/vkontakte/")


def assert_discreet(error: BaseException) -> None:
    """No message of a logged traceback shows token, document, address or what the platform wrote."""
    report = traceback.TracebackException.from_exception(error)
    assert report.__cause__ is None
    assert report.__context__ is None or report.__suppress_context__
    shown = "".join(report.format_exception_only()) + repr(error)
    for secret in (TOKEN, "confidential wording", "127.0.0.1", NOTICE.key, "echoed"):
        assert secret not in shown


# --- sending -------------------------------------------------------------------------------------------------------


def test_a_notice_is_posted_with_its_key_and_token_and_gives_a_receipt_in_utc(
    platform_server: ScriptedServer, channel: Channel
) -> None:
    platform_server.script = [reply(202, RECEIPT_JSON)]
    assert channel.send(NOTICE) == RECEIPT
    (request,) = platform_server.requests
    assert (request.method, request.path, request.body) == (
        "POST",
        "/platforms/vkontakte/notices",
        BODY,
    )
    assert request.headers["Idempotency-Key"] == NOTICE.key
    assert request.headers["Authorization"] == f"Bearer {TOKEN}"
    assert request.headers["Content-Type"] == "application/jose+json"
    assert request.headers["Content-Length"] == str(len(BODY))


def test_a_repeated_key_is_a_success_with_the_same_receipt(platform_server: ScriptedServer, channel: Channel) -> None:
    platform_server.script = [reply(202, RECEIPT_JSON), reply(200, RECEIPT_JSON)]
    assert channel.send(NOTICE) == channel.send(NOTICE) == RECEIPT


@pytest.mark.parametrize("status", [401, 403, 404, 405, 407])
def test_a_wrong_token_or_address_is_our_own_mistake(
    platform_server: ScriptedServer, channel: Channel, status: int
) -> None:
    platform_server.script = [reply(status, b'{"error":"echoed confidential wording"}')]
    with pytest.raises(ConfigError, match="mend the connection, nothing was taken") as caught:
        channel.send(NOTICE)
    assert_discreet(caught.value)


@pytest.mark.parametrize("status", [400, 409, 413, 422, 451])
def test_a_refusal_is_final_and_does_not_repeat_the_platforms_words(
    platform_server: ScriptedServer, channel: Channel, status: int
) -> None:
    platform_server.script = [reply(status, b'{"error":"echoed confidential wording"}')]
    with pytest.raises(PlatformRefused, match=f"status {status}") as caught:
        channel.send(NOTICE)
    assert_discreet(caught.value)


def test_the_same_key_with_another_document_is_refused_in_clear_words(
    platform_server: ScriptedServer, channel: Channel
) -> None:
    platform_server.script = [reply(409, b"{}")]
    with pytest.raises(PlatformRefused, match="another document under the same key"):
        channel.send(NOTICE)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [({"Retry_After": "120"}, 120), ({}, None), ({"Retry_After": "Fri, 20 Nov 2026 12:00:00 GMT"}, None)],
)
@pytest.mark.parametrize("status", [408, 425, 429, 503])
def test_a_busy_platform_is_busy_and_its_wish_is_passed_on_not_obeyed(
    platform_server: ScriptedServer, channel: Channel, status: int, header: dict[str, str], seconds: int | None
) -> None:
    platform_server.script = [reply(status, b"", **header)]
    with pytest.raises(BusyFor) as caught:
        channel.send(NOTICE)
    assert caught.value.retry_after == seconds
    assert len(platform_server.requests) == 1


@pytest.mark.parametrize("status", [204, 500, 502, 504])
def test_a_status_that_does_not_say_whether_it_was_taken_is_uncertain(
    platform_server: ScriptedServer, channel: Channel, status: int
) -> None:
    platform_server.script = [reply(status)]
    with pytest.raises(DeliveryUncertain, match=f"status {status}"):
        channel.send(NOTICE)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(platform_server: ScriptedServer, channel: Channel, status: int) -> None:
    platform_server.script = [reply(status, b"", Location=f"{platform_server.base_url}/elsewhere")]
    with pytest.raises(ConfigError, match="wrong address or token"):
        channel.send(NOTICE)
    assert [request.path for request in platform_server.requests] == ["/platforms/vkontakte/notices"]


def test_a_receipt_that_names_another_notice_is_uncertain(platform_server: ScriptedServer, channel: Channel) -> None:
    named = {
        key: RECEIPT_JSON[:-1] + f',"notice_key":"{key}"}}'.encode() for key in (NOTICE.key, NOTICE.key[:-1] + "9")
    }
    right, wrong = named.values()
    platform_server.script = [reply(202, wrong), reply(200, wrong), reply(200, right)]
    for ask in (lambda: channel.send(NOTICE), lambda: channel.find(NOTICE.key)):
        with pytest.raises(DeliveryUncertain, match="names another notice") as caught:
            ask()
        assert_discreet(caught.value)
    assert channel.find(NOTICE.key) == RECEIPT


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>echoed</html>",
        b"[]",
        b'{"receipt_id":"r-1"}',
        b'{"receipt_id":"","received_at":"2026-11-20T12:00:00Z"}',
        b'{"receipt_id":"echoed","received_at":"2026-11-20T12:00:00"}',
        b'{"receipt_id":"r\\u0000","received_at":"2026-11-20T12:00:00Z"}',
        b'{"receipt_id":"r-1","received_at":1763600000}',
        b'{"receipt_id":7,"received_at":"2026-11-20T12:00:00Z"}',
        b'{"receipt_id":"r-1","received_at":"0001-01-01T00:00:00+05:00"}',
    ],
)
def test_a_receipt_that_is_not_as_agreed_is_uncertain(
    platform_server: ScriptedServer, channel: Channel, body: bytes
) -> None:
    platform_server.script = [reply(202, body)]
    with pytest.raises(DeliveryUncertain, match="receipt is not as agreed") as caught:
        channel.send(NOTICE)
    assert_discreet(caught.value)


# --- connections that break ----------------------------------------------------------------------------------------


def test_a_refused_connection_is_busy(free_port: int) -> None:
    with pytest.raises(PlatformBusy, match="nothing was sent") as caught:
        channel_to(f"http://127.0.0.1:{free_port}").send(NOTICE)
    assert_discreet(caught.value)


def test_a_host_without_an_address_is_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_such_host(*_args: object, **_kwargs: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", no_such_host)
    with pytest.raises(PlatformBusy, match="nothing was sent"):
        channel_to("https://platform.example").send(NOTICE)


def test_a_connection_that_is_not_accepted_in_time_is_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "TIMEOUT_S", (0.2, 0.2))
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        fillers = [socket.socket() for _ in range(3)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(full.getsockname())
        with pytest.raises(PlatformBusy, match="ConnectTimeout"):
            channel_to(f"http://127.0.0.1:{full.getsockname()[1]}").send(NOTICE)
        for filler in fillers:
            filler.close()


def test_a_server_without_a_trusted_certificate_never_gets_the_document(platform_server: ScriptedServer) -> None:
    platform_server.script = [reply(202, RECEIPT_JSON)]
    with pytest.raises(PlatformBusy, match="nothing was sent"):
        channel_to(platform_server.base_url.replace("http:", "https:")).send(NOTICE)
    assert platform_server.requests == []


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(b"", id="closed without an answer"),
        pytest.param("reset", id="reset"),
        pytest.param(b"SMTP ready\r\n\r\n", id="not http"),
        pytest.param(reply(202, RECEIPT_JSON)[:-10], id="cut inside the receipt"),
        pytest.param(b"HTTP/1.1 202 X\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", id="broken chunk"),
    ],
)
def test_a_connection_that_breaks_after_the_document_left_is_uncertain(
    platform_server: ScriptedServer, channel: Channel, fault: bytes | str
) -> None:
    platform_server.script = [fault]
    with pytest.raises(DeliveryUncertain, match="after sending began") as caught:
        channel.send(NOTICE)
    assert [request.body for request in platform_server.requests] == [BODY]
    assert_discreet(caught.value)


def test_silence_after_the_document_left_is_uncertain(
    platform_server: ScriptedServer, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "TIMEOUT_S", (1.0, 0.2))
    platform_server.script = ["stall"]
    with pytest.raises(DeliveryUncertain, match="ReadTimeout"):
        channel.send(NOTICE)


@pytest.mark.parametrize("status", [202, 302, 422])
def test_an_answer_above_the_cap_is_not_read_to_its_end(
    platform_server: ScriptedServer, channel: Channel, status: int
) -> None:
    head = f"HTTP/1.1 {status} X\r\nContent-Length: {10**12}\r\nLocation: /x\r\n\r\n".encode()
    platform_server.script = [head + b" " * (api_call.MAX_ANSWER_BYTES + 100_000)]
    with pytest.raises(DeliveryUncertain, match="TooLarge"):
        channel.send(NOTICE)


def every_requests_exception() -> list[type[requests.RequestException]]:
    found = [item for item in vars(requests.exceptions).values() if isinstance(item, type)]
    return [item for item in found if issubclass(item, requests.RequestException)]


def build(kind: type[requests.RequestException]) -> requests.RequestException:
    secret = f"{TOKEN} echoed 127.0.0.1"
    if issubclass(kind, json.JSONDecodeError):
        return kind(secret, "doc", 0)
    return kind(secret)


def test_there_are_exceptions_to_map() -> None:
    assert len(every_requests_exception()) >= 20


@pytest.mark.parametrize("kind", every_requests_exception())
@pytest.mark.parametrize("was_read", [False, True])
def test_every_exception_of_requests_is_mapped_by_whether_the_document_left(
    monkeypatch: pytest.MonkeyPatch, kind: type[requests.RequestException], was_read: bool
) -> None:
    def fail(_self: HTTPAdapter, request: requests.PreparedRequest, **_kwargs: Any) -> requests.Response:
        if was_read:
            request.body.read(10)  # type: ignore[union-attr]
        raise build(kind)

    monkeypatch.setattr(HTTPAdapter, "send", fail)
    with pytest.raises(DeliveryUncertain if was_read else PlatformBusy) as caught:
        channel_to("http://127.0.0.1:9").send(NOTICE)
    assert_discreet(caught.value)


@pytest.mark.parametrize("kind", every_requests_exception())
def test_every_exception_of_requests_is_mapped_when_the_platform_is_asked(
    monkeypatch: pytest.MonkeyPatch, kind: type[requests.RequestException]
) -> None:
    def fail(*_args: Any, **_kwargs: Any) -> requests.Response:
        raise build(kind)

    monkeypatch.setattr(HTTPAdapter, "send", fail)
    channel = channel_to("http://127.0.0.1:9")
    with pytest.raises(DeliveryUncertain) as in_doubt:
        channel.find(NOTICE.key)
    with pytest.raises(PlatformBusy) as busy:
        channel.answers(0)
    assert_discreet(in_doubt.value)
    assert_discreet(busy.value)


def test_a_key_that_no_header_can_hold_is_not_sent() -> None:
    with pytest.raises(PlatformRefused, match="nothing was sent"):
        channel_to("http://127.0.0.1:9").send(another(key="ключ"))


def test_proxies_and_netrc_of_the_machine_are_not_used(
    platform_server: ScriptedServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login other password other\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("http_proxy", "http://127.0.0.2:9")
    platform_server.script = [reply(202, RECEIPT_JSON)]
    assert channel_to(platform_server.base_url).send(NOTICE) == RECEIPT
    assert platform_server.requests[0].headers["Authorization"] == f"Bearer {TOKEN}"


def test_cookies_of_the_platform_are_not_kept(platform_server: ScriptedServer, channel: Channel) -> None:
    platform_server.script = [reply(202, RECEIPT_JSON, Set_Cookie="id=1")]
    channel.send(NOTICE)
    channel.send(NOTICE)
    assert [request.headers["Cookie"] for request in platform_server.requests] == [None, None]


# --- asking for a notice -------------------------------------------------------------------------------------------


def test_a_notice_that_the_platform_has_is_found(platform_server: ScriptedServer, channel: Channel) -> None:
    platform_server.script = [reply(200, RECEIPT_JSON)]
    assert channel.find("a/b") == RECEIPT
    assert platform_server.requests[0].path == "/platforms/vkontakte/notices/a%2Fb"


def test_only_a_404_that_names_it_means_that_the_platform_has_none(
    platform_server: ScriptedServer, channel: Channel
) -> None:
    platform_server.script = [reply(404, json.dumps({"notice_key": NOTICE.key}).encode())]
    assert channel.find(NOTICE.key) is None


@pytest.mark.parametrize(
    "answer",
    [
        reply(503),
        reply(401),
        reply(500),
        reply(302, b"", Location="/"),
        reply(200, b"{}"),
        b"",
        reply(204),
        reply(404),
        reply(404, b"<h1>Not Found</h1>"),
        reply(404, b'{"error": "not found"}'),
        reply(404, b'{"notice_key": "another"}'),
    ],
)
def test_what_was_in_doubt_stays_in_doubt_without_a_usable_answer(
    platform_server: ScriptedServer, channel: Channel, answer: bytes
) -> None:
    platform_server.script = [answer]
    with pytest.raises(DeliveryUncertain) as caught:
        channel.find(NOTICE.key)
    assert_discreet(caught.value)


# --- answers -------------------------------------------------------------------------------------------------------


def answer_json(seq: int, **changes: object) -> dict[str, object]:
    fields: dict[str, object] = {
        "seq": seq,
        "answer_id": f"a-{seq}",
        "notice_key": None,
        "order_number": "KZ-2026-000001",
        "outcome": "removed",
        "reason": "",
        "answered_at": "2026-11-20T12:00:00+05:00",
    }
    return fields | changes


def page_json(*answers: dict[str, object], has_more: object = False) -> bytes:
    return json.dumps({"answers": answers, "has_more": has_more}).encode()


def test_answers_come_in_order_from_the_cursor_on(platform_server: ScriptedServer, channel: Channel) -> None:
    platform_server.script = [reply(200, page_json(answer_json(8), answer_json(9), has_more=True))]
    page = channel.answers(7)
    assert page.has_more
    assert page.answers[0] == Answer(8, "a-8", None, "KZ-2026-000001", Outcome.REMOVED, "", RECEIPT.received_at)
    assert [answer.seq for answer in page.answers] == [8, 9]
    assert platform_server.requests[0].path == "/platforms/vkontakte/answers?after=7&limit=200"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"nonsense", id="not json"),
        pytest.param(page_json(answer_json(9), answer_json(8)), id="out of order"),
        pytest.param(page_json(answer_json(8), answer_json(8)), id="the same seq twice"),
        pytest.param(page_json(answer_json(7)), id="collected already"),
        pytest.param(page_json(has_more=True), id="more of nothing"),
        pytest.param(page_json(answer_json(8, outcome="ignored")), id="unknown outcome"),
        pytest.param(page_json(answer_json(8, answered_at="2026-11-20T12:00:00")), id="time without offset"),
        pytest.param(page_json(answer_json(8, reason="a\0b")), id="nul"),
        pytest.param(page_json(answer_json(2**63)), id="seq that no column holds"),
        pytest.param(page_json(has_more="no"), id="has_more as text"),
    ],
)
def test_answers_that_are_not_as_agreed_break_the_contract(
    platform_server: ScriptedServer, channel: Channel, body: bytes
) -> None:
    platform_server.script = [reply(200, body)]
    with pytest.raises(ContractBroken):
        channel.answers(7)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (reply(503, b"", Retry_After="9"), BusyFor),
        (reply(500), BusyFor),
        (b"", PlatformBusy),
        (reply(401), ConfigError),
        (reply(302, b"", Location="/"), ConfigError),
        (reply(200, b" " * (api_call.MAX_ANSWER_BYTES + 1)), ContractBroken),
    ],
)
def test_answers_that_cannot_be_read_say_why(
    platform_server: ScriptedServer, channel: Channel, answer: bytes, expected: type[Exception]
) -> None:
    platform_server.script = [answer]
    with pytest.raises(expected):
        channel.answers(0)


# --- specimen mode -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("addresses", "is_allowed"),
    [
        (["127.0.0.1"], True),
        (["127.0.0.1", "::1"], True),
        (["::ffff:127.0.0.1"], True),
        (["127.0.0.1", "203.0.113.9"], False),
        (["10.0.0.1"], False),
        (["::ffff:8.8.8.8"], False),
        (["0.0.0.0"], False),
        ([], False),
    ],
)
def test_specimen_mode_demands_that_every_address_is_loopback(
    monkeypatch: pytest.MonkeyPatch, addresses: list[str], is_allowed: bool
) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 0, "", (address, 0)) for address in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: found)
    if is_allowed:
        require_loopback_host("platform.example")
    else:
        with pytest.raises(ConfigError, match="simulated channels only"):
            require_loopback_host("platform.example")


def test_specimen_mode_refuses_a_host_that_does_not_resolve(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_such_host(*_args: object, **_kwargs: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", no_such_host)
    with pytest.raises(ConfigError):
        require_loopback_host("platform.example")
