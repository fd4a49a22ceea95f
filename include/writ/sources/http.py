"""Exports over HTTP(S): `GET {base}/{path of the day}` with a bearer token.

A short fault is tried again within the call; a long one is a `SourceError`, and the scheduler comes back later.
Refused: redirects (they would carry the token elsewhere), a body shorter than announced, a body in an encoding that
was not asked for (its hash would not be the hash of the export), the rest of a cut body unless the server proves that
it is of the same version, and a body above the cap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import quote

import requests
import urllib3

from include.writ.errors import ContractBroken, SourceError
from include.writ.sources.base import Endpoint, Known, SourceConnection, Unchanged, require_safe_url
from include.writ.sources.checksums import digests_of_body
from include.writ.sources.effort import PassingFault
from include.writ.sources.http_marks import is_strong, retry_after_s, trusted_modified
from include.writ.sources.pulling import Taken
from include.writ.sources.settings import StrictModel, read_extra
from include.writ.sources.sink import CHUNK_BYTES, Sink

TIMEOUT_S = (5.0, 30.0)
_FAILURES = (requests.RequestException, urllib3.exceptions.HTTPError, OSError, UnicodeError)
_RANGE = re.compile(r"bytes ([0-9]{1,19})-([0-9]{1,19})/([0-9]{1,19})")


class HttpExtra(StrictModel):
    """Nothing: the address and the token say it all."""


class HttpRemote:
    """One monitoring system that serves its exports over HTTP."""

    def __init__(self, name: str, connection: SourceConnection) -> None:
        if not connection.host or not connection.password:
            raise connection.wrong(
                "is incomplete: enter the whole base URL (https://host/path) as host and the access token as password"
            )
        read_extra(connection, HttpExtra)
        self._name = name
        self._endpoint = Endpoint(connection.host, connection.password)
        self.host = require_safe_url(connection.host)

    @contextmanager
    def connected(self) -> Iterator[HttpLink]:
        """A session of its own; what the machine's environment says about proxies and passwords is not heard."""
        with _NoRedirects() as session:
            session.trust_env = False
            session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
            session.headers.update(
                {"Authorization": f"Bearer {self._endpoint.token}", "Accept": "*/*", "Accept-Encoding": "identity"}
            )
            yield HttpLink(self._name, self._endpoint.base_url.rstrip("/"), session)


class _NoRedirects(requests.Session):
    """`allow_redirects=False` alone still reads the whole body of a redirect, without a cap, to prepare the next."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        return None


class HttpLink:
    """Requests to one server."""

    def __init__(self, name: str, base_url: str, session: requests.Session) -> None:
        self._name = name
        self._base_url = base_url
        self._session = session

    def read_small(self, path: str, limit: int) -> bytes | None:
        """At most `limit` bytes of a small file; None when it is not there."""
        with self._get(path, {}) as response:
            if response.status_code == 404:
                return None
            if response.status_code != 200:
                raise self._refusal(response)
            data = b""
            while len(data) < limit and (chunk := response.raw.read1(limit - len(data), decode_content=False)):
                data += chunk
            return data

    def take(self, path: str, known: Known | None, sink: Sink) -> Taken | Unchanged | None:
        """Read the export; of one that was cut, only the rest when the server can prove that it belongs to it."""
        conditions = _conditions(known, sink)
        with self._get(path, conditions) as response:
            match response.status_code:
                case 200:
                    return self._read_whole(response, sink)
                case 206 if "Range" in conditions:
                    return self._read_rest(response, sink)
                case 304 if known and "Range" not in conditions and conditions:
                    return Unchanged(known.sha256)
                case 404:
                    return None
                case 412 | 416 if "Range" in conditions:
                    sink.discard()
                    raise PassingFault(f"source {self._name}: it has no rest of the export; it must be read anew")
                case _:
                    raise self._refusal(response)

    @contextmanager
    def _get(self, path: str, headers: Mapping[str, str]) -> Iterator[requests.Response]:
        url = f"{self._base_url}/{quote(path, safe='/')}"
        try:
            with self._session.get(
                url, headers=headers, stream=True, timeout=TIMEOUT_S, allow_redirects=False
            ) as response:
                yield response
        except _FAILURES as error:
            # `from None`: the text of these errors names the address
            raise PassingFault(f"source {self._name}: the connection failed ({type(error).__name__})") from None

    def _refusal(self, response: requests.Response) -> SourceError:
        status = response.status_code
        message = f"source {self._name}: it answered with status {status}"
        if status != 429 and status < 500:
            return SourceError(message)
        wait_s = retry_after_s(response.headers)
        return PassingFault(message if wait_s is None else f"{message} and asks to wait {wait_s:.0f} s", wait_s)

    def _read_whole(self, response: requests.Response, sink: Sink) -> Taken:
        self._require_identity(response)
        length = response.headers.get("Content-Length", "")
        announced = int(length) if length.isdecimal() and not response.raw.chunked else None
        etag, modified = response.headers.get("ETag"), trusted_modified(response.headers)
        mark = modified if etag is None else etag if is_strong(etag) else None
        sink.begin(mark, announced, digests_of_body(response.headers))
        self._copy(response, sink, announced)
        return Taken(etag, modified, is_end_seen=response.raw.chunked or announced is not None)

    def _read_rest(self, response: requests.Response, sink: Sink) -> Taken:
        self._require_identity(response)
        mark = sink.mark or ""
        of_tag, of_date = (mark, None) if is_strong(mark) else (None, mark)
        etag = response.headers.get("ETag", of_tag)
        match = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
        start, end, total = map(int, match.groups()) if match else (-1, 0, 0)
        if (start, end) != (sink.size, total - 1) or (of_tag and etag != of_tag):
            sink.discard()
            raise PassingFault(f"source {self._name}: it sent another part of the export than the one asked for")
        sink.require_room(total)
        self._copy(response, sink, total)
        return Taken(etag, trusted_modified(response.headers) or of_date)

    def _require_identity(self, response: requests.Response) -> None:
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise ContractBroken(f"source {self._name}: the export came in an encoding that was not asked for")

    def _copy(self, response: requests.Response, sink: Sink, total: int | None) -> None:
        # read1 returns what has come: `read` would wait for a whole chunk, and a body may drip for ever
        while chunk := response.raw.read1(CHUNK_BYTES, decode_content=False):
            sink.write(chunk)
        if total is not None and sink.size != total:
            raise PassingFault(f"source {self._name}: {sink.size} of {total} bytes came")


def _conditions(known: Known | None, sink: Sink) -> dict[str, str]:
    if sink.resumable_from and sink.mark:
        return {"Range": f"bytes={sink.resumable_from}-", "If-Range": sink.mark}
    if known and known.etag:
        return {"If-None-Match": known.etag}
    return {"If-Modified-Since": known.modified} if known and known.modified else {}
