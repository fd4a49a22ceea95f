"""HTTP as servers really speak it: byte by byte answers, faults, lies about lengths and ranges."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter

from include.writ.errors import ConfigError, ContractBroken, SourceError
from include.writ.sources import base
from include.writ.sources.base import FetchedExport, Known, Source, SourceConnection, Unchanged
from include.writ.sources.effort import Effort
from tests.channels.conftest import ScriptedServer, reply
from tests.unit.sources.opening import DAY, bytes_of, opened

DATA = b"finding_id,url\n1,https://vk.com/wall-1_2\n"
SHA256 = hashlib.sha256(DATA).hexdigest()
BASE64 = base64.b64encode(hashlib.sha256(DATA).digest()).decode()
TOKEN = "simulated-media_watch"
TAGGED = reply(200, DATA, ETag='"abc"')
KNOWN = Known(SHA256, len(DATA), '"abc"', None)
LATER = {"Last_Modified": "Sat, 21 Nov 2026 00:05:00 GMT", "Date": "Sat, 21 Nov 2026 00:05:01 GMT"}
AT_ONCE = LATER | {"Date": "Sat, 21 Nov 2026 00:05:00 GMT"}


def cut(answer: bytes, left_out: int = 5) -> bytes:
    return answer[:-left_out]


def rest(start: int, *, total: int = len(DATA), end: int | None = None, **headers: str) -> bytes:
    last = total - 1 if end is None else end
    return reply(206, DATA[start:], Content_Range=f"bytes {start}-{last}/{total}", **headers)


def close_delimited(body: bytes, *headers: str) -> bytes:
    return "\r\n".join(["HTTP/1.1 200 X", "Connection: close", *headers, "", ""]).encode() + body


def chunked(body: bytes, *, is_ended: bool = True) -> bytes:
    start = b"HTTP/1.1 200 X\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    return start + f"{len(body):x}\r\n".encode() + body + b"\r\n" + (b"0\r\n\r\n" if is_ended else b"")


def connection(server: ScriptedServer) -> SourceConnection:
    return SourceConnection("c", "http", host=f"{server.base_url}/monitoring/media_watch/", password=TOKEN)


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def source(source_server: ScriptedServer, waits: list[float]) -> Source:
    return opened(connection(source_server), waits=waits)


def test_the_request_names_the_day_and_carries_the_token(
    source_server: ScriptedServer, source: Source, into: Path
) -> None:
    source_server.script = [TAGGED]
    export = source.fetch(DAY, None, into)
    assert export == FetchedExport(into / "2026-11-20.csv", SHA256, len(DATA), "2026-11-20.csv", '"abc"', None)
    assert bytes_of(export) == DATA
    (request,) = source_server.requests
    assert (request.method, request.path) == ("GET", "/monitoring/media_watch/exports/2026-11-20.csv")
    assert request.headers["Authorization"] == f"Bearer {TOKEN}"
    assert request.headers["Accept-Encoding"] == "identity"
    assert not {"If-None-Match", "If-Modified-Since", "Range"} & set(request.headers)


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        (KNOWN, {"If-None-Match": '"abc"'}),
        (Known(SHA256, 1, None, LATER["Last_Modified"]), {"If-Modified-Since": LATER["Last_Modified"]}),
        (Known(SHA256, 1, 'W/"abc"', LATER["Last_Modified"]), {"If-None-Match": 'W/"abc"'}),
    ],
)
def test_an_export_that_is_known_is_asked_for_on_condition(
    source_server: ScriptedServer, source: Source, into: Path, known: Known, asked: dict[str, str]
) -> None:
    source_server.script = [reply(304)]
    assert source.fetch(DAY, known, into) == Unchanged(SHA256)
    headers = source_server.requests[0].headers
    assert {name: headers[name] for name in ("If-None-Match", "If-Modified-Since") if name in headers} == asked


@pytest.mark.parametrize("known", [None, Known(SHA256, 1, None, None)])
def test_a_304_that_was_not_asked_for_is_an_error(
    source_server: ScriptedServer, source: Source, into: Path, known: Known | None
) -> None:
    source_server.script = [reply(304)]
    with pytest.raises(SourceError, match="status 304"):
        source.fetch(DAY, known, into)


def test_a_date_that_could_hide_a_second_change_is_not_relied_on(
    source_server: ScriptedServer, source: Source, into: Path
) -> None:
    source_server.script = [reply(200, DATA, **LATER), reply(200, DATA, **AT_ONCE)]
    seen = [source.fetch(DAY, None, into) for _ in range(2)]
    assert [export.modified for export in seen if isinstance(export, FetchedExport)] == [LATER["Last_Modified"], None]


def test_a_server_without_conditions_is_seen_to_have_the_same(
    source_server: ScriptedServer, source: Source, into: Path
) -> None:
    source_server.script = [TAGGED]
    assert source.fetch(DAY, KNOWN, into) == Unchanged(SHA256)
    assert list(into.iterdir()) == []


def test_a_new_checksum_beside_the_export_outweighs_its_old_tag(source_server: ScriptedServer, into: Path) -> None:
    """A server whose tags lie would answer 304 to a condition."""
    new = DATA + b"2,x\n"
    beside = hashlib.sha256(new).hexdigest().encode()
    source_server.script = [reply(200, beside), reply(200, new, ETag='"abc"')]
    source = opened(connection(source_server), sidecar=True)
    assert bytes_of(source.fetch(DAY, KNOWN, into)) == new
    assert "If-None-Match" not in source_server.requests[1].headers


@pytest.mark.parametrize("fault", [reply(503), reply(429), reply(500), b"", "reset", cut(reply(200, DATA))])
def test_a_passing_fault_is_tried_again(
    source_server: ScriptedServer, source: Source, into: Path, fault: bytes | str
) -> None:
    source_server.script = [fault, fault, TAGGED]
    assert bytes_of(source.fetch(DAY, None, into)) == DATA
    assert len(source_server.requests) == 3


@pytest.mark.parametrize("fault", [reply(503), b"", "reset", b"nonsense\r\n\r\n"])
def test_a_lasting_fault_is_a_source_error_without_address_or_token(
    source_server: ScriptedServer, source: Source, into: Path, fault: bytes | str
) -> None:
    source_server.script = [fault]
    with pytest.raises(SourceError) as caught:
        source.fetch(DAY, None, into)
    assert len(source_server.requests) == Effort().attempts == 3
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    assert all(secret not in str(caught.value) for secret in (TOKEN, "127.0.0.1", "/monitoring"))


@pytest.mark.parametrize("status", [204, 400, 401, 403, 410, 206, 412, 416])
def test_a_lasting_refusal_is_not_tried_again(
    source_server: ScriptedServer, source: Source, into: Path, status: int
) -> None:
    source_server.script = [reply(status)]
    with pytest.raises(SourceError, match=f"status {status}"):
        source.fetch(DAY, None, into)
    assert len(source_server.requests) == 1


@pytest.mark.parametrize("status", [301, 302, 307])
def test_a_redirect_does_not_take_the_token_elsewhere(
    source_server: ScriptedServer, source: Source, into: Path, status: int
) -> None:
    source_server.script = [reply(status, b"", Location=f"{source_server.base_url}/elsewhere")]
    with pytest.raises(SourceError, match=f"status {status}"):
        source.fetch(DAY, None, into)
    assert len(source_server.requests) == 1


class TestWaiting:
    @pytest.mark.parametrize(
        ("headers", "wait_s"),
        [
            ({"Retry_After": "7"}, 7.0),
            ({"Retry_After": "Sat, 21 Nov 2026 00:05:30 GMT", "Date": "Sat, 21 Nov 2026 00:05:00 GMT"}, 30.0),
            ({"Retry_After": "Sat, 21 Nov 2026 00:04:00 GMT", "Date": "Sat, 21 Nov 2026 00:05:00 GMT"}, 0.0),
        ],
    )
    @pytest.mark.parametrize("status", [429, 503])
    def test_is_as_long_as_the_server_asks(
        self,
        source_server: ScriptedServer,
        source: Source,
        into: Path,
        waits: list[float],
        status: int,
        headers: dict[str, str],
        wait_s: float,
    ) -> None:
        source_server.script = [reply(status, **headers), TAGGED]
        assert bytes_of(source.fetch(DAY, None, into)) == DATA
        assert waits == [wait_s]

    @pytest.mark.parametrize("asked", ["61", "99999999999999999999"])
    def test_longer_than_a_minute_is_left_to_the_scheduler(
        self, source_server: ScriptedServer, source: Source, into: Path, waits: list[float], asked: str
    ) -> None:
        source_server.script = [reply(429, Retry_After=asked), TAGGED]
        with pytest.raises(SourceError, match="asks to wait"):
            source.fetch(DAY, None, into)
        assert waits == []
        assert len(source_server.requests) == 1

    @pytest.mark.parametrize("asked", ["", "-1", "soon", "1.5", "٧", "Sat, 21 Nov 2026 00:05:30 GMT"])
    def test_that_cannot_be_read_is_our_own(
        self, source_server: ScriptedServer, source: Source, into: Path, waits: list[float], asked: str
    ) -> None:
        source_server.script = [reply(429, Retry_After=asked), TAGGED]
        assert bytes_of(source.fetch(DAY, None, into)) == DATA
        (wait_s,) = waits
        assert wait_s <= 5


class TestACutBody:
    def test_goes_on_where_it_ended(self, source_server: ScriptedServer, source: Source, into: Path) -> None:
        start = len(DATA) - 5
        source_server.script = [cut(TAGGED), rest(start, ETag='"abc"')]
        assert bytes_of(source.fetch(DAY, None, into)) == DATA
        again = source_server.requests[1].headers
        assert (again["Range"], again["If-Range"]) == (f"bytes={start}-", '"abc"')
        assert "If-None-Match" not in again

    def test_goes_on_by_a_date_that_can_be_relied_on(
        self, source_server: ScriptedServer, source: Source, into: Path
    ) -> None:
        source_server.script = [cut(reply(200, DATA, **LATER)), rest(len(DATA) - 5)]
        export = source.fetch(DAY, None, into)
        assert bytes_of(export) == DATA
        assert source_server.requests[1].headers["If-Range"] == LATER["Last_Modified"]
        assert isinstance(export, FetchedExport)
        assert (export.etag, export.modified) == (None, LATER["Last_Modified"])

    @pytest.mark.parametrize("marks", [{}, {"ETag": 'W/"abc"'} | LATER, {"ETag": "abc"}, AT_ONCE])
    def test_begins_anew_without_a_strong_mark(
        self, source_server: ScriptedServer, source: Source, into: Path, marks: dict[str, str]
    ) -> None:
        source_server.script = [cut(reply(200, DATA, **marks)), reply(200, DATA, **marks)]
        assert bytes_of(source.fetch(DAY, None, into)) == DATA
        assert "Range" not in source_server.requests[1].headers

    @pytest.mark.parametrize(
        "other",
        [
            pytest.param(reply(200, DATA, ETag='"abc"'), id="range ignored"),
            pytest.param(reply(200, DATA, ETag='"new"'), id="another version"),
            pytest.param(cut(reply(200, DATA, ETag='"new"')), id="another version, cut as well"),
        ],
    )
    def test_that_is_sent_whole_again_begins_anew(
        self, source_server: ScriptedServer, source: Source, into: Path, other: bytes
    ) -> None:
        source_server.script = [cut(reply(200, b"?" * 60, ETag='"abc"')), other, rest(len(DATA) - 5, ETag='"new"')]
        assert bytes_of(source.fetch(DAY, None, into)) == DATA

    @pytest.mark.parametrize(
        "wrong",
        [
            pytest.param(rest(len(DATA) - 6, ETag='"abc"'), id="starts before"),
            pytest.param(rest(len(DATA) - 4, ETag='"abc"'), id="starts after"),
            pytest.param(rest(len(DATA) - 5, ETag='"new"'), id="another version"),
            pytest.param(rest(len(DATA) - 5, end=len(DATA) - 2, ETag='"abc"'), id="ends before"),
            pytest.param(reply(206, DATA[-5:], ETag='"abc"'), id="no range"),
            pytest.param(reply(206, DATA[-5:], ETag='"abc"', Content_Range="bytes */41"), id="unknown range"),
            pytest.param(reply(206, DATA[-5:], ETag='"abc"', Content_Range="bytes 36-40/*"), id="unknown size"),
            pytest.param(reply(416, ETag='"abc"'), id="no such range"),
            pytest.param(reply(412, ETag='"abc"'), id="condition failed"),
        ],
    )
    def test_with_a_rest_that_does_not_fit_begins_anew(
        self, source_server: ScriptedServer, source: Source, into: Path, wrong: bytes
    ) -> None:
        source_server.script = [cut(TAGGED), wrong, TAGGED]
        assert bytes_of(source.fetch(DAY, None, into)) == DATA
        assert "Range" in source_server.requests[1].headers
        assert "Range" not in source_server.requests[2].headers

    @pytest.mark.parametrize("ending", [cut(rest(36, ETag='"abc"'), 2), rest(36, total=60, ETag='"abc"')])
    def test_is_never_taken_for_the_export(
        self, source_server: ScriptedServer, source: Source, into: Path, ending: bytes
    ) -> None:
        source_server.script = [cut(TAGGED), ending, "reset"]
        with pytest.raises(SourceError):
            source.fetch(DAY, None, into)
        assert list(into.iterdir()) == []

    def test_keeps_the_checksum_that_came_with_its_beginning(
        self, source_server: ScriptedServer, source: Source, into: Path
    ) -> None:
        first = cut(reply(200, DATA, ETag='"abc"', X_Checksum_Sha256="0" * 64))
        source_server.script = [first, rest(len(DATA) - 5, ETag='"abc"')] * 3
        with pytest.raises(ContractBroken, match="checksum"):
            source.fetch(DAY, None, into)

    def test_in_chunks_is_seen(self, source_server: ScriptedServer, source: Source, into: Path) -> None:
        source_server.script = [chunked(DATA, is_ended=False), chunked(DATA)]
        assert bytes_of(source.fetch(DAY, None, into)) == DATA
        assert len(source_server.requests) == 2


class TestALengthThat:
    def test_is_not_given_leaves_a_cut_unseen(self, source_server: ScriptedServer, source: Source, into: Path) -> None:
        source_server.script = [close_delimited(DATA)]
        with pytest.raises(ContractBroken, match="without a length and without a checksum"):
            source.fetch(DAY, None, into)

    def test_is_not_given_does_not_matter_with_a_checksum(
        self, source_server: ScriptedServer, source: Source, into: Path
    ) -> None:
        source_server.script = [close_delimited(DATA, f"X-Checksum-Sha256: {SHA256}")]
        assert bytes_of(source.fetch(DAY, None, into)) == DATA

    @pytest.mark.parametrize(
        "answer",
        [
            pytest.param(reply(200, b"x" * 101), id="announced"),
            pytest.param(chunked(b"x" * 101), id="not announced"),
            pytest.param(close_delimited(b"x" * 101), id="without end"),
            pytest.param(close_delimited(b"x" * 10, f"Content-Length: {10**30}"), id="absurd"),
        ],
    )
    def test_is_above_the_cap_breaks_the_contract(
        self,
        source_server: ScriptedServer,
        source: Source,
        into: Path,
        monkeypatch: pytest.MonkeyPatch,
        answer: bytes,
    ) -> None:
        monkeypatch.setattr(base, "MAX_EXPORT_BYTES", 100)
        source_server.script = [answer]
        with pytest.raises(ContractBroken, match="larger than 100"):
            source.fetch(DAY, None, into)
        assert len(source_server.requests) == 1

    def test_the_rest_gives_is_above_the_cap(
        self, source_server: ScriptedServer, source: Source, into: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(base, "MAX_EXPORT_BYTES", 100)
        source_server.script = [cut(TAGGED), rest(len(DATA) - 5, total=101, ETag='"abc"')]
        with pytest.raises(ContractBroken, match="larger than 100"):
            source.fetch(DAY, None, into)


class TestAChecksum:
    @pytest.mark.parametrize(
        "headers",
        [
            {"Content_Digest": f"sha-256=:{BASE64}:"},
            {"Repr_Digest": f"sha-512=:AAAA:, sha-256=:{BASE64}:"},
            {"Digest": f"SHA-256={BASE64},md5=AAAA"},
            {"X_Checksum_Sha256": SHA256.upper()},
            {"Repr_Digest": "sha-512=:AAAA:"},
        ],
    )
    def test_that_is_right_is_taken(
        self, source_server: ScriptedServer, source: Source, into: Path, headers: dict[str, str]
    ) -> None:
        source_server.script = [reply(200, DATA, **headers)]
        assert bytes_of(source.fetch(DAY, None, into)) == DATA

    @pytest.mark.parametrize(
        "headers",
        [
            {"Content_Digest": f"sha-256=:{BASE64}:"},
            {"Repr_Digest": f"sha-256=:{BASE64}:"},
            {"Digest": f"sha-256={BASE64}"},
            {"X_Checksum_Sha256": SHA256},
        ],
    )
    def test_of_other_bytes_is_tried_again_and_then_breaks_the_contract(
        self, source_server: ScriptedServer, source: Source, into: Path, headers: dict[str, str]
    ) -> None:
        source_server.script = [reply(200, DATA[::-1], **headers)]
        with pytest.raises(ContractBroken, match="checksum"):
            source.fetch(DAY, None, into)
        assert len(source_server.requests) == 3

    @pytest.mark.parametrize(
        "headers",
        [
            {"Content_Digest": f"sha-256={BASE64}"[:-3]},
            {"Content_Digest": "sha-256=:AAAA:"},
            {"Repr_Digest": "sha-256=?0"},
            {"Digest": "SHA-256="},
            {"X_Checksum_Sha256": BASE64},
        ],
    )
    def test_that_cannot_be_read_is_no_reason_to_go_without(
        self, source_server: ScriptedServer, source: Source, into: Path, headers: dict[str, str]
    ) -> None:
        source_server.script = [reply(200, DATA, **headers)]
        with pytest.raises(ContractBroken, match="not one"):
            source.fetch(DAY, None, into)

    def test_of_one_part_says_nothing_about_the_whole(
        self, source_server: ScriptedServer, source: Source, into: Path
    ) -> None:
        of_the_rest = base64.b64encode(hashlib.sha256(DATA[-5:]).digest()).decode()
        source_server.script = [
            cut(TAGGED),
            rest(len(DATA) - 5, ETag='"abc"', Content_Digest=f"sha-256=:{of_the_rest}:"),
        ]
        assert bytes_of(source.fetch(DAY, None, into)) == DATA


def test_an_encoding_that_was_not_asked_for_breaks_the_contract(
    source_server: ScriptedServer, source: Source, into: Path
) -> None:
    source_server.script = [reply(200, b"\x1f\x8b", Content_Encoding="gzip")]
    with pytest.raises(ContractBroken, match="encoding"):
        source.fetch(DAY, None, into)


@pytest.mark.parametrize(
    "kind",
    [
        item
        for item in vars(requests.exceptions).values()
        if isinstance(item, type) and issubclass(item, requests.RequestException) and not issubclass(item, ValueError)
    ],
)
def test_every_exception_of_requests_is_a_source_error(
    monkeypatch: pytest.MonkeyPatch, source: Source, into: Path, kind: type[requests.RequestException]
) -> None:
    def fail(*_args: Any, **_kwargs: Any) -> requests.Response:
        raise kind(TOKEN)

    monkeypatch.setattr(HTTPAdapter, "send", fail)
    with pytest.raises(SourceError) as caught:
        source.fetch(DAY, None, into)
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize(
    "connection",
    [
        SourceConnection("c", "http", password="t"),
        SourceConnection("c", "http", host="https://monitor.example"),
        SourceConnection("c", "https", host="http://monitor.example", password="t"),
        SourceConnection("c", "http", host="https://monitor.example", password="t", extra={"verify": False}),
    ],
)
def test_a_connection_that_could_only_fail_or_leak_is_refused_at_once(connection: SourceConnection) -> None:
    with pytest.raises(ConfigError):
        opened(connection)


def test_proxies_and_passwords_of_the_machine_are_not_used(
    source_server: ScriptedServer, source: Source, into: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login a password b")
    monkeypatch.setenv("NETRC", str(netrc))
    source_server.script = [TAGGED]
    assert bytes_of(source.fetch(DAY, None, into)) == DATA
    assert source_server.requests[0].headers["Authorization"] == f"Bearer {TOKEN}"
