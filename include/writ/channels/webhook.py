"""Receipts that a platform pushes, signed as Standard Webhooks 1.0 has it (HMAC-SHA256).

The body is believed only if its signature is right under one of the keys, and it was signed lately. Refused: a body
above the cap, a key that is too short, a form that is not as agreed. It does not remember what it has seen: the message
id is for whoever keeps the receipts.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pydantic import ValidationError

from include.writ.channels.messages import PushMessage
from include.writ.domain.delivery import Receipt
from include.writ.errors import ConfigError, ContractBroken, NotAllowed

MAX_BODY_BYTES = 64 * 1024
TOLERANCE = timedelta(minutes=5)
MOST_SIGNATURES = 10
_PREFIX = "whsec_"
_LEAST_KEY_BYTES, _MOST_KEY_BYTES = 24, 64
_MOST_ID = 200


@dataclass(frozen=True, slots=True)
class PushedReceipt:
    """A receipt that was pushed. `message_id` is the same when the platform sends it again."""

    message_id: str
    notice_key: str
    receipt: Receipt


def read_push(headers: Mapping[str, str], body: bytes, keys: Sequence[str], now: datetime) -> PushedReceipt:
    """The receipt in a pushed message. `keys`: `whsec_…`, several while one is replaced; `headers`: by any case.

    `NotAllowed`: not signed with any of the keys, or not lately. `ContractBroken`: signed, but not as agreed.
    `ConfigError`: a key is none.
    """
    given = {name.lower(): value for name, value in headers.items()}
    message_id, timestamp = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    secrets = [_secret(key) for key in keys]
    if not _is_signed(message_id, timestamp, given.get("webhook-signature", ""), body, secrets):
        raise NotAllowed("a pushed receipt has no valid signature; nothing was taken from it")
    if abs(now - datetime.fromtimestamp(int(timestamp), UTC)) > TOLERANCE:
        raise NotAllowed("a pushed receipt was signed too long ago, or one of the clocks is wrong")
    try:
        message = PushMessage.model_validate_json(body)
    except ValidationError as error:
        raise ContractBroken(f"a pushed receipt is not as agreed ({error.error_count()} faults)") from None
    return PushedReceipt(message_id, message.data.notice_key, message.data.to_receipt())


def _is_signed(message_id: str, timestamp: str, signatures: str, body: bytes, secrets: Sequence[bytes]) -> bool:
    is_whole = 0 < len(message_id) <= _MOST_ID and "." not in message_id and message_id.isascii()
    if not (is_whole and timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 11):
        return False
    if len(body) > MAX_BODY_BYTES:
        return False
    signed = f"{message_id}.{timestamp}.".encode() + body
    right = [hmac.new(secret, signed, hashlib.sha256).digest() for secret in secrets]
    found = [_digest(one) for one in signatures.split()[:MOST_SIGNATURES]]
    # each with each, without stopping at the first: how long it takes says nothing
    return any([hmac.compare_digest(one, other) for one in found for other in right])


def _digest(signature: str) -> bytes:
    """The bytes of `v1,base64`; nothing for another version or another form, which is equal to no digest."""
    version, _, text = signature.partition(",")
    try:
        return b64decode(text, validate=True) if version == "v1" else b""
    except ValueError:
        return b""


def _secret(key: str) -> bytes:
    wrong = f"a webhook key must be {_PREFIX} and {_LEAST_KEY_BYTES} to {_MOST_KEY_BYTES} bytes in base64; mend it"
    try:
        secret = b64decode(key.removeprefix(_PREFIX), validate=True)
    except ValueError:
        raise ConfigError(wrong) from None
    if not (key.startswith(_PREFIX) and _LEAST_KEY_BYTES <= len(secret) <= _MOST_KEY_BYTES):
        raise ConfigError(wrong)
    return secret
