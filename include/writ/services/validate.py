"""Decode and check one batch: accept or quarantine row by row, or refuse the file. The raw bytes stay as they came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Text, any_, insert, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from include.writ.domain.ids import fingerprint, stable_id
from include.writ.domain.states import BatchState
from include.writ.errors import ContractBroken
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.services.pull import RawStore
from include.writ.storage.models import BatchRow, FindingRow, QuarantinedRow, SourceRow
from include.writ.validation.outcome import AcceptedRow, Reason, ValidationOutcome
from include.writ.validation.outcome import QuarantinedRow as Refused


class Check(Protocol):
    """Reads and validates an export; raises `ContractBroken` when the whole file must be refused."""

    def __call__(self, data: bytes, layout: dict[str, Any], source: str, day: date, docs: str) -> ValidationOutcome:
        """What became of each row of `data`. `docs` names the folder, below the data folder, for the Data Docs."""


@dataclass(frozen=True, slots=True)
class Validated:
    """Counts of one batch; `refusal` says why the whole file was refused."""

    state: str
    accepted: int
    quarantined: int
    duplicates: int
    refusal: str | None


def run(session: Session, *, batch_id: UUID, raw_store: RawStore, check: Check, now: datetime) -> Validated:
    """Validate a stored batch. One that was validated or refused before is left as it is."""
    batch = session.get_one(BatchRow, batch_id, with_for_update=True)
    if batch.state != BatchState.STORED or batch.blob is None:
        return _summary(batch)
    layout = session.get_one(SourceRow, batch.source).layout
    docs = f"data_docs/{batch.source}/{batch.day}-v{batch.version}"
    data = raw_store.get(batch.blob)
    batch.layout_sha256 = fingerprint(layout)
    try:
        outcome = check(data, layout, batch.source, batch.day, docs)
    except ContractBroken as broken:
        batch.state, batch.refusal, batch.validated_at = BatchState.REFUSED, str(broken), now
        append(session, now, [_event(batch)])
        return _summary(batch)
    new, known, conflicts = _against_earlier(session, batch.source, outcome.accepted)
    refused = [*outcome.quarantined, *conflicts]
    _store(session, batch, new, refused, now)
    batch.state, batch.validated_at = BatchState.VALIDATED, now
    batch.accepted, batch.quarantined = len(new), len(refused)
    batch.duplicates = len(outcome.duplicates) + known
    batch.row_count = batch.accepted + batch.quarantined + batch.duplicates
    batch.docs = f"{docs}/index.html"
    append(session, now, [_event(batch)])
    return _summary(batch)


def _against_earlier(
    session: Session, source: str, rows: Sequence[AcceptedRow]
) -> tuple[list[AcceptedRow], int, list[Refused]]:
    """Split rows into new ones, repeats of earlier batches, and those that say something else under a known ref."""
    refs = literal([row.finding_ref for row in rows], ARRAY(Text))
    earlier = select(FindingRow.finding_ref, FindingRow.row_sha256).where(
        FindingRow.source == source, FindingRow.finding_ref == any_(refs)
    )
    known: dict[str, str] = {ref: sha256 for ref, sha256 in session.execute(earlier)}
    new = [row for row in rows if row.finding_ref not in known]
    conflicts = [row for row in rows if known.get(row.finding_ref, row.row_sha256) != row.row_sha256]
    return new, len(rows) - len(new) - len(conflicts), [_conflict(row) for row in conflicts]


def _conflict(row: AcceptedRow) -> Refused:
    detail = "an earlier export has other content under this reference; give the corrected finding a new reference"
    raw = {name: str(getattr(row, name) or "") for name in ("finding_ref", "url", "ground", "language", "excerpt")}
    raw |= {"detected_at": row.detected_at.isoformat(), "capture_sha256": row.capture_sha256 or ""}
    return Refused(row.row_number, raw, (Reason("finding_ref", "finding_ref_conflict", detail),))


def _store(
    session: Session, batch: BatchRow, accepted: Sequence[AcceptedRow], refused: Sequence[Refused], now: datetime
) -> None:
    findings = [_finding_values(batch, row, now) for row in accepted]
    quarantined = [_quarantined_values(batch, row, now) for row in refused]
    if findings:
        session.execute(insert(FindingRow), findings)
    if quarantined:
        session.execute(insert(QuarantinedRow), quarantined)


def _finding_values(batch: BatchRow, row: AcceptedRow, now: datetime) -> dict[str, Any]:
    return {
        "id": stable_id("finding", batch.source, row.finding_ref),
        "batch_id": batch.id,
        "row_number": row.row_number,
        "source": batch.source,
        "day": batch.day,
        "finding_ref": row.finding_ref,
        "detected_at": row.detected_at,
        "url": row.url,
        "platform": row.ref.platform,
        "kind": row.ref.kind,
        "content_id": row.ref.content_id,
        "canonical_url": row.ref.canonical_url,
        "ground": row.ground,
        "language": row.language,
        "excerpt": row.excerpt,
        "capture_sha256": row.capture_sha256,
        "row_sha256": row.row_sha256,
        "accepted_at": now,
    }


def _quarantined_values(batch: BatchRow, row: Refused, now: datetime) -> dict[str, Any]:
    return {
        "id": stable_id("quarantined", batch.id, row.row_number),
        "batch_id": batch.id,
        "row_number": row.row_number,
        "raw": row.raw,
        "reasons": [{"field": r.field, "rule": r.rule, "detail": r.detail} for r in row.reasons],
        "quarantined_at": now,
    }


def _event(batch: BatchRow) -> Event:
    facts = {
        "sha256": batch.sha256,
        "rows": batch.row_count,
        "accepted": batch.accepted,
        "quarantined": batch.quarantined,
        "duplicates": batch.duplicates,
    }
    return Event(f"batch.{batch.state}", f"batch:{batch.id}", "validate_findings", facts)


def _summary(batch: BatchRow) -> Validated:
    return Validated(batch.state, batch.accepted or 0, batch.quarantined or 0, batch.duplicates or 0, batch.refusal)
