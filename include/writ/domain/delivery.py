"""What passes between Writ and a platform: a notice out, a receipt and answers back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """What a platform says that it did, or that it asks.

    `impossible`: it can not obey for now (TCO article 3(7)). `appealed`: it complains of the order. `restored`: it
    made the content accessible again.
    """

    ACKNOWLEDGED = "acknowledged"
    REMOVED = "removed"
    WITHHELD = "withheld"
    RESTRICTED = "restricted"
    REFUSED = "refused"
    CLARIFICATION = "clarification"
    NOT_FOUND = "not_found"
    IMPOSSIBLE = "impossible"
    APPEALED = "appealed"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What the other side can do; the delivery service decides from these what a broken connection means."""

    deduplicates: bool
    can_be_asked: bool


@dataclass(frozen=True, slots=True)
class Notice:
    """One message to one platform. `key` is the idempotency key; `document` is canonical JSON (RFC 8785)."""

    key: str
    order_number: str
    document: bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    """The platform's proof that it has the notice; the statutory clock runs from `received_at` (UTC)."""

    receipt_id: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as the platform gave it. `seq` grows by platform and is the cursor for the next collection."""

    seq: int
    answer_id: str
    notice_key: str | None
    order_number: str | None
    outcome: Outcome
    reason: str
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """Answers in order of `seq`; `has_more` when another page follows."""

    answers: Sequence[Answer]
    has_more: bool


class NoticeKind(StrEnum):
    """What a notice is: an order, its clarification or its reversal, or the answer to an appeal.

    A demand for a user's identity or for future filtering has no kind.
    """

    ORDER = "order"
    CLARIFICATION = "clarification"
    RESTORATION = "restoration"
    APPEAL_RECEIPT = "appeal_receipt"
    APPEAL_DECISION = "appeal_decision"


class AttemptResult(StrEnum):
    """How one attempt ended; `found`: the platform was asked and had the notice from an earlier attempt.

    `not_there`: it was asked and has no such notice, which is not sent any more, as its order was reversed.
    """

    SENT = "sent"
    FOUND = "found"
    BUSY = "busy"
    UNCERTAIN = "uncertain"
    REFUSED = "refused"
    NOT_THERE = "not_there"
