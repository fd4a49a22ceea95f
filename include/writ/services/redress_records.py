"""What the Docket shows of complaints, reviews, reversals and stopped clocks, as records of plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class StopRecord:
    """A time in which the platform's clock stood still, or stands still."""

    position: int
    cause: str
    stopped_at: datetime
    resumed_at: datetime | None
    ended_by: str | None


@dataclass(frozen=True, slots=True)
class AppealRecord:
    """One complaint about the order. `statement` is None for a reader who may not see what people wrote."""

    id: UUID
    number: str
    appellant: str
    language: str
    statement: str | None
    learned_on: date | None
    received_at: datetime
    in_time_until: datetime | None
    receipt_sha256: str
    state: str
    reviewer: str | None
    reasons: str | None
    lateness: str | None
    ends_on: date | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReviewRecord:
    """One look at the order again; `draft` is the text of a lift notice, for whoever looks."""

    id: UUID
    cause: str
    because_of: UUID | None
    due_on: date
    opened_at: datetime
    draft: str
    state: str
    reviewer: str | None
    reasons: str | None
    reviewed_at: datetime | None
    next_review_on: date | None


@dataclass(frozen=True, slots=True)
class ReversalRecord:
    """That the order was annulled or lifted, and how far its content is back."""

    cause: str
    decided_by: str
    reasons: str
    reversed_at: datetime
    to_be_restored: bool
    received_at: datetime | None
    due_at: datetime | None
    restored_at: datetime | None
