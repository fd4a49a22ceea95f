"""Validates one export row by row: every record ends accepted, quarantined with its reasons, or as a duplicate.

Deciding is left to the suite; this only prepares the rows and sorts them by its answer. A row that the suite lets pass
but that lacks what a finding needs stops the batch: then the suite is wrong, and nothing may be accepted by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from include.writ.errors import WritError
from include.writ.validation.candidate import Candidate, read_candidate
from include.writ.validation.check import check_rows
from include.writ.validation.frame import build_frame
from include.writ.validation.inputs import DocsTarget, Identify, ReadTable, UnreadableRow
from include.writ.validation.outcome import AcceptedRow, QuarantinedRow, Reason, ValidationOutcome
from include.writ.validation.repeats import Repeats, sort_out_repeats
from include.writ.validation.rules import explain

LANGUAGES: Final = frozenset({"kk", "ru"})


def validate(
    table: ReadTable,
    *,
    layout_grounds: Mapping[str, str],
    pack_grounds: frozenset[str],
    identify: Identify,
    docs: DocsTarget | None,
    languages: frozenset[str] = LANGUAGES,
) -> ValidationOutcome:
    """Sort the rows of an export; raises WritError when the checks themselves could not be made."""
    repeats = sort_out_repeats([read_candidate(row, layout_grounds, identify) for row in table.rows])
    frame = build_frame(repeats.distinct, table.broken, repeats.conflicts)
    broken_rules = check_rows(frame, pack_grounds, languages, docs)
    accepted = [_accept(row) for row in repeats.distinct if row.row_number not in broken_rules]
    quarantined = _quarantine_readable(repeats, broken_rules) + [
        _quarantine_unreadable(row, broken_rules) for row in table.broken
    ]
    return ValidationOutcome(
        accepted=accepted,
        quarantined=sorted(quarantined, key=lambda row: row.row_number),
        duplicates=repeats.duplicates,
        docs_path=None if docs is None else docs.path / "index.html",
    )


def _quarantine_readable(repeats: Repeats, broken_rules: Mapping[int, list[str]]) -> list[QuarantinedRow]:
    return [
        QuarantinedRow(
            row.row_number,
            dict(row.raw),
            tuple(explain(rule, row, repeats.conflicts.get(row.row_number)) for rule in broken_rules[row.row_number]),
        )
        for row in repeats.distinct
        if row.row_number in broken_rules
    ]


def _quarantine_unreadable(row: UnreadableRow, broken_rules: Mapping[int, list[str]]) -> QuarantinedRow:
    if broken_rules.get(row.row_number) != [row.rule]:
        raise WritError(f"the suite does not know the rule {row.rule}; no row of this export was accepted")
    return QuarantinedRow(row.row_number, {"text": row.text}, (Reason("row", row.rule, row.detail),))


def _accept(row: Candidate) -> AcceptedRow:
    if row.detected_at is None or row.ref is None or row.ground is None:
        raise WritError(f"row {row.row_number} passed the suite without what a finding needs; nothing was accepted")
    return AcceptedRow(
        row_number=row.row_number,
        finding_ref=row.finding_ref,
        detected_at=row.detected_at,
        ref=row.ref,
        url=row.url,
        ground=row.ground,
        language=row.language,
        excerpt=row.excerpt,
        capture_sha256=row.capture_sha256 or None,
        row_sha256=row.row_sha256,
    )
