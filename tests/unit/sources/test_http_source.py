from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter
from tenacity import wait_none

from include.writ.errors import ContractBroken, SourceError
from include.writ.sources import http
from include.writ.sources.base import Endpoint, FetchedExport, Source
from include.writ.sources.http import HttpSource
from tests.channels.conftest import ScriptedServer, reply

DAY = date(2026, 11, 20)
DATA = b"finding_id,url\n1,https://vk.com/wall-1_2\n"
TOKEN = "simulated-media_watch"
EXPORT = FetchedExport(DATA, hashlib.sha256(DATA).hexdigest(), '"abc"')


@pytest.fixture(autouse=True)
def _without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(HttpSource._retrying.retry, "wait", wait_none())


@pytest.fixture
def source(source_server: ScriptedServer) -> HttpSource:
    return HttpSource("media_watch", Endpoint(source_server.base_url + "/monitoring/media_watch/", TOKEN))


def test_an_export_comes_as_its_bytes_with_their_hash(source_server: ScriptedServer, source: HttpSource) -> None:
    source_server.script = [reply(200, DATA, ETag='"abc"')]
    as_protocol: Source = source
    assert as_protocol.fetch(DAY) == EXPORT
    (request,) = source_server.requests
    assert (request.method, request.path) == ("GET", "/monitoring/media_watch/exports/2026-11-20.csv")
    assert request.headers["Authorization"] == f"Bearer {TOKEN}"
    assert "If-None-Match" not in request.headers


def test_an_export_that_is_not_there_yet_is_none(source_server: ScriptedServer, source: HttpSource) -> None:
    source_server.script = [reply(404)]
    assert source.fetch(DAY) is None


def test_an_empty_export_is_an_export(source_server: ScriptedServer, source: HttpSource) -> None:
    source_server.script = [reply(200)]
    assert source.fetch(DAY) == FetchedExport(b"", hashlib.sha256(b"").hexdigest(), None)


def test_an_unchanged_export_is_not_sent_again(source_server: ScriptedServer, source: HttpSource) -> None:
    source_server.script = [reply(304)]
    assert source.refetch(DAY, '"abc"') is None
    assert source_server.requests[0].headers["If-None-Match"] == '"abc"'


def test_a_changed_export_is_sent_again(source_server: ScriptedServer, source: HttpSource) -> None:
    source_server.script = [reply(200, DATA, ETag='"abc"')]
    assert source.refetch(DAY, '"old"') == EXPORT


def test_an_export_that_vanished_is_not_taken_for_unchanged(source_server: ScriptedServer, source: HttpSource) -> None:
    source_server.script = [reply(404)]
    with pytest.raises(SourceError, match="status 404"):
        source.refetch(DAY, '"abc"')


@pytest.mark.parametrize("fault", [reply(503), reply(429), reply(500), b"", "reset", reply(200, DATA)[:-5]])
def test_a_passing_fault_is_tried_again(source_server: ScriptedServer, source: HttpSource, fault: bytes | str) -> None:
    source_server.script = [fault, fault, reply(200, DATA, ETag='"abc"')]
    assert source.fetch(DAY) == EXPORT
    assert len(source_server.requests) == http.ATTEMPTS == 3


@pytest.mark.parametrize("fault", [reply(503), b"", "reset", b"nonsense\r\n\r\n"])
def test_a_lasting_fault_is_a_source_error_without_address_or_token(
    source_server: ScriptedServer, source: HttpSource, fault: bytes | str
) -> None:
    source_server.script = [fault]
    with pytest.raises(SourceError) as caught:
        source.fetch(DAY)
    assert len(source_server.requests) == http.ATTEMPTS
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    assert all(secret not in str(caught.value) for secret in (TOKEN, "127.0.0.1", "/monitoring"))


def test_a_body_shorter_than_announced_is_never_taken_for_the_export(
    source_server: ScriptedServer, source: HttpSource
) -> None:
    source_server.script = [reply(200, DATA)[:-1]]
    with pytest.raises(SourceError):
        source.fetch(DAY)


@pytest.mark.parametrize("status", [204, 400, 401, 403, 410])
def test_a_lasting_refusal_is_not_tried_again(source_server: ScriptedServer, source: HttpSource, status: int) -> None:
    source_server.script = [reply(status)]
    with pytest.raises(SourceError, match=f"status {status}"):
        source.fetch(DAY)
    assert len(source_server.requests) == 1


@pytest.mark.parametrize("status", [301, 302, 307])
def test_a_redirect_does_not_take_the_token_elsewhere(
    source_server: ScriptedServer, source: HttpSource, status: int
) -> None:
    source_server.script = [reply(status, b"", Location=f"{source_server.base_url}/elsewhere")]
    with pytest.raises(SourceError, match=f"status {status}"):
        source.fetch(DAY)
    assert len(source_server.requests) == 1


def test_a_304_that_was_not_asked_for_is_an_error(source_server: ScriptedServer, source: HttpSource) -> None:
    source_server.script = [reply(304)]
    with pytest.raises(SourceError, match="status 304"):
        source.fetch(DAY)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(reply(200, b"x" * 101), id="announced"),
        pytest.param(b"HTTP/1.1 200 X\r\nConnection: close\r\n\r\n" + b"x" * 101, id="not announced"),
    ],
)
def test_an_export_above_the_cap_breaks_the_contract(
    source_server: ScriptedServer, source: HttpSource, monkeypatch: pytest.MonkeyPatch, answer: bytes
) -> None:
    monkeypatch.setattr(http, "MAX_EXPORT_BYTES", 100)
    source_server.script = [answer]
    with pytest.raises(ContractBroken, match="larger than 100"):
        source.fetch(DAY)
    assert len(source_server.requests) == 1


def test_an_export_of_exactly_the_cap_is_taken(
    source_server: ScriptedServer, source: HttpSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "MAX_EXPORT_BYTES", len(DATA))
    source_server.script = [reply(200, DATA)]
    fetched = source.fetch(DAY)
    assert fetched is not None
    assert fetched.data == DATA


def test_an_encoding_that_was_not_asked_for_breaks_the_contract(
    source_server: ScriptedServer, source: HttpSource
) -> None:
    source_server.script = [reply(200, b"\x1f\x8b", Content_Encoding="gzip")]
    with pytest.raises(ContractBroken, match="encoding"):
        source.fetch(DAY)
    assert source_server.requests[0].headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize(
    "kind",
    [
        item
        for item in vars(requests.exceptions).values()
        if isinstance(item, type) and issubclass(item, requests.RequestException) and not issubclass(item, ValueError)
    ],
)
def test_every_exception_of_requests_is_a_source_error(
    monkeypatch: pytest.MonkeyPatch, source: HttpSource, kind: type[requests.RequestException]
) -> None:
    def fail(*_args: Any, **_kwargs: Any) -> requests.Response:
        raise kind(TOKEN)

    monkeypatch.setattr(HTTPAdapter, "send", fail)
    with pytest.raises(SourceError) as caught:
        source.fetch(DAY)
    assert TOKEN not in str(caught.value)
