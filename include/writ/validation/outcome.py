"""What became of the rows of an export: accepted, or quarantined with reasons; and what the batch as a whole is like.

Accepted and quarantined rows together are every row that was put to the test, each exactly once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Reason:
    """Which rule a row breaks, in which field, and what would mend it; says nothing of what the row says."""

    field: str
    rule: str
    detail: str


@dataclass(frozen=True, slots=True)
class QuarantinedRow:
    """A row that a person must look at. `raw` has its cells; a row that could not be taken apart has only `text`."""

    row_number: int
    raw: dict[str, str]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Vetted:
    """The rows of one block.

    `accepted` has row_number (Int64), finding_ref, detected_at (UTC), url, platform, kind, content_id, canonical_url,
    ground, language, excerpt, capture_sha256 (32 bytes or null) and row_sha256 (32 bytes), in the order of the file.
    """

    accepted: pl.DataFrame
    quarantined: list[QuarantinedRow]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """How one rule fared in one batch. `observed` holds counts, shares and limits, never what a row says."""

    rule: str
    scope: Literal["row", "batch"]
    is_met: bool
    checked: int
    broken: int
    observed: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Profile:
    """What a batch is like, to compare later batches of its source with. Shares are of the accepted rows."""

    day: str | None
    rows: int
    accepted: int
    quarantined: int
    grounds: dict[str, float] = field(default_factory=dict)
    platforms: dict[str, float] = field(default_factory=dict)
    languages: dict[str, float] = field(default_factory=dict)
    newest: str | None = None
    oldest: str | None = None

    @property
    def bad_share(self) -> float:
        """The share of rows that were quarantined."""
        return self.quarantined / self.rows if self.rows else 0.0

    @property
    def newest_at(self) -> datetime | None:
        """When the newest finding was detected."""
        return None if self.newest is None else datetime.fromisoformat(self.newest)

    def as_json(self) -> dict[str, Any]:
        """As a JSON object, to be stored with the batch."""
        return asdict(self) | {"bad_share": round(self.bad_share, 6)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """From what `as_json` gave."""
        return cls(**{name: value for name, value in stored.items() if name != "bad_share"})


@dataclass(frozen=True, slots=True)
class Checked:
    """The batch as a whole; `docs_path` is the index page of the Data Docs where these were asked for."""

    results: list[CheckResult]
    profile: Profile
    docs_path: Path | None
