"""Brings one row to canonical form, noting what could not be read instead of refusing.

Nothing is judged here: the rules that refuse are expectations of the suite, and read the problems noted here. The
excerpt is kept to the letter, since it is what a court will compare with the capture.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import rfc8785

from include.writ.domain.content import ContentRef
from include.writ.validation.inputs import Identify, ReadRow

# Monitoring of this kind did not exist before; a later year is a typing error. A time in the near future is let pass,
# since there is no clock here.
FIRST_YEAR = 2000
LAST_YEAR = 2100
# Longer than any address of a content item, with what trackers append; a longer one is not given to the grammars.
MAX_URL_LENGTH = 4096


@dataclass(frozen=True, slots=True)
class Candidate:
    """One row in canonical form. A `…_problem` is a code that the matching rule explains; None means none."""

    row_number: int
    raw: Mapping[str, str]
    finding_ref: str
    detected_at: datetime | None
    detected_at_problem: str | None
    url: str
    ref: ContentRef | None
    url_problem: str | None
    written_ground: str
    ground: str | None
    language: str
    excerpt: str
    capture_sha256: str
    row_sha256: str


def read_candidate(row: ReadRow, grounds: Mapping[str, str], identify: Identify) -> Candidate:
    """Read a row; `grounds` says which ground the source means by what it writes."""
    fields = {name: text if name == "excerpt" else text.strip() for name, text in row.fields.items()}
    written = unicodedata.normalize("NFC", fields["ground"])
    ground = grounds.get(written)
    detected_at = _read_time(fields["detected_at"])
    is_url_usable = 0 < len(fields["url"]) <= MAX_URL_LENGTH
    ref = identify(fields["url"]) if is_url_usable else None
    capture_sha256 = fields["capture_sha256"].lower()
    canonical = fields | {
        "detected_at": fields["detected_at"] if isinstance(detected_at, str) else detected_at.isoformat(),
        "ground": ground if ground is not None else written,
        "capture_sha256": capture_sha256,
    }
    return Candidate(
        row_number=row.row_number,
        raw=row.fields,
        finding_ref=fields["finding_ref"],
        detected_at=None if isinstance(detected_at, str) else detected_at,
        detected_at_problem=detected_at if isinstance(detected_at, str) else None,
        url=fields["url"],
        ref=ref if isinstance(ref, ContentRef) else None,
        url_problem=None if ref is None or isinstance(ref, ContentRef) else str(ref.error),
        written_ground=written,
        ground=ground,
        language=fields["language"],
        excerpt=fields["excerpt"],
        capture_sha256=capture_sha256,
        row_sha256=hashlib.sha256(rfc8785.dumps(canonical)).hexdigest(),
    )


def _read_time(text: str) -> datetime | str:
    """Return the time in UTC, or the code of its problem."""
    if not text:
        return "missing"
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return "not_iso"
    if time.utcoffset() is None:
        return "no_offset"
    if not FIRST_YEAR <= time.year <= LAST_YEAR:
        return "year_out_of_range"
    return time.astimezone(UTC)
