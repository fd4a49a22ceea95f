"""HTTP as every call to a platform's interface makes it.

Refused: redirects, cookies, proxies and passwords of the machine, answers above a cap, compressed answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter

IN_FLIGHT = 16  # requests at the same time, each on a connection that is kept
MAX_ANSWER_BYTES = 4 * 1024 * 1024
FAILURES = (requests.RequestException, urllib3.exceptions.HTTPError, OSError, UnicodeError)


class TooLarge(OSError):
    """The answer is above the cap."""


@dataclass(frozen=True, slots=True)
class Tls:
    """Whom to trust, and who we are: file names. Empty: the authorities that requests brings, and no certificate."""

    ca_file: str = ""
    client_cert: str = ""
    client_key: str = ""


class NoRedirects(requests.Session):
    """`allow_redirects=False` alone still reads the whole body of a redirect, without a cap, to prepare the next."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """Nowhere."""
        return None


def new_session(tls: Tls) -> requests.Session:
    """A session that hears nothing of the machine's environment, where a proxy or a .netrc could see the token."""
    session = NoRedirects()
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers.update({"Accept": "application/json", "Accept-Encoding": "identity"})
    for scheme in ("http://", "https://"):
        session.mount(scheme, HTTPAdapter(pool_connections=1, pool_maxsize=IN_FLIGHT))
    session.verify = tls.ca_file or True
    session.cert = (tls.client_cert, tls.client_key) if tls.client_cert else None
    return session


def call(session: requests.Session, method: str, url: str, **more: Any) -> tuple[requests.Response, bytes]:
    """One request and the body of its answer; raises `FAILURES`, and `TooLarge` for a body above the cap."""
    with session.request(method, url, stream=True, allow_redirects=False, **more) as response:
        body = bytearray()
        for chunk in response.iter_content(64 * 1024):
            body += chunk
            if len(body) > MAX_ANSWER_BYTES:
                raise TooLarge
        return response, bytes(body)
