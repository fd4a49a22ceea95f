"""The rules a row must keep, what each means, and what would mend a row that breaks it.

A detail never repeats what the row says: the row itself is kept beside it, under the access that a row has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from include.writ.validation.candidate import FIRST_YEAR, LAST_YEAR, MAX_URL_LENGTH, Candidate
from include.writ.validation.outcome import Reason

MAX_REFERENCE_LENGTH: Final = 200
# A finding quotes the passage at issue; whole posts belong into the capture.
MAX_EXCERPT_LENGTH: Final = 5000

_TIME_REMEDIES: Final = {
    "missing": "the time is missing; ask the source to write it",
    "not_iso": "the time is not ISO 8601; ask the source to write it like 2026-11-22T09:30:00+05:00",
    "no_offset": "the time has no offset from UTC, so it is not one moment; ask the source to add +05:00 or Z",
    "year_out_of_range": f"the year is not within {FIRST_YEAR}-{LAST_YEAR}; ask the source to correct the time",
}
_URL_REMEDIES: Final = {
    "malformed": "the address cannot be read; ask the source for the full address, beginning with https://",
    "unsupported_platform": "the address is not on a platform that Writ can address; hand the finding to who can",
    "not_content": "the address names no single content item; ask the source for the address of the item itself",
    "needs_network": "a short address hides the content item; ask the source for the address it leads to",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule by name, the field it is about, and its meaning in words for the Data Docs."""

    name: str
    field: str
    meaning: str


RULES: Final = (
    Rule("row_quoted", "row", "the quotation marks of the row can be read"),
    Rule("row_complete", "row", "the row has as many cells as the header"),
    Rule("cell_not_too_large", "row", "no cell of the row is too large"),
    Rule("cell_readable", "row", "no cell has control characters or characters that reorder text"),
    Rule("finding_ref_present", "finding_ref", "the finding has a reference"),
    Rule("finding_ref_not_too_long", "finding_ref", f"the reference has at most {MAX_REFERENCE_LENGTH} characters"),
    Rule("finding_ref_conflict", "finding_ref", "no earlier row has the same reference with other content"),
    Rule("detected_at_readable", "detected_at", "the time of detection is one moment, written with its offset"),
    Rule("url_present", "url", "the finding has an address"),
    Rule("url_not_too_long", "url", f"the address has at most {MAX_URL_LENGTH} characters"),
    Rule("url_identified", "url", "the address names exactly one content item on a platform"),
    Rule("ground_known", "ground", "the ground is one of the pack's"),
    Rule("language_known", "language", "the language is one of those allowed"),
    Rule("excerpt_present", "excerpt", "the finding quotes the passage at issue"),
    Rule("excerpt_not_too_long", "excerpt", f"the quoted passage has at most {MAX_EXCERPT_LENGTH} characters"),
    Rule("capture_sha256_readable", "capture_sha256", "the hash of the capture is empty or a SHA-256 in hexadecimal"),
)
RULES_BY_NAME: Final[Mapping[str, Rule]] = {rule.name: rule for rule in RULES}
ROW_RULES: Final = tuple(rule.name for rule in RULES if rule.field == "row")


def _explain_ground(candidate: Candidate) -> str:
    if not candidate.written_ground:
        return "the ground is missing; ask the source to write it"
    if candidate.ground is None:
        return "the layout of the source does not name a ground written so; add it there, or have the source correct it"
    return f"the layout of the source leads to {candidate.ground!r}, which the pack does not have; correct the layout"


def _explain_length(text: str, most: int) -> str:
    return f"{len(text)} characters, allowed are {most}; ask the source to shorten it"


_DETAILS: Final[Mapping[str, Callable[[Candidate], str]]] = {
    "finding_ref_present": lambda _: "the reference is missing; ask the source to give each finding its own",
    "finding_ref_not_too_long": lambda row: _explain_length(row.finding_ref, MAX_REFERENCE_LENGTH),
    "detected_at_readable": lambda row: _TIME_REMEDIES[str(row.detected_at_problem)],
    "url_present": lambda _: "the address is missing; ask the source to write it",
    "url_not_too_long": lambda row: _explain_length(row.url, MAX_URL_LENGTH),
    "url_identified": lambda row: f"{row.url_problem}: {_URL_REMEDIES[str(row.url_problem)]}",
    "ground_known": _explain_ground,
    "language_known": lambda _: "the language is not one of those allowed; ask the source to write its two-letter code",
    "excerpt_present": lambda _: "the excerpt is missing; ask the source to quote the passage at issue",
    "excerpt_not_too_long": lambda row: _explain_length(row.excerpt, MAX_EXCERPT_LENGTH),
    "capture_sha256_readable": lambda _: "not 64 hexadecimal digits; ask the source for the SHA-256 or an empty cell",
}


def explain(rule: str, candidate: Candidate, conflicts_with: int | None) -> Reason:
    """Say why a row breaks a rule and what would mend it; `conflicts_with` is the row that has its reference."""
    if rule == "finding_ref_conflict":
        detail = f"row {conflicts_with} has this reference with other content; ask the source which of them holds"
    else:
        detail = _DETAILS[rule](candidate)
    return Reason(RULES_BY_NAME[rule].field, rule, detail)
