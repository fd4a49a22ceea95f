"""What opens a platform's interface: a fixed access token, or one that is asked for by OAuth 2 client credentials.

A token is asked for before a notice leaves, so a failure here never leaves a notice in doubt. It is kept for as long as
it was given for, and dropped when the platform refuses it. Refused: a token that no header can hold.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Lock
from typing import Any
from urllib.parse import quote_plus

import requests
from oauthlib.oauth2 import BackendApplicationClient, OAuth2Error
from requests.auth import AuthBase, HTTPBasicAuth

from include.writ.channels.api_call import FAILURES, Caller, Tls
from include.writ.errors import ConfigError, PlatformBusy
from include.writ.sources.base import Clock

TIMEOUT_S = (5.0, 15.0)
LONGEST_USE = timedelta(days=1)
# a token that ends while the notice is on its way would be refused
_ENDS_EARLIER_BY = timedelta(seconds=30)
_LATER = frozenset({408, 425, 429})


class FixedToken(AuthBase):
    """The access token of the connection."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, r: requests.PreparedRequest) -> requests.PreparedRequest:
        """Put the token on a request."""
        r.headers["Authorization"] = f"Bearer {self._token}"
        return r


class ClientCredentials(AuthBase):
    """Access tokens by RFC 6749, section 4.4; the client shows its id and secret as HTTP Basic (section 2.3.1)."""

    def __init__(
        self, platform: str, token_url: str, client: tuple[str, str], *, scope: str, tls: Tls, clock: Clock
    ) -> None:
        self._platform = platform
        self._url = token_url
        self._client = BackendApplicationClient(client[0])
        self._basic = HTTPBasicAuth(quote_plus(client[0]), quote_plus(client[1]))
        self._scope = scope
        self._caller = Caller(tls)
        self._clock = clock
        self._one_asks = Lock()
        self._token = ""
        self._ends_at: datetime | None = None

    def __call__(self, r: requests.PreparedRequest) -> requests.PreparedRequest:
        """Put a token on a request, asking for one if there is none that holds; `PlatformBusy` or `ConfigError`."""
        with self._one_asks:
            if self._ends_at is None or self._clock() >= self._ends_at:
                self._ask()
        r.headers["Authorization"] = f"Bearer {self._token}"
        r.register_hook("response", self._look_at)  # type: ignore[no-untyped-call]
        return r

    def _look_at(self, response: requests.Response, *_args: Any, **_more: Any) -> None:
        if response.status_code == 401:
            self._ends_at = None

    def _ask(self) -> None:
        self._ends_at = None
        try:
            response, body = self._caller.call(self._question(), TIMEOUT_S)
        except FAILURES as error:
            # `from None`, here and below: the text of these errors names addresses and repeats answers
            raise self._busy(type(error).__name__) from None
        status = response.status_code
        if status >= 500 or status in _LATER:
            raise self._busy(f"status {status}")
        if status != 200:
            raise self._wrong(f"refuses our client (status {status}); correct login, password, `scope` or `token_url`")
        self._token, seconds = self._read(body)
        self._ends_at = self._clock() + min(seconds, LONGEST_USE) - _ENDS_EARLIER_BY

    def _question(self) -> requests.PreparedRequest:
        body = self._client.prepare_request_body(scope=self._scope or None)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return requests.Request("POST", self._url, data=body, headers=headers, auth=self._basic).prepare()

    def _read(self, body: bytes) -> tuple[str, timedelta]:
        """The token and how long it holds; one without a term is used once."""
        try:
            answer = self._client.parse_request_body_response(body.decode())
            token, term = str(answer["access_token"]), timedelta(seconds=int(answer.get("expires_in") or 0))
            is_bearer = str(answer.get("token_type", "")).lower() == "bearer"
        except (OAuth2Error, ValueError, TypeError, AttributeError, KeyError, OverflowError):
            raise self._wrong("does not answer with a token; correct `token_url`") from None
        if not (is_bearer and token.isascii() and token.isprintable() and token.strip()):
            raise self._wrong("gives a token that is no bearer token; ask its owner")
        return token, term

    def _busy(self, what: str) -> PlatformBusy:
        return PlatformBusy(f"{self._platform}: no access token could be had ({what}); nothing was sent")

    def _wrong(self, what: str) -> ConfigError:
        return ConfigError(f"{self._platform}: the token service {what} of the connection. Nothing was sent")
