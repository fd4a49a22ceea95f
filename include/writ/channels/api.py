"""Notices over a platform's HTTPS API.

What decides between "not taken" and "uncertain" is not the kind of exception but a fact: whether the document had begun
to leave. The document is handed to the HTTP library as a file, and the file knows whether it was read. An access token
is had before that, so failing to get one leaves nothing in doubt. No message repeats a token, a document or an answer.
"""

from __future__ import annotations

from io import BytesIO
from urllib.parse import quote

import requests
from pydantic import ValidationError

from include.writ.channels.api_access import ApiAccess
from include.writ.channels.api_call import FAILURES, IN_FLIGHT, Caller, TooLarge
from include.writ.channels.base import BusyFor, CouldNotAsk
from include.writ.channels.jws_body import MEDIA_TYPE, flattened
from include.writ.channels.messages import AbsenceMessage, AnswersMessage, ReceiptMessage
from include.writ.channels.settings import require_sendable
from include.writ.domain.content import Platform
from include.writ.domain.delivery import AnswerPage, Capabilities, Notice, Receipt, ReportPage
from include.writ.errors import (
    ConfigError,
    ContractBroken,
    DeliveryUncertain,
    PlatformBusy,
    PlatformRefused,
    WritError,
)

TIMEOUT_S = (5.0, 30.0)
PAGE_SIZE = 200
_NOT_TAKEN = frozenset({408, 425, 429, 503})
_NOT_LET_IN = frozenset({401, 403, 404, 405, 407})
_REASONS = {
    409: "it has another document under the same key",
    413: "the document is too large for it",
    422: "it finds the document malformed",
}


class _Outgoing(BytesIO):
    """A document on its way. `has_begun` stays False until the connection stands and the headers are out.

    It is given away whole, whatever was asked for: it is in memory anyway, and leaves in one call instead of twenty.
    """

    has_begun = False

    def read(self, size: int | None = -1, /) -> bytes:
        self.has_begun = True
        return super().read()


class ApiChannel:
    """The JSON interface of one platform."""

    capabilities = Capabilities(deduplicates=True, can_be_asked=True, in_flight=IN_FLIGHT)

    def __init__(self, platform: Platform, access: ApiAccess) -> None:
        self.hosts = access.hosts
        self._platform = platform
        self._base = access.base_url.rstrip("/")
        self._auth = access.auth
        self._caller = Caller(access.tls)
        headers = {"Content-Type": MEDIA_TYPE}
        self._delivery = requests.Request("POST", f"{self._base}/notices", headers=headers).prepare()

    def send(self, notice: Notice) -> Receipt:
        """Hand over one notice, once. A repeated key is a success with the first receipt; see `Channel.send`."""
        require_sendable(self._platform, notice)
        document = _Outgoing(flattened(notice))
        try:
            response, body = self._caller.call(self._request_of(notice.key, document), TIMEOUT_S)
        except FAILURES as error:
            # `from None`, here and below: the text of these errors names addresses and repeats answers
            if document.has_begun:
                raise self._uncertain(f"the connection broke after sending began ({_name(error)})") from None
            raise self._busy(f"no connection, nothing was sent ({_name(error)})") from None
        if response.status_code in {200, 201, 202}:
            return self._receipt(notice.key, body)
        raise self._refusal_of(response)

    def find(self, key: str) -> Receipt | None:
        """Return the receipt of a notice sent before, or None when the platform has none; see `Channel.find`."""
        try:
            response, body = self._get(f"/notices/{quote(key, safe='')}")
        except (*FAILURES, PlatformBusy, ConfigError) as error:
            raise CouldNotAsk(f"{self._platform}: it could not be asked ({_name(error)})") from None
        if response.status_code == 404:
            self._require_absence(key, body)
            return None
        if response.status_code != 200:
            raise self._uncertain(f"asked for a notice, it answered with status {response.status_code}")
        return self._receipt(key, body)

    def answers(self, after: int) -> AnswerPage:
        """Return the next page of answers above the cursor; see `Channel.answers`."""
        try:
            response, body = self._get("/answers", params={"after": after, "limit": PAGE_SIZE})
        except TooLarge:
            raise ContractBroken(f"{self._platform}: a page of answers is above the cap") from None
        except FAILURES as error:
            raise self._busy(f"answers could not be read ({_name(error)})") from None
        if response.status_code >= 500:
            raise self._busy_for(response)
        if response.status_code != 200:
            raise self._refusal_of(response)
        return self._page(body, after)

    def reports(self, cursor: str) -> ReportPage:
        """None: the platform itself gives the receipt."""
        return ReportPage((), cursor, has_more=False)

    def _request_of(self, key: str, document: _Outgoing) -> requests.PreparedRequest:
        """What all deliveries have in common is prepared once."""
        request = self._delivery.copy()
        request.headers["Idempotency-Key"] = key
        request.prepare_body(document, None)
        if self._auth:
            request.prepare_auth(self._auth)
        return request

    def _get(self, path: str, params: dict[str, int] | None = None) -> tuple[requests.Response, bytes]:
        question = requests.Request("GET", self._base + path, params=params, auth=self._auth)
        return self._caller.call(question.prepare(), TIMEOUT_S)

    def _receipt(self, key: str, body: bytes) -> Receipt:
        try:
            said = ReceiptMessage.model_validate_json(body)
        except ValidationError as error:
            raise self._uncertain(f"its receipt is not as agreed ({error.error_count()} faults)") from None
        if not said.is_for(key):
            raise self._uncertain("its receipt names another notice")
        return said.to_receipt()

    def _require_absence(self, key: str, body: bytes) -> None:
        """A wrong address has a 404 of its own, which says nothing of the notice."""
        try:
            said = AbsenceMessage.model_validate_json(body)
        except ValidationError:
            raise self._uncertain("a status 404 that names no notice may be that of a wrong address") from None
        if said.notice_key != key:
            raise self._uncertain("its status 404 names another notice")

    def _page(self, body: bytes, after: int) -> AnswerPage:
        try:
            page = AnswersMessage.model_validate_json(body).to_page()
        except ValidationError as error:
            raise ContractBroken(
                f"{self._platform}: its answers are not as agreed ({error.error_count()} faults)"
            ) from None
        if page.answers and page.answers[0].seq <= after:
            raise ContractBroken(f"{self._platform}: it repeats answers that were collected already")
        return page

    def _refusal_of(self, response: requests.Response) -> WritError:
        """Say what a status other than success means for the notice: not now, our own mistake, refused, or doubt."""
        status = response.status_code
        if status in _NOT_TAKEN:
            return self._busy_for(response)
        if 300 <= status < 400 or status in _NOT_LET_IN:
            return ConfigError(
                f"{self._platform}: status {status}: wrong address or token; mend the connection, nothing was taken"
            )
        if 400 <= status < 500:
            return PlatformRefused(f"{self._platform}: status {status}: {_REASONS.get(status, 'it refuses')}")
        return self._uncertain(f"status {status} does not say whether it took the notice")

    def _busy_for(self, response: requests.Response) -> BusyFor:
        return BusyFor(f"{self._platform}: status {response.status_code}: not now", _retry_after(response))

    def _busy(self, text: str) -> PlatformBusy:
        return PlatformBusy(f"{self._platform}: {text}")

    def _uncertain(self, text: str) -> DeliveryUncertain:
        return DeliveryUncertain(f"{self._platform}: {text}")


def _retry_after(response: requests.Response) -> int | None:
    """Read seconds, when it was given in seconds; a date would need the platform's clock to be right."""
    text = response.headers.get("Retry-After", "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else None


def _name(error: BaseException) -> str:
    return type(error).__name__
