"""What passes between Writ and a platform: a notice out, a receipt and answers back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

KEY = re.compile(r"[0-9a-z](?:[0-9a-z-]{0,62}[0-9a-z])?")
"""What a key may be where it becomes a file's name or a header: a UUID, or as harmless. Without capitals, for not
everybody on the way keeps them apart."""


class Outcome(StrEnum):
    """What a platform says that it did, or that it asks.

    `withheld`: in the order's territory only. `restricted`: for some readers, by age or login. `already_removed`: it
    was gone before the order came. `partial`: a part of the item only. `duplicate`: it has had this order before, and
    answers under that one. `impossible`: it can not obey for now (TCO article 3(7)). `appealed`: it complains of the
    order. `restored`: it made the content accessible again.
    """

    ACKNOWLEDGED = "acknowledged"
    REMOVED = "removed"
    ALREADY_REMOVED = "already_removed"
    WITHHELD = "withheld"
    RESTRICTED = "restricted"
    PARTIAL = "partial"
    REFUSED = "refused"
    CLARIFICATION = "clarification"
    NOT_FOUND = "not_found"
    DUPLICATE = "duplicate"
    IMPOSSIBLE = "impossible"
    APPEALED = "appealed"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What the other side can do; the delivery service decides from these what a broken connection means.

    `in_flight`: how many notices can be handed over at the same time.
    """

    deduplicates: bool
    can_be_asked: bool
    in_flight: int = 1


@dataclass(frozen=True, slots=True)
class Notice:
    """One message to one platform: what it says about its orders, once as JSON and once as PDF, each signed.

    `key` is the idempotency key. `document` is canonical JSON (RFC 8785); `signature` is its JWS in compact form with
    the payload left out (RFC 7515, appendix F); `pdf` carries its own signature (PAdES).
    """

    key: str
    number: str
    addressee: str
    order_numbers: tuple[str, ...]
    is_specimen: bool
    document: bytes
    signature: str
    pdf: bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    """The platform's proof that it has the notice; the statutory clock runs from `received_at` (UTC)."""

    receipt_id: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Handed:
    """A mail server or a drop folder took the notice. That the platform has it is not proven, so no clock runs yet."""

    handed_at: datetime


class ReportKind(StrEnum):
    """What is said of a notice on its way. `auto_reply`: a machine answered for a person, which proves nothing."""

    DELIVERED = "delivered"
    DELAYED = "delayed"
    FAILED = "failed"
    AUTO_REPLY = "auto_reply"


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What came back about a handed notice. `notice_key` is None where it names no notice of ours.

    `detail`: a status code (RFC 3463) or the like, never an address or a text of somebody's.
    """

    report_id: str
    notice_key: str | None
    kind: ReportKind
    reported_at: datetime
    detail: str


@dataclass(frozen=True, slots=True)
class Letter:
    """Something that people wrote to us, as it came. `letter_id`: the SHA-256 of `raw`, its first bytes."""

    letter_id: str
    arrived_at: datetime
    raw: bytes


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Reports and letters in the order in which they came; `cursor` is where the next page begins."""

    reports: Sequence[DeliveryReport]
    cursor: str
    has_more: bool
    letters: Sequence[Letter] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as the platform gave it. `outcome` is None where it says that nothing of ours was done or asked.

    `seq` grows by platform and is the cursor for the next collection; 0 for one that does not come from that list.
    """

    seq: int
    answer_id: str
    notice_key: str | None
    order_number: str | None
    outcome: Outcome | None
    reason: str
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class Push:
    """A message that a platform pushed, with all that is needed to look at its signature again (Standard Webhooks).

    `message_id` is the same when it is sent again; `signed_at`: the time in its signature, in seconds since 1970;
    `signature`: the one that was right, as `v1,…`; `body` as it came, for the signature is over its bytes.
    """

    message_id: str
    signed_at: int
    signature: str
    body: bytes


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """Answers in order of `seq`; `has_more` when another page follows."""

    answers: Sequence[Answer]
    has_more: bool


class HeldBecause(StrEnum):
    """Why an answer lies in the holding pen.

    It names no order of ours that the platform has; nobody can tell what it says was done; it comes from an address
    that is not of the platform's registered contact; or it was pushed, and a task found no key that signed it.
    """

    NO_ORDER = "no_order"
    NO_OUTCOME = "no_outcome"
    STRANGER = "stranger"
    UNSIGNED = "unsigned"


class NoticeKind(StrEnum):
    """What a notice is: an order, its clarification or its reversal, or the answer to an appeal.

    `reminder`: that the time of an order is over; it asks for nothing that the order has not, and is sent once.
    `announcement`: the procedure and the time limits, before a platform's first order (TCO article 3(2)); it alone is
    of no order. A demand for a user's identity or for future filtering has no kind.
    """

    ORDER = "order"
    CLARIFICATION = "clarification"
    REMINDER = "reminder"
    RESTORATION = "restoration"
    APPEAL_RECEIPT = "appeal_receipt"
    APPEAL_DECISION = "appeal_decision"
    ANNOUNCEMENT = "announcement"


class VoidCause(StrEnum):
    """Why a notice is void: an order of it was reversed, or its addressee is no longer the contact, before it left."""

    REVERSED = "reversed"
    CONTACT_CHANGED = "contact_changed"


class AttemptResult(StrEnum):
    """How one attempt ended; `found`: the platform was asked and had the notice from an earlier attempt.

    `handed`: a mail server or a drop folder has it; that it arrived is proven later, or never.
    `not_there`: it was asked and has no such notice, which is not sent any more, as its order was reversed.
    """

    SENT = "sent"
    HANDED = "handed"
    FOUND = "found"
    BUSY = "busy"
    UNCERTAIN = "uncertain"
    REFUSED = "refused"
    NOT_THERE = "not_there"
