"""What became of each row of an export: accepted, quarantined with reasons, or a repeat of an earlier row.

The three lists together hold every record of the file exactly once, and each list is in the order of the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from include.writ.domain.content import ContentRef


@dataclass(frozen=True, slots=True)
class AcceptedRow:
    """A row that may become a finding. `row_sha256` is over its canonical fields, so a changed row is noticed."""

    row_number: int
    finding_ref: str
    detected_at: datetime
    ref: ContentRef
    url: str
    ground: str
    language: str
    excerpt: str
    capture_sha256: str | None
    row_sha256: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Which rule a row breaks, in which field, and what would mend it; says nothing of what the row says."""

    field: str
    rule: str
    detail: str


@dataclass(frozen=True, slots=True)
class QuarantinedRow:
    """A row that a person must look at. `raw` is as it came; a row that could not be taken apart has only `text`."""

    row_number: int
    raw: dict[str, str]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class DuplicateRow:
    """A row that says again what an earlier row of the same export said."""

    row_number: int
    finding_ref: str
    first_row_number: int


@dataclass(frozen=True, slots=True)
class ValidationOutcome:
    """All rows of one export; `docs_path` is the index page of the Data Docs where these were asked for."""

    accepted: list[AcceptedRow]
    quarantined: list[QuarantinedRow]
    duplicates: list[DuplicateRow]
    docs_path: Path | None
