"""Draw up the day's books: match every order, count every cohort, record what does not agree and what has changed.

The books of a day use facts from before the midnight that ends it, so drawing them up again gives the same figures.
What follows from a book is in `consequences` and `escalate`; no notice leaves by it, for each waits for a releaser.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, or_, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from include.writ.domain.balance import Cohort
from include.writ.domain.reckoning import Mismatch
from include.writ.domain.redress import ReviewCause
from include.writ.domain.states import ReviewState
from include.writ.packs.model import Escalation
from include.writ.services import consequences, escalate, order_balance
from include.writ.services.cohorts import CohortKey, count_cohorts
from include.writ.services.reckoning import mismatch_classes, reckon
from include.writ.services.take_in import LOCK
from include.writ.storage.conditions import counts_by
from include.writ.storage.models import DecisionRow, DiscrepancyRow, OrderRow, ReconciliationRow, ReviewRow

WINDOW = timedelta(days=31)

_STANDINGS = text("""
    SELECT opened_day, platform, standing, count(*) AS number FROM pg_temp.reckoned
    WHERE is_sent AND opened_day >= :first GROUP BY opened_day, platform, standing
""")
_MISMATCHES = text("""
    INSERT INTO writ.discrepancies (book_day, order_id, kind, since, owner)
    SELECT :book_day, id, order_class, since, owner FROM pg_temp.reckoned WHERE order_class = ANY (:classes)
""")


@dataclass(frozen=True, slots=True)
class Book:
    """What one book says: cohorts, equations that did not hold, mismatches and changes by kind, and what followed.

    `opening`, `closing`: open orders at its beginning and end.
    """

    cohorts: int
    gaps: dict[str, dict[str, int]]
    opening: int
    closing: int
    changes: dict[str, int]
    discrepancies: dict[str, int]
    closed: int
    restored: int
    reappeared: int
    reminders: int
    to_people: int


def run(session: Session, *, book_day: date, cutoff: datetime, ladder: Escalation, now: datetime) -> Book:
    """Write the book of `book_day`. `cutoff`: the UTC instant of the local midnight that ends it."""
    session.connection(execution_options={"isolation_level": "REPEATABLE READ"})  # one picture for all figures
    session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    first = book_day - WINDOW
    session.flush()
    reckon(session, book_day=book_day, first=first, cutoff=cutoff)
    last = book_day - timedelta(days=1)
    cohorts = count_cohorts(session, first=first, last=last, cutoff=cutoff, standings=_standings(session, first))
    _store_cohorts(session, book_day, cutoff, cohorts)
    balance = order_balance.store(session, book_day)
    changes = order_balance.store_changes(session, book_day)
    kinds = _store_mismatches(session, book_day, cutoff)
    followed = consequences.follow(session, book_day, now)
    escalated = escalate.run(session, book_day=book_day, cutoff=cutoff, ladder=ladder, now=now)
    gaps = {f"{day} {platform}": c.gaps() for (day, platform), c in cohorts.items() if c.gaps()} | balance.gaps
    counts = asdict(followed) | asdict(escalated)
    return Book(len(cohorts), gaps, balance.opening, balance.closing, changes, discrepancies=kinds, **counts)


def _standings(session: Session, first: date) -> Iterator[tuple[CohortKey, str, int]]:
    for row in session.execute(_STANDINGS, {"first": first}):
        yield (row.opened_day, row.platform), row.standing, row.number


def _store_cohorts(session: Session, book_day: date, cutoff: datetime, cohorts: Mapping[CohortKey, Cohort]) -> None:
    rows: list[dict[str, Any]] = [
        {
            "book_day": book_day,
            "cohort_day": day,
            "platform": platform,
            "cutoff_at": cutoff,
            "counts": asdict(cohort),
            "gaps": cohort.gaps(),
        }
        for (day, platform), cohort in cohorts.items()
    ]
    session.execute(delete(ReconciliationRow).where(ReconciliationRow.book_day == book_day))
    if rows:
        session.execute(insert(ReconciliationRow), rows)


def _store_mismatches(session: Session, book_day: date, cutoff: datetime) -> dict[str, int]:
    of_book = DiscrepancyRow.book_day == book_day
    session.execute(delete(DiscrepancyRow).where(of_book))
    session.execute(_MISMATCHES, {"book_day": book_day, "classes": mismatch_classes()})
    unreviewed = [{"book_day": book_day, **one} for one in _unreviewed(session, cutoff)]
    if unreviewed:
        session.execute(insert(DiscrepancyRow), unreviewed)
    found = counts_by(session, DiscrepancyRow.kind, of_book)
    return {str(kind): found[kind] for kind in Mismatch if kind in found}


def _unreviewed(session: Session, cutoff: datetime) -> Iterator[dict[str, Any]]:
    """Orders that nobody has looked at again though their day is over."""
    over = ReviewRow.cause == ReviewCause.DAY, ReviewRow.opened_at < cutoff
    open_then = or_(ReviewRow.state == ReviewState.DUE, ReviewRow.reviewed_at >= cutoff)
    rows = session.execute(
        select(ReviewRow.order_id, func.min(ReviewRow.opened_at), DecisionRow.drafted_by)
        .join(OrderRow, OrderRow.id == ReviewRow.order_id)
        .join(DecisionRow, DecisionRow.id == OrderRow.decision_id)
        .where(*over, open_then)
        .group_by(ReviewRow.order_id, DecisionRow.drafted_by)
    )
    for order_id, since, owner in rows:
        yield {"order_id": order_id, "kind": Mismatch.REVIEW_OVERDUE, "since": since, "owner": owner}
