"""What a platform pushes: signed, fresh, as agreed, or not believed."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64decode, b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.writ.channels import webhook
from include.writ.channels.webhook import PushedReceipt, read_answer, read_push
from include.writ.domain.delivery import Answer, Outcome, Push, Receipt
from include.writ.errors import ConfigError, ContractBroken, NotAllowed
from tests.support.outgoing import KEY

NOW = datetime(2026, 11, 20, 7, tzinfo=UTC)
SECRET = "whsec_" + b64encode(b"0123456789abcdef0123456789abcdef").decode()
OTHER = "whsec_" + b64encode(b"another-key-another-key-another!").decode()
DATA = {"notice_key": KEY, "receipt_id": "r-1", "received_at": "2026-11-20T12:00:00+05:00"}
BODY = json.dumps({"type": "notice.received", "timestamp": "2026-11-20T07:00:00Z", "data": DATA}).encode()


def sign(body: bytes, message_id: str = "msg_1", moment: datetime = NOW, key: str = SECRET) -> dict[str, str]:
    """As the platform does it, written down a second time from the standard."""
    timestamp = str(int(moment.timestamp()))
    secret = b64decode(key.removeprefix("whsec_"))
    digest = hmac.new(secret, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{b64encode(digest).decode()}",
    }


def test_the_example_of_the_standard_is_right() -> None:
    """From the Standard Webhooks specification: this id, time, body and key give this signature."""
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    moment = datetime.fromtimestamp(1614265330, UTC)
    with pytest.raises(ContractBroken):  # signed, though no receipt
        read_push(headers, b'{"test": 2432232314}', ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], moment)


def test_a_signed_receipt_names_its_notice() -> None:
    expected = PushedReceipt("msg_1", KEY, Receipt("r-1", NOW))
    assert read_push(sign(BODY), BODY, [SECRET], NOW) == expected
    capitals = {name.title(): value for name, value in sign(BODY).items()}
    assert read_push(capitals, BODY, [SECRET], NOW) == expected


ANSWER = {"answer_id": "A-1", "order_number": "KZ-1", "outcome": "refused", "answered_at": DATA["received_at"]}


def answer_body(**changes: Any) -> bytes:
    return json.dumps({"type": "notice.answered", "data": ANSWER | changes}).encode()


def test_a_signed_answer_is_kept_whole_and_can_be_read_again_by_another() -> None:
    body = answer_body(seq=12)
    pushed = read_push(sign(body), body, [SECRET], NOW)
    assert pushed == Push("msg_1", int(NOW.timestamp()), sign(body)["webhook-signature"], body)
    expected = Answer(0, "A-1", None, "KZ-1", Outcome.REFUSED, "", NOW)
    assert read_answer(pushed, [OTHER, SECRET]) == expected
    for keys in ([], [OTHER]):
        with pytest.raises(NotAllowed, match="no valid signature"):
            read_answer(pushed, keys)


@pytest.mark.parametrize(
    "changed", [{"message_id": "msg_2"}, {"signed_at": 1}, {"signature": "v1,"}, {"body": answer_body(seq=13)}]
)
def test_a_kept_message_in_which_anything_is_other_is_not_believed(changed: dict[str, Any]) -> None:
    body = answer_body(seq=12)
    pushed = read_push(sign(body), body, [SECRET], NOW)
    assert isinstance(pushed, Push)
    with pytest.raises(NotAllowed):
        read_answer(replace(pushed, **changed), [SECRET])


def test_a_receipt_that_was_kept_as_an_answer_is_none() -> None:
    with pytest.raises(ContractBroken, match="no answer"):
        read_answer(Push("msg_1", int(NOW.timestamp()), sign(BODY)["webhook-signature"], BODY), [SECRET])


def test_while_a_key_is_replaced_both_hold_on_both_sides() -> None:
    assert read_push(sign(BODY, key=OTHER), BODY, [SECRET, OTHER], NOW)
    both = sign(BODY)
    both["webhook-signature"] = f"v1a,xx {sign(BODY, key=OTHER)['webhook-signature']} {both['webhook-signature']}"
    assert read_push(both, BODY, [SECRET], NOW)
    with pytest.raises(NotAllowed):
        read_push(sign(BODY, key=OTHER), BODY, [SECRET], NOW)
    with pytest.raises(NotAllowed):
        read_push(sign(BODY), BODY, [], NOW)


@pytest.mark.parametrize(("minutes", "is_taken"), [(5, True), (-5, True), (6, False), (-6, False), (60 * 24, False)])
def test_only_what_was_signed_lately_is_believed(minutes: int, is_taken: bool) -> None:
    headers = sign(BODY, moment=NOW - timedelta(minutes=minutes))
    if is_taken:
        assert read_push(headers, BODY, [SECRET], NOW)
    else:
        with pytest.raises(NotAllowed, match="too long ago"):
            read_push(headers, BODY, [SECRET], NOW)


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-id": "msg_2"},
        {"webhook-id": ""},
        {"webhook-id": "m" * 201},
        {"webhook-id": "ключ"},
        {"webhook-timestamp": ""},
        {"webhook-timestamp": "now"},
        {"webhook-timestamp": "١٢٣"},
        {"webhook-timestamp": "-1"},
        {"webhook-timestamp": "0" + sign(BODY)["webhook-timestamp"]},
        {"webhook-timestamp": "1" * 12},
        {"webhook-timestamp": "99999999999"},
        {"webhook-signature": ""},
        {"webhook-signature": "v1,"},
        {"webhook-signature": "v1,%%%"},
        {"webhook-signature": sign(BODY)["webhook-signature"].replace("v1,", "v2,")},
        {"webhook-signature": "v1," + b64encode(b"0" * 32).decode()},
    ],
)
def test_any_other_header_is_not_believed(change: dict[str, str]) -> None:
    with pytest.raises(NotAllowed, match="no valid signature"):
        read_push(sign(BODY) | change, BODY, [SECRET], NOW)


def test_an_id_with_a_dot_could_hide_another_time_and_is_not_believed() -> None:
    with pytest.raises(NotAllowed):
        read_push(sign(BODY, message_id="msg.1"), BODY, [SECRET], NOW)


def test_headers_that_are_missing_are_not_believed() -> None:
    for name in sign(BODY):
        with pytest.raises(NotAllowed):
            read_push({key: value for key, value in sign(BODY).items() if key != name}, BODY, [SECRET], NOW)


def test_a_body_above_the_cap_is_not_believed() -> None:
    body = BODY + b" " * webhook.MAX_BODY_BYTES
    with pytest.raises(NotAllowed):
        read_push(sign(body), body, [SECRET], NOW)


@given(place=st.integers(0, len(BODY) - 1), byte=st.integers(0, 255))
def test_a_body_with_any_other_byte_is_not_believed(place: int, byte: int) -> None:
    changed = BODY[:place] + bytes([byte]) + BODY[place + 1 :]
    if changed != BODY:
        with pytest.raises(NotAllowed):
            read_push(sign(BODY), changed, [SECRET], NOW)


@pytest.mark.parametrize(
    "message",
    [
        {"type": "notice.refused", "data": DATA},
        {"type": "notice.answered", "data": DATA},
        {"type": "statement_of_reasons.issued", "data": ANSWER},
        {"data": DATA},
        {"type": "notice.received"},
        {"type": "notice.received", "data": DATA | {"received_at": "2026-11-20T12:00:00"}},
        {"type": "notice.received", "data": DATA | {"receipt_id": 7}},
        {"type": "notice.received", "data": DATA | {"notice_key": ""}},
        {"type": "notice.received", "data": DATA | {"notice_key": "a\0b"}},
        {"type": "notice.received", "data": {"receipt_id": "r-1", "received_at": DATA["received_at"]}},
        [],
    ],
)
def test_a_signed_message_that_is_not_as_agreed_breaks_the_contract(message: Any) -> None:
    body = json.dumps(message).encode()
    with pytest.raises(ContractBroken, match="not as agreed") as caught:
        read_push(sign(body), body, [SECRET], NOW)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("key", ["", "whsec_", "whsec_%%", SECRET.removeprefix("whsec_"), "whsec_" + "QQ" * 10])
def test_a_key_that_is_none_is_our_own_mistake(key: str) -> None:
    with pytest.raises(ConfigError, match="whsec_") as caught:
        read_push(sign(BODY), BODY, [key], NOW)
    assert not key or key == "whsec_" or key not in str(caught.value)
