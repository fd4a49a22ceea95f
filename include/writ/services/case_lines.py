"""Cases as lists show them, as records like those of `docket_records`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ClaimRecord:
    """Who has a case in hand, by id and name, and until when."""

    person: str
    name: str
    until: datetime


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case in a list. `version`, `draft_hash` and `drafted_by` are of the latest draft; None without one.

    `claim`: None while nobody holds the case.
    """

    id: UUID
    state: str
    platform: str
    ground: str
    opened_day: date
    occurrence: int
    findings: int
    version: int | None
    draft_hash: str | None
    drafted_by: str | None
    claim: ClaimRecord | None


@dataclass(frozen=True, slots=True)
class CasePage:
    """Cases in order of day and id; `next` is what to ask after for more, None at the end."""

    cases: list[CaseLine]
    next: UUID | None
