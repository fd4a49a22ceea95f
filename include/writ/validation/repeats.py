"""Tells apart the rows of one export that bear the same finding reference.

A row that repeats an earlier one to the field is a duplicate. A row that gives an earlier reference another content is
a conflict: the first keeps the reference and the later ones are quarantined, as nothing here can tell which is right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from include.writ.validation.candidate import Candidate
from include.writ.validation.outcome import DuplicateRow


@dataclass(frozen=True, slots=True)
class Repeats:
    """Rows to be checked, in order; the duplicates, which need no check; and who took a reference before whom."""

    distinct: list[Candidate]
    duplicates: list[DuplicateRow]
    conflicts: dict[int, int]


def sort_out_repeats(candidates: Sequence[Candidate]) -> Repeats:
    """Split rows by reference and content; rows without a reference are never repeats of each other."""
    result = Repeats([], [], {})
    first_by_content: dict[tuple[str, str], int] = {}
    first_by_reference: dict[str, int] = {}
    for candidate in candidates:
        reference, number = candidate.finding_ref, candidate.row_number
        if not reference:
            result.distinct.append(candidate)
            continue
        first_same = first_by_content.setdefault((reference, candidate.row_sha256), number)
        if first_same != number:
            result.duplicates.append(DuplicateRow(number, reference, first_same))
            continue
        first_other = first_by_reference.setdefault(reference, number)
        if first_other != number:
            result.conflicts[number] = first_other
        result.distinct.append(candidate)
    return result
