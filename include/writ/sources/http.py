"""Exports over HTTP: `GET {base}/exports/{day}.csv` with a bearer token.

A short fault is tried again within the call; a long one is a `SourceError`, and the scheduler comes back later.
Refused: redirects (they would carry the token elsewhere), a body shorter than announced, a body in an encoding that
was not asked for (its hash would not be the hash of the export), and a body above the cap.
"""

from __future__ import annotations

import hashlib
from datetime import date
from http.cookiejar import DefaultCookiePolicy
from io import BytesIO

import requests
import tenacity
import urllib3

from include.writ.errors import ContractBroken, SourceError
from include.writ.sources.base import Endpoint, FetchedExport

MAX_EXPORT_BYTES = 200 * 1024 * 1024
ATTEMPTS = 3
TIMEOUT_S = (5.0, 30.0)
_CHUNK_BYTES = 256 * 1024
_FAILURES = (requests.RequestException, urllib3.exceptions.HTTPError, OSError, UnicodeError)


class _PassingFault(SourceError):
    """A fault that may be gone in a second: no connection, a cut body, 429 or 5xx."""


class _NoRedirects(requests.Session):
    """`allow_redirects=False` alone still reads the whole body of a redirect, without a cap, to prepare the next."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        return None


class HttpSource:
    """One monitoring system that serves its exports over HTTP."""

    def __init__(self, name: str, endpoint: Endpoint) -> None:
        self._name = name
        self._folder = f"{endpoint.base_url.rstrip('/')}/exports"
        self._session = _NoRedirects()
        self._session.trust_env = False  # a proxy or a .netrc of the machine must not see or replace the token
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.headers.update(
            {"Authorization": f"Bearer {endpoint.token}", "Accept": "text/csv", "Accept-Encoding": "identity"}
        )

    def fetch(self, day: date) -> FetchedExport | None:
        """Return the export of `day`, or None while it is not there yet (404)."""
        return self._retrying(day, None)

    def refetch(self, day: date, etag: str) -> FetchedExport | None:
        """Return the export of `day` if it is no longer the one marked `etag`; None when it is unchanged.

        An export that was there once and is gone now is a `SourceError`: it is not "unchanged".
        """
        return self._retrying(day, etag)

    @tenacity.retry(
        retry=tenacity.retry_if_exception_type(_PassingFault),
        stop=tenacity.stop_after_attempt(ATTEMPTS),
        wait=tenacity.wait_random_exponential(multiplier=0.2, max=2),
        reraise=True,
    )
    def _retrying(self, day: date, etag: str | None) -> FetchedExport | None:
        headers = {"If-None-Match": etag} if etag else {}
        url = f"{self._folder}/{day.isoformat()}.csv"
        try:
            with self._session.get(
                url, headers=headers, stream=True, timeout=TIMEOUT_S, allow_redirects=False
            ) as response:
                return self._take(response, etag)
        except _FAILURES as error:
            # `from None`: the text of these errors names the address
            raise _PassingFault(f"source {self._name}: the connection failed ({type(error).__name__})") from None

    def _take(self, response: requests.Response, etag: str | None) -> FetchedExport | None:
        status = response.status_code
        if status == 200:
            return self._read(response)
        if (status == 404 and etag is None) or (status == 304 and etag is not None):
            return None
        fault = _PassingFault if status == 429 or status >= 500 else SourceError
        raise fault(f"source {self._name}: it answered with status {status}")

    def _read(self, response: requests.Response) -> FetchedExport:
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise ContractBroken(f"source {self._name}: the export came in an encoding that was not asked for")
        announced = response.headers.get("Content-Length", "")
        if announced.isdecimal() and int(announced) > MAX_EXPORT_BYTES:
            raise self._too_large()
        digest = hashlib.sha256()
        buffer = BytesIO()
        for chunk in response.iter_content(_CHUNK_BYTES):
            digest.update(chunk)
            buffer.write(chunk)
            if buffer.tell() > MAX_EXPORT_BYTES:
                raise self._too_large()
        return FetchedExport(buffer.getvalue(), digest.hexdigest(), response.headers.get("ETag"))

    def _too_large(self) -> ContractBroken:
        return ContractBroken(f"source {self._name}: the export is larger than {MAX_EXPORT_BYTES} bytes")
