"""Appending events in the transaction of the transition they record: both are kept, or neither."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import TableValuedAlias, column, func, insert, literal, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from include.writ.ledger.chain import GENESIS, Event, first_break, link
from include.writ.ledger.stored import entries
from include.writ.storage.models import LedgerRow

LOCK = 0x57524954
CHAINED = ("seq", "event", "subject", "actor", "data", "previous", "hash")


def append(session: Session, at: datetime, events: Sequence[Event]) -> None:
    """Append `events` in order. Waits for any other writer: the chain has one end."""
    if not events:
        return
    session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    last = session.execute(select(LedgerRow.seq, LedgerRow.hash).order_by(LedgerRow.seq.desc()).limit(1)).first()
    seq, previous = (last.seq, last.hash) if last else (0, GENESIS)
    rows = []
    for event in events:
        entry = link(seq + 1, at, event, previous)
        values = entry.seq, event.event, event.subject, event.actor, dict(event.data), previous, entry.hash
        rows.append(dict(zip(CHAINED, values, strict=True)))
        seq, previous = entry.seq, entry.hash
    session.execute(insert(LedgerRow).from_select(["at", *CHAINED], select(literal(at), _as_table(rows))))


def _as_table(rows: list[dict[str, Any]]) -> TableValuedAlias:
    """One parameter for all, in which what an event says is not quoted a second time."""
    columns = [column(name, LedgerRow.__table__.c[name].type) for name in CHAINED]
    table = func.jsonb_to_recordset(literal(rows, JSONB)).table_valued(*columns, name="new")
    return table.render_derived(with_types=True)


def broken_at(session: Session) -> int | None:
    """Check the whole chain as stored; the first broken `seq`, or None."""
    found = first_break(entries(session))
    return found.seq if found else None
