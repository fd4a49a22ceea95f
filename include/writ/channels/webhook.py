"""Receipts and answers that a platform pushes, signed as Standard Webhooks 1.0 has it (HMAC-SHA256).

The body is believed only if its signature is right under one of the keys, and it was signed lately. Refused: a body
above the cap, a key that is too short, a form that is not as agreed. It does not remember what it has seen: the message
id is for whoever keeps what was pushed. An answer is read a second time by who takes it up, from what was kept of it.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pydantic import TypeAdapter, ValidationError

from include.writ.channels.messages import AnswerPush, PushMessage, ReceiptPush, StatementPush
from include.writ.domain.delivery import Answer, Push, Receipt
from include.writ.errors import ConfigError, ContractBroken, NotAllowed

MAX_BODY_BYTES = 64 * 1024
TOLERANCE = timedelta(minutes=5)
MOST_SIGNATURES = 10
_PREFIX = "whsec_"
_LEAST_KEY_BYTES, _MOST_KEY_BYTES = 24, 64
_MOST_ID = 200
_MESSAGE: TypeAdapter[ReceiptPush | AnswerPush | StatementPush] = TypeAdapter(PushMessage)


@dataclass(frozen=True, slots=True)
class PushedReceipt:
    """A receipt that was pushed. `message_id` is the same when the platform sends it again."""

    message_id: str
    notice_key: str
    receipt: Receipt


def read_push(headers: Mapping[str, str], body: bytes, keys: Sequence[str], now: datetime) -> PushedReceipt | Push:
    """The receipt in a pushed message, or the message itself where there is an answer in it.

    `keys`: `whsec_…`, several while one is replaced; `headers`: by any case.

    `NotAllowed`: not signed with any of the keys, or not lately. `ContractBroken`: signed, but not as agreed.
    `ConfigError`: a key is none.
    """
    given = {name.lower(): value for name, value in headers.items()}
    message_id, timestamp = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    signature = _right_signature(message_id, timestamp, given.get("webhook-signature", ""), body, keys)
    if signature is None:
        raise NotAllowed("a pushed message has no valid signature; nothing was taken from it")
    if abs(now - datetime.fromtimestamp(int(timestamp), UTC)) > TOLERANCE:
        raise NotAllowed("a pushed message was signed too long ago, or one of the clocks is wrong")
    message = _message(body)
    if isinstance(message, ReceiptPush):
        return PushedReceipt(message_id, message.data.notice_key, message.data.to_receipt())
    return Push(message_id, int(timestamp), signature, body)


def read_answer(push: Push, keys: Sequence[str]) -> Answer:
    """The answer in a message that was kept. `NotAllowed`: none of the keys signed it. Else raises as `read_push`."""
    if _right_signature(push.message_id, str(push.signed_at), push.signature, push.body, keys) is None:
        raise NotAllowed("a kept message has no valid signature; no answer was taken from it")
    message = _message(push.body)
    if isinstance(message, ReceiptPush):
        raise ContractBroken("a kept message is a receipt, and no answer")
    return message.to_answer()


def _message(body: bytes) -> ReceiptPush | AnswerPush | StatementPush:
    try:
        return _MESSAGE.validate_json(body)
    except ValidationError as error:
        raise ContractBroken(f"a pushed message is not as agreed ({error.error_count()} faults)") from None


def _right_signature(message_id: str, timestamp: str, signatures: str, body: bytes, keys: Sequence[str]) -> str | None:
    secrets = [_secret(key) for key in keys]
    is_whole = 0 < len(message_id) <= _MOST_ID and "." not in message_id and message_id.isascii()
    if not (
        is_whole and timestamp.isascii() and timestamp.isdigit() and len(timestamp.lstrip("0")) == len(timestamp) <= 11
    ):
        return None
    if len(body) > MAX_BODY_BYTES:
        return None
    signed = f"{message_id}.{timestamp}.".encode() + body
    right = [hmac.new(secret, signed, hashlib.sha256).digest() for secret in secrets]
    # each with each, without stopping at the first: how long it takes says nothing
    found = [
        one
        for one in signatures.split()[:MOST_SIGNATURES]
        if any([hmac.compare_digest(_digest(one), other) for other in right])
    ]
    return found[0] if found else None


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
