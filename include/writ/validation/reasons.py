"""Says of each refused row which rules it breaks and what would mend it.

A detail never repeats what the row says: the row itself is kept beside it, under the access that a row has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from include.writ.validation.outcome import Reason
from include.writ.validation.rules import MAX_EXCERPT_LENGTH, MAX_REFERENCE_LENGTH, MAX_URL_LENGTH, RULES_BY_NAME
from include.writ.validation.times import (
    FIRST_YEAR,
    LAST_YEAR,
    MISSING,
    NEVER,
    NO_OFFSET,
    NOT_ISO,
    TWICE,
    TWO_READINGS,
    YEAR,
)

Facts = Mapping[str, Any]
"""One row: its cells and what was found out about them, by column."""

TIME_REMEDIES: Final = {
    MISSING: "the time is missing; ask the source to write it",
    NOT_ISO: "the time is not ISO 8601; ask the source to write it like 2026-11-22T09:30:00+05:00",
    NO_OFFSET: "the time has no offset from UTC, so it is not one moment; ask the source to add +05:00 or Z",
    YEAR: f"the year is not within {FIRST_YEAR}-{LAST_YEAR}; ask the source to correct the time",
    TWICE: "clocks were set back, so the time came twice in the zone of the source; ask it to write the offset",
    NEVER: "clocks were set forward, so the time never came in the zone of the source; ask it to correct the time",
    TWO_READINGS: "the layout lets the time be read as two moments; keep the one format that the source uses",
}
URL_REMEDIES: Final = {
    "malformed": "the address cannot be read; ask the source for the full address, beginning with https://",
    "unsupported_platform": "the address is not on a platform that Writ can address; hand the finding to who can",
    "not_content": "the address names no single content item; ask the source for the address of the item itself",
    "needs_network": "a short address hides the content item; ask the source for the address it leads to",
}


def explain(rule: str, row: Facts) -> Reason:
    """Say why a row breaks a rule and what would mend it."""
    return Reason(RULES_BY_NAME[rule].field, rule, _DETAILS[rule](row))


def _explain_ground(row: Facts) -> str:
    if not row["ground"]:
        return "the ground is missing; ask the source to write it"
    if row["ground_id"] is None:
        return "the layout of the source does not name a ground written so; add it there, or have the source correct it"
    return f"the layout of the source leads to {row['ground_id']!r}, which the pack does not have; correct the layout"


def _explain_length(length: int, most: int) -> str:
    return f"{length} characters, allowed are {most}; ask the source to shorten it"


_DETAILS: Final[Mapping[str, Callable[[Facts], str]]] = {
    "finding_repeated": lambda row: f"row {row['same_as_row']} says the same; nothing is lost, nothing needs doing",
    "finding_ref_present": lambda _: "the reference is missing; ask the source to give each finding its own",
    "finding_ref_not_too_long": lambda row: _explain_length(row["finding_ref_length"], MAX_REFERENCE_LENGTH),
    "finding_ref_conflict": lambda row: (
        f"row {row['taken_by_row']} has this reference with other content; ask the source which of them holds"
    ),
    "detected_at_readable": lambda row: TIME_REMEDIES[row["time_problem"]],
    "url_present": lambda _: "the address is missing; ask the source to write it",
    "url_not_too_long": lambda row: _explain_length(row["url_length"], MAX_URL_LENGTH),
    "url_identified": lambda row: f"{row['url_problem']}: {URL_REMEDIES[row['url_problem']]}",
    "ground_known": _explain_ground,
    "language_known": lambda _: "the language is not one of those allowed; ask the source to write its two-letter code",
    "excerpt_present": lambda _: "the excerpt is missing; ask the source to quote the passage at issue",
    "excerpt_not_too_long": lambda row: _explain_length(row["excerpt_length"], MAX_EXCERPT_LENGTH),
    "capture_sha256_readable": lambda _: "not 64 hexadecimal digits; ask the source for the SHA-256 or an empty cell",
}
