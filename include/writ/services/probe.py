"""What is to be seen at ordered addresses. Only items of orders are looked at; nothing is followed, nothing searched.

A probe records; it decides nothing. What it means is reckoned in `reconcile`. When an item is looked at again is
reckoned in domain/looks.py and kept, so that finding what is due costs the same however many orders there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import literal_column, or_, select, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from include.writ.domain.ids import stable_id
from include.writ.domain.looks import Seen, Watched, next_look_at, slot_of
from include.writ.domain.states import OrderState
from include.writ.domain.verdict import Sight, Vantage, Verdict
from include.writ.storage.conditions import any_of
from include.writ.storage.models import LookRow, OrderRow, ProbeRow, ReversalRow


@dataclass(frozen=True, slots=True)
class Target:
    """One ordered item to look at."""

    order_id: UUID
    platform: str
    url: str


def due(session: Session, *, now: datetime, limit: int) -> list[Target]:
    """Items to look at now, those due longest first; none that was looked at in this slot already."""
    rows = session.execute(
        select(OrderRow.id, OrderRow.platform, OrderRow.url)
        .join(LookRow, LookRow.order_id == OrderRow.id)
        .where(LookRow.next_at <= now, or_(LookRow.looked_at.is_(None), LookRow.looked_at < slot_of(now)))
        .order_by(LookRow.next_at, LookRow.order_id)
        .limit(limit)
    )
    return [Target(*row) for row in rows]


def record(
    session: Session,
    *,
    seen: Sequence[tuple[Target, Sight]],
    now: datetime,
    vantage: Vantage = Vantage.DIRECT,
    outside: Mapping[UUID, Sight] = MappingProxyType({}),
) -> dict[str, int]:
    """Keep one verdict an item and slot; of the page itself only a small record. Returns counts by verdict.

    `outside` has what was seen from outside the territory, by order. With the verdict goes when each item is looked at
    next. What was recorded in this slot before stays as it was.
    """
    rows = [
        {
            "id": stable_id("probe", target.order_id, slot_of(now).isoformat()),
            "order_id": target.order_id,
            "slot": slot_of(now),
            "probed_at": now,
            "verdict": sight.judgement.verdict,
            "because": sight.judgement.because,
            "status": sight.status,
            "body_sha256": sight.body_sha256,
            "evidence": dict(sight.evidence),
            "vantage": vantage,
            **_outside(outside.get(target.order_id)),
        }
        for target, sight in seen
    ]
    if rows:
        added = insert(ProbeRow).on_conflict_do_nothing().returning(ProbeRow.order_id)
        _plan(session, session.scalars(added, rows).all(), now)
    return dict(Counter(str(sight.judgement.verdict) for _, sight in seen))


def _outside(sight: Sight | None) -> dict[str, Any]:
    if sight is None:
        return {"outside": None, "outside_evidence": None}
    evidence = {**sight.evidence, "body_sha256": sight.body_sha256}
    return {"outside": sight.judgement.verdict, "outside_evidence": evidence}


def _plan(session: Session, ids: Sequence[UUID], now: datetime) -> None:
    """Reckon the next look of orders that were looked at now."""
    rows = []
    for order, look, reversal, *known in _orders(session, ids):
        if look is not None and look.looked_at is not None and look.looked_at >= now:
            continue  # a look from a clock that is behind; the later one has planned already
        seen = _seen(look, known, now)
        next_at = next_look_at(_watched(order, reversal), seen)
        rows.append({"order_id": order.id, "next_at": next_at, "looked_at": now, "doubts": seen.doubts})
    if rows:
        new = insert(LookRow)
        changed = {name: new.excluded[name] for name in rows[0] if name != "order_id"}
        session.execute(new.on_conflict_do_update(index_elements=[LookRow.order_id], set_=changed), rows)


def _orders(session: Session, ids: Iterable[UUID]) -> Any:
    """Orders with their looks and reversals, and the last probe that could tell something."""
    known = (
        select(ProbeRow.verdict, ProbeRow.agrees_since, ProbeRow.probed_at)
        .where(ProbeRow.order_id == OrderRow.id, ProbeRow.verdict != literal_column("'unknown'"))
        .order_by(ProbeRow.probed_at.desc())
        .limit(1)
        .lateral()
    )
    return session.execute(
        select(OrderRow, LookRow, ReversalRow, known.c.verdict, known.c.agrees_since, known.c.probed_at)
        .select_from(OrderRow)
        .outerjoin(LookRow, LookRow.order_id == OrderRow.id)
        .outerjoin(ReversalRow, ReversalRow.order_id == OrderRow.id)
        .outerjoin(known, true())
        .where(OrderRow.id == any_of(ids))
        .execution_options(populate_existing=True)
    )


def _seen(look: LookRow | None, known: Sequence[Any], now: datetime) -> Seen:
    verdict, since, agreed_at = known
    doubts = 0 if agreed_at == now else 1 + (look.doubts if look else 0)
    return Seen(now, Verdict(verdict) if verdict else None, since, agreed_at, doubts)


def _watched(order: OrderRow, reversal: ReversalRow | None) -> Watched:
    """Facts of one order. Its review day ends with that of UTC at the latest, which is good enough for a look."""
    followed = reversal if reversal is not None and reversal.to_be_restored else None
    return Watched(
        state=OrderState(order.state),
        sent_at=order.sent_at,
        due_at=order.due_at,
        review_ends_at=datetime.combine(order.review_on, time(), UTC) + timedelta(days=1),
        reversed_at=followed.reversed_at if followed else None,
        restored_at=followed.restored_at if followed else None,
    )
