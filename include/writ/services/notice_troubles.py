"""What of the notices does not go on by itself, as records: in doubt, refused, late, platforms away, stray reports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from include.writ.services.notice_records import ReportRecord


@dataclass(frozen=True, slots=True)
class Troubles:
    """How many notices are in doubt or refused, and how many reports fit no notice."""

    uncertain: int
    refused: int
    unmatched: int


@dataclass(frozen=True, slots=True)
class LateNotice:
    """A notice that was handed over at `handed_at` and of which nothing proves that it arrived."""

    id: UUID
    number: str
    platform: str
    handed_at: datetime


@dataclass(frozen=True, slots=True)
class DoubtfulNotice:
    """A notice that may have arrived or not, since its first attempt at `tried_at`; a person asks the platform."""

    id: UUID
    number: str
    platform: str
    tried_at: datetime


@dataclass(frozen=True, slots=True)
class OutageRecord:
    """A platform that takes nothing since `began_at`; it is tried again from `until` on."""

    platform: str
    failures: int
    began_at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class NeedsPeople:
    """What does not go on by itself. `in_doubt`: the longest uncertain; `late`: the longest on their way.

    `unmatched`: the newest reports that fit no notice. `uncertain` and `refused` count notices, `late_total` and
    `unmatched_total` all there are.
    """

    uncertain: int
    in_doubt: list[DoubtfulNotice]
    refused: int
    late: list[LateNotice]
    late_total: int
    outages: list[OutageRecord]
    unmatched: list[ReportRecord]
    unmatched_total: int

    @property
    def nothing(self) -> bool:
        """Whether all goes on by itself."""
        return not (self.uncertain or self.refused or self.late or self.outages or self.unmatched)
