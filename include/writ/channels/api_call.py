"""HTTP as every call to a platform's interface makes it: one request on a kept connection, and nothing else.

It goes to the adapter of `requests` and to no session of it, so there are no redirects, no cookies, no proxies and no
passwords of the machine. Refused: answers above a cap. A compressed answer is not asked for, and not unpacked.
"""

from __future__ import annotations

from dataclasses import dataclass

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.hooks import dispatch_hook

IN_FLIGHT = 16  # requests at the same time, each on a connection that is kept
MAX_ANSWER_BYTES = 4 * 1024 * 1024
HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity"}
FAILURES = (requests.RequestException, urllib3.exceptions.HTTPError, OSError, UnicodeError)


class TooLarge(OSError):
    """The answer is above the cap."""


@dataclass(frozen=True, slots=True)
class Tls:
    """Whom to trust, and who we are: file names. Empty: the authorities that requests brings, and no certificate."""

    ca_file: str = ""
    client_cert: str = ""
    client_key: str = ""


class Caller:
    """Calls one service; may be used by `IN_FLIGHT` threads."""

    def __init__(self, tls: Tls) -> None:
        self._adapter = HTTPAdapter(pool_connections=1, pool_maxsize=IN_FLIGHT)
        self._verify = tls.ca_file or True
        self._cert = (tls.client_cert, tls.client_key) if tls.client_cert else None

    def call(self, request: requests.PreparedRequest, timeout: tuple[float, float]) -> tuple[requests.Response, bytes]:
        """One request and the body of its answer as it came; raises `FAILURES`, and `TooLarge` above the cap.

        `timeout`: seconds to connect, and between two bytes of the answer.
        """
        for name, value in HEADERS.items():
            request.headers.setdefault(name, value)
        sent = self._adapter.send(request, stream=True, timeout=timeout, verify=self._verify, cert=self._cert)
        with dispatch_hook("response", request.hooks, sent) as response:  # type: ignore[no-untyped-call]
            body = b""
            while chunk := response.raw.read(MAX_ANSWER_BYTES):
                body += chunk
                if len(body) > MAX_ANSWER_BYTES:
                    raise TooLarge
            return response, body
