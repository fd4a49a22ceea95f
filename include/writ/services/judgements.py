"""Keeps what a validation said: refused rows whole with their reasons, and the count of each rule."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from include.writ.domain.ids import stable_id
from include.writ.storage.models import BatchCheckRow, BatchRow
from include.writ.validation.outcome import Checked, QuarantinedRow

_QUARANTINE = text("""
    INSERT INTO writ.quarantined_rows
    SELECT * FROM jsonb_populate_recordset(NULL::writ.quarantined_rows, CAST(:rows AS jsonb))
    ON CONFLICT DO NOTHING
""")


def store_quarantined(session: Session, batch: BatchRow, refused: Sequence[QuarantinedRow], now: datetime) -> None:
    """Keep refused rows; one that is kept already stays as it is."""
    rows = [
        {
            "id": str(stable_id("quarantined", batch.id, row.row_number)),
            "batch_id": str(batch.id),
            "row_number": row.row_number,
            "raw": row.raw,
            "reasons": [{"field": r.field, "rule": r.rule, "detail": r.detail} for r in row.reasons],
            "quarantined_at": now.isoformat(),
        }
        for row in refused
    ]
    if rows:
        session.execute(_QUARANTINE, {"rows": json.dumps(rows, ensure_ascii=False)})


def store_checks(session: Session, batch: BatchRow, checked: Checked) -> None:
    """Keep what each rule said of a batch, so that a trend can be drawn."""
    rows = [
        {
            "batch_id": batch.id,
            "rule": result.rule,
            "scope": result.scope,
            "is_met": result.is_met,
            "checked": result.checked,
            "broken": result.broken,
            "observed": result.observed,
        }
        for result in checked.results
    ]
    session.execute(insert(BatchCheckRow).on_conflict_do_nothing(), rows)
