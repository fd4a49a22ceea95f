"""The answer of `read-export`: counts and reasons of one validated export, without anything that a row says."""

from __future__ import annotations

from collections import Counter
from typing import Protocol, TypedDict

from include.writ.validation.outcome import ValidationOutcome


class ReadLayout(Protocol):
    """How the file was read."""

    @property
    def encoding(self) -> str:
        """How bytes became text."""

    @property
    def delimiter(self) -> str:
        """What stands between cells."""


class Dialect(TypedDict):
    """How cells are told apart."""

    delimiter: str
    quote: str


class Summary(TypedDict):
    """Counts of one export. A row that breaks two rules counts under both, so `reasons` may exceed `quarantined`."""

    rows: int
    accepted: int
    quarantined: int
    duplicates: int
    reasons: dict[str, int]
    encoding: str
    dialect: Dialect


def summarise(outcome: ValidationOutcome, layout: ReadLayout) -> Summary:
    """Count what became of the rows; `rows` is the number of records in the file."""
    reasons = Counter(reason.rule for row in outcome.quarantined for reason in row.reasons)
    accepted, quarantined, duplicates = len(outcome.accepted), len(outcome.quarantined), len(outcome.duplicates)
    return {
        "rows": accepted + quarantined + duplicates,
        "accepted": accepted,
        "quarantined": quarantined,
        "duplicates": duplicates,
        "reasons": dict(sorted(reasons.items())),
        "encoding": layout.encoding,
        "dialect": {"delimiter": layout.delimiter, "quote": '"'},
    }
