"""What Great Expectations gets to see: row numbers, lengths, codes and problems; no text, address or reference.

A cell that is null is not checked, so a row that could not be taken apart has nothing but its `row_problem`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from include.writ.validation.candidate import Candidate
from include.writ.validation.inputs import UnreadableRow

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS: Mapping[str, str] = {
    "row_number": "int64",
    "row_problem": "object",
    "finding_ref_length": "Int64",
    "finding_ref_taken_by_row": "Int64",
    "detected_at_problem": "object",
    "url_length": "Int64",
    "url_problem": "object",
    "ground": "object",
    "language": "object",
    "excerpt_length": "Int64",
    "capture_sha256": "object",
}


def build_frame(
    candidates: Sequence[Candidate], broken: Sequence[UnreadableRow], conflicts: Mapping[int, int]
) -> pd.DataFrame:
    """Make the frame to be checked, one line for each row that is not a duplicate."""
    import pandas as pd

    lines = [_describe(candidate, conflicts.get(candidate.row_number)) for candidate in candidates]
    lines += [{"row_number": row.row_number, "row_problem": row.rule} for row in broken]
    lines.sort(key=lambda line: int(str(line["row_number"])))
    return pd.DataFrame(
        {name: pd.Series([line.get(name) for line in lines], dtype=dtype) for name, dtype in _COLUMNS.items()}
    )


def _describe(candidate: Candidate, conflicts_with: int | None) -> dict[str, str | int | None]:
    return {
        "row_number": candidate.row_number,
        "row_problem": "",
        "finding_ref_length": len(candidate.finding_ref),
        "finding_ref_taken_by_row": conflicts_with,
        "detected_at_problem": candidate.detected_at_problem,
        "url_length": len(candidate.url),
        "url_problem": candidate.url_problem,
        "ground": candidate.ground or "",
        "language": candidate.language,
        "excerpt_length": len(candidate.excerpt) if candidate.excerpt.strip() else 0,
        "capture_sha256": candidate.capture_sha256,
    }
