"""The platforms' own pushes: the answers given by now, each as a message signed as Standard Webhooks 1.0 has it.

A message has the same id however often it is sent. It goes to this machine only.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime

from aiohttp import ClientSession

from include.writ.domain.content import Platform
from include.writ.domain.delivery import Answer
from include.writ.simulator.state import State

_PREFIX = "whsec_"
_PAGE = 500


async def push_answers(state: State, platform: Platform, address: str, secret: str) -> Counter[int]:
    """Push every answer given by now to `address`, one after the other; how often which status came back."""
    statuses: Counter[int] = Counter()
    async with ClientSession() as session:
        for answer in _given(state, platform):
            body = _message(answer)
            headers = _signed(f"msg_{answer.answer_id}", state.now(), body, secret)
            async with session.post(address, data=body, headers=headers, allow_redirects=False) as response:
                statuses[response.status] += 1
    return statuses


def _given(state: State, platform: Platform) -> Iterator[Answer]:
    after, has_more = 0, True
    while has_more:
        page = state.answers(platform, after, _PAGE)
        has_more = page.has_more
        after += len(page.answers)
        yield from page.answers


def _message(answer: Answer) -> bytes:
    at = answer.answered_at.isoformat()
    message = {"type": "notice.answered", "timestamp": at, "data": asdict(answer) | {"answered_at": at}}
    return json.dumps(message, ensure_ascii=False).encode()


def _signed(message_id: str, now: datetime, body: bytes, secret: str) -> Mapping[str, str]:
    timestamp = str(int(now.timestamp()))
    key = b64decode(secret.removeprefix(_PREFIX))
    digest = hmac.new(key, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{b64encode(digest).decode()}",
    }
