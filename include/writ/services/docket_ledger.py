"""Reading the ledger: the newest events, those of some subjects, and whether a part of the chain holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.writ.ledger.chain import Fault
from include.writ.ledger.stored import break_between, first_since, newest
from include.writ.services.docket_records import CaseRecord, OrderRecord
from include.writ.services.records import record_of
from include.writ.storage.models import LedgerRow

AT_ONCE = 25_000  # events that one request verifies: about a second


@dataclass(frozen=True, slots=True)
class EventRecord:
    """One event as it stands in the chain; `subject` is `kind:id`, `hash` covers all of it and `previous`."""

    seq: int
    at: datetime
    event: str
    subject: str
    actor: str
    data: dict[str, Any]
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class EventPage:
    """Events, the newest first; `next` is what to ask before for more, None at the end."""

    events: list[EventRecord]
    next: int | None


@dataclass(frozen=True, slots=True)
class Span:
    """Positions of the chain from `first` to `until`, both included; none where `until` is before `first`."""

    first: int
    until: int


@dataclass(frozen=True, slots=True)
class Verified:
    """Whether the chain holds from `first` to `last`, which were recomputed now; `newest` is where the chain ends.

    `broken_at` and `fault` name the first event that does not hold. `next` is where the rest of what was asked begins,
    which goes to `until`; None when all of it was verified, or nothing behind a break can be.
    """

    first: int
    last: int
    until: int
    newest: int
    broken_at: int | None
    fault: Fault | None
    next: int | None


def list_events(session: Session, *, subjects: Sequence[str], before: int | None, limit: int) -> EventPage:
    """Those before the position `before`, of `subjects` alone where any are named."""
    statement = select(LedgerRow).order_by(LedgerRow.seq.desc()).limit(limit + 1)
    if subjects:
        statement = statement.where(LedgerRow.subject.in_(subjects))
    if before is not None:
        statement = statement.where(LedgerRow.seq < before)
    rows = session.scalars(statement).all()
    events = [record_of(EventRecord, row) for row in rows[:limit]]
    return EventPage(events, events[-1].seq if len(rows) > limit else None)


def subjects_of(case: CaseRecord) -> list[str]:
    """Under which subjects the ledger has the case, its drafts, its order and all that belongs to that."""
    of_order = _of_order(case.order) if case.order else ()
    drafts = (f"decision:{draft.id}" for draft in case.decisions if draft.drafted_by)
    answers = (f"response:{answer.matched_from}" for answer in case.responses if answer.matched_from)
    return list(dict.fromkeys([f"case:{case.id}", *of_order, *drafts, *answers]))


def _of_order(order: OrderRecord) -> Iterator[str]:
    yield f"order:{order.id}"
    for notice in order.notices:
        if notice.notice_id:
            yield f"notice:{notice.notice_id}"
        if notice.release_id:
            yield f"release:{notice.release_id}"
    yield from (f"appeal:{appeal.id}" for appeal in order.appeals)
    yield from (f"review:{review.id}" for review in order.reviews)


def last_events(session: Session, number: int) -> Span:
    """The newest `number` events."""
    end = newest(session)
    return Span(max(1, end - number + 1), end)


def events_between(session: Session, start: datetime, end: datetime) -> Span:
    """Those from `start` on and before `end`."""
    return Span(first_since(session, start), first_since(session, end) - 1)


def verify(session: Session, span: Span) -> Verified:
    """Recompute the hashes of `span`, at most 25,000 of them from its beginning."""
    end = newest(session)
    until = min(span.until, end)
    last = min(until, span.first + AT_ONCE - 1)
    found = break_between(session, span.first, last) if last >= span.first else None
    onward = last + 1 if found is None and last < until else None
    broken_at, fault = (found.seq, found.fault) if found else (None, None)
    return Verified(span.first, last, until, end, broken_at, fault, onward)
