"""The chain as the database has it: its events in order, one at an instant, and whether a part of it holds."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.writ.ledger.chain import GENESIS, Break, Entry, Event, Fault, first_break
from include.writ.storage.models import LedgerRow


def newest(session: Session) -> int:
    """The position of the last event; 0 before the first."""
    return session.scalar(select(LedgerRow.seq).order_by(LedgerRow.seq.desc()).limit(1)) or 0


def first_since(session: Session, instant: datetime) -> int:
    """The position of the first event that was at `instant` or later; one behind the last if there is none.

    Found by halving, some twenty looks in a million events: positions go with time, but for what clocks differ.
    """

    def at(seq: int) -> datetime:
        found = select(LedgerRow.at).where(LedgerRow.seq >= seq).order_by(LedgerRow.seq).limit(1)
        return session.scalars(found).one()

    return 1 + bisect_left(range(1, newest(session) + 1), instant, key=at)


def entries(session: Session, first: int = 1, until: int | None = None) -> Iterator[Entry]:
    """What stands at the positions from `first` to `until`, both included; to the end without it."""
    statement = select(LedgerRow).where(LedgerRow.seq >= first).order_by(LedgerRow.seq)
    if until is not None:
        statement = statement.where(LedgerRow.seq <= until)
    with session.scalars(statement.execution_options(yield_per=5000)) as rows:
        for row in rows:
            yield Entry(row.seq, row.at, Event(row.event, row.subject, row.actor, row.data), row.previous, row.hash)


def break_between(session: Session, first: int, until: int) -> Break | None:
    """Where the chain does not hold from `first` to `until`, both included, or between them and the event before."""
    before = GENESIS
    if first > 1:
        stored = session.scalar(select(LedgerRow.hash).where(LedgerRow.seq == first - 1))
        if stored is None:
            return Break(first - 1, Fault.MISSING)
        before = stored
    there = list(entries(session, first, until))
    found = first_break(there, seq=first, previous=before)
    if found is None and len(there) < until - first + 1:
        return Break(first + len(there), Fault.MISSING)
    return found
