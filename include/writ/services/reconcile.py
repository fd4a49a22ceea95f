"""Draw up the day's books: match every sent order, count every cohort, record what does not agree, open reappearances.

The books of a day use facts from before the midnight that ends it, so drawing them up again gives the same figures.
Three consequences follow from them: an order that a probe saw obeyed is `effected` and its case closed; content that is
there again after that gets a further case, as a draft for people; a reversed order whose content a probe saw back is
`restored`. No notice follows from a book by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from include.writ.domain.balance import Cohort, DiscrepancyKind
from include.writ.domain.delivery import Outcome
from include.writ.domain.redress import ReviewCause, Stop, due_at
from include.writ.domain.states import CaseState, OrderState, ReviewState
from include.writ.domain.verdict import Verdict
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.services.cohorts import CohortKey, count_cohorts
from include.writ.services.orders import ENDED
from include.writ.services.reopen import reopen_for_later_findings, reopen_for_sighting
from include.writ.services.standing import Reckoning, Reversed, Sighting, Statement, reckon
from include.writ.services.take_in import LOCK
from include.writ.storage.conditions import any_of
from include.writ.storage.models import (
    CaseRow,
    ClockStopRow,
    DecisionRow,
    DiscrepancyRow,
    OrderRow,
    ProbeRow,
    ReconciliationRow,
    ResponseRow,
    ReversalRow,
    ReviewRow,
)

WINDOW = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Book:
    """What one book says: cohorts, equations that did not hold, discrepancies by kind, and what followed."""

    cohorts: int
    gaps: dict[str, dict[str, int]]
    discrepancies: dict[str, int]
    closed: int
    restored: int
    reappeared: int


def run(session: Session, *, book_day: date, cutoff: datetime, now: datetime) -> Book:
    """Write the book of `book_day`. `cutoff`: the UTC instant of the local midnight that ends it."""
    session.connection(execution_options={"isolation_level": "REPEATABLE READ"})  # one picture for all figures
    session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    first = book_day - WINDOW
    orders = _sent_orders(session, first, cutoff)
    reckonings = _reckon_all(session, [order for order, _, _ in orders], cutoff)
    standings = [(key, str(reckonings[order.id].standing)) for order, key, _ in orders if key[0] >= first]
    last = book_day - timedelta(days=1)
    cohorts = count_cohorts(session, first=first, last=last, cutoff=cutoff, standings=standings)
    _store_cohorts(session, book_day, cutoff, cohorts)
    owners = {order.id: owner for order, _, owner in orders}
    kinds = _store_discrepancies(session, book_day, [*_found(reckonings, owners), *_unreviewed(session, cutoff)])
    closed = sum(_close(session, order, reckonings[order.id], now) for order, _, _ in orders)
    restored = sum(_restore(session, order, reckonings[order.id], now) for order, _, _ in orders)
    reappeared = sum(_reopen(session, order, reckonings[order.id], book_day, now) for order, _, _ in orders)
    reappeared += reopen_for_later_findings(session, now)
    gaps = {f"{day} {platform}": c.gaps() for (day, platform), c in cohorts.items() if c.gaps()}
    return Book(len(cohorts), gaps, kinds, closed, restored, reappeared)


def _sent_orders(session: Session, first: date, cutoff: datetime) -> list[tuple[OrderRow, CohortKey, str]]:
    """Orders of the cohorts in the book; of older ones those that are open, newly obeyed, or whose content is seen."""
    recent = cutoff - WINDOW
    seen = select(ProbeRow.id).where(
        ProbeRow.order_id == OrderRow.id, ProbeRow.verdict == Verdict.AVAILABLE, ProbeRow.probed_at >= recent
    )
    matters = or_(
        CaseRow.opened_day >= first,
        OrderRow.effected_at.is_(None),
        OrderRow.effected_at >= recent,
        OrderRow.state == OrderState.REVERSED,
        seen.exists(),
    )
    rows = session.execute(
        select(OrderRow, CaseRow.opened_day, CaseRow.platform, DecisionRow.drafted_by)
        .join(CaseRow, CaseRow.id == OrderRow.case_id)
        .join(DecisionRow, DecisionRow.id == OrderRow.decision_id)
        .where(OrderRow.sent_at < cutoff, matters)
        .order_by(OrderRow.number)
    )
    return [(order, (day, platform), str(owner)) for order, day, platform, owner in rows]


def _reckon_all(session: Session, orders: Sequence[OrderRow], cutoff: datetime) -> dict[UUID, Reckoning]:
    ids = any_of(order.id for order in orders)
    sightings: defaultdict[UUID, list[Sighting]] = defaultdict(list)
    statements: defaultdict[UUID, list[Statement]] = defaultdict(list)
    probes = select(ProbeRow.order_id, ProbeRow.probed_at, ProbeRow.verdict).where(
        ProbeRow.order_id == ids, ProbeRow.probed_at < cutoff
    )
    for order_id, at, verdict in session.execute(probes.order_by(ProbeRow.probed_at)):
        sightings[order_id].append(Sighting(at, Verdict(verdict)))
    answers = select(OrderRow.id, ResponseRow.collected_at, ResponseRow.outcome).where(
        ResponseRow.order_id == OrderRow.id, OrderRow.id == ids, ResponseRow.collected_at < cutoff
    )
    for order_id, at, outcome in session.execute(answers.order_by(ResponseRow.collected_at, ResponseRow.seq)):
        statements[order_id].append(Statement(at, Outcome(outcome)))
    reversals, stops = _reversals_before(session, ids, cutoff), _stops(session, ids)
    return {
        order.id: reckon(
            due_at=due_at(order.received_at, order.deadline_hours, stops[order.id], cutoff),
            cutoff=cutoff,
            sightings=sightings[order.id],
            statements=statements[order.id],
            reversal=reversals.get(order.id),
        )
        for order in orders
        if order.received_at is not None
    }


def _stops(session: Session, ids: Any) -> defaultdict[UUID, list[Stop]]:
    found: defaultdict[UUID, list[Stop]] = defaultdict(list)
    for row in session.scalars(select(ClockStopRow).where(ClockStopRow.order_id == ids)):
        found[row.order_id].append(Stop(row.stopped_at, row.resumed_at))
    return found


def _reversals_before(session: Session, ids: Any, cutoff: datetime) -> dict[UUID, Reversed]:
    rows = session.scalars(select(ReversalRow).where(ReversalRow.order_id == ids, ReversalRow.reversed_at < cutoff))
    return {
        row.order_id: Reversed(row.reversed_at, row.due_at if row.received_at and row.received_at < cutoff else None)
        for row in rows
    }


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


def _found(reckonings: Mapping[UUID, Reckoning], owners: Mapping[UUID, str]) -> Iterator[dict[str, Any]]:
    for order_id, reckoning in reckonings.items():
        for kind, since in reckoning.discrepancies.items():
            yield {"order_id": order_id, "kind": kind, "since": since, "owner": owners[order_id]}


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
        yield {"order_id": order_id, "kind": DiscrepancyKind.REVIEW_OVERDUE, "since": since, "owner": owner}


def _store_discrepancies(session: Session, book_day: date, found: Iterable[dict[str, Any]]) -> dict[str, int]:
    rows = [{"book_day": book_day, **one} for one in found]
    session.execute(delete(DiscrepancyRow).where(DiscrepancyRow.book_day == book_day))
    if rows:
        session.execute(insert(DiscrepancyRow), rows)
    return {kind: n for kind in DiscrepancyKind if (n := sum(row["kind"] == kind for row in rows))}


def _close(session: Session, order: OrderRow, reckoning: Reckoning, now: datetime) -> bool:
    """A probe saw the order obeyed: the order is effected and its case closed as of that sighting."""
    if order.state != OrderState.SENT or reckoning.effected_at is None:
        return False
    order.state, order.effected_at = OrderState.EFFECTED, reckoning.effected_at
    case = session.get_one(CaseRow, order.case_id)
    case.state, case.closed_at = CaseState.CLOSED, reckoning.effected_at
    facts = {"standing": reckoning.standing, "effected_at": reckoning.effected_at.isoformat()}
    append(session, now, [Event("order.effected", f"order:{order.id}", "reconcile", facts)])
    return True


def _restore(session: Session, order: OrderRow, reckoning: Reckoning, now: datetime) -> bool:
    """A probe saw the content of a reversed order back."""
    if order.state != OrderState.REVERSED or reckoning.restored_at is None:
        return False
    reversal = session.get_one(ReversalRow, order.id)
    if not reversal.to_be_restored:
        return False
    reversal.restored_at = reckoning.restored_at
    session.flush()
    order.state = OrderState.RESTORED
    facts = {"restored_at": reckoning.restored_at.isoformat()}
    append(session, now, [Event("order.restored", f"order:{order.id}", "reconcile", facts)])
    return True


def _reopen(session: Session, order: OrderRow, reckoning: Reckoning, book_day: date, now: datetime) -> bool:
    """Content that is there again gets one further case, unless a finding has opened it already."""
    if reckoning.came_back_at is None or order.state in ENDED:
        return False
    earlier = session.get_one(CaseRow, order.case_id)
    if session.scalar(select(CaseRow.id).where(CaseRow.reappearance_of == earlier.id)):
        return False
    seen = ProbeRow.order_id == order.id, ProbeRow.probed_at == reckoning.came_back_at
    body = session.scalars(select(ProbeRow.body_sha256).where(*seen)).one()
    session.flush()
    reopen_for_sighting(session, earlier=earlier, body_sha256=str(body), day=book_day, now=now)
    return True
