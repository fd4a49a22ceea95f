"""What is to be seen at ordered addresses. Only items of orders are looked at; nothing is followed, nothing searched.

A probe records; it decides nothing. What it means is reckoned in `reconcile`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from include.writ.domain.ids import sha256_hex, stable_id
from include.writ.domain.states import OrderState
from include.writ.domain.verdict import Judgement, Page
from include.writ.storage.models import OrderRow, ProbeRow, ReversalRow

OBEYED_EVERY = timedelta(hours=20)
LONG_AGO = datetime(1, 1, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Target:
    """One ordered item to look at."""

    order_id: UUID
    platform: str
    url: str


Seen = tuple[Target, Page, Judgement]


def hour_of(now: datetime) -> datetime:
    """The slot of a probe: within one hour an item is asked about once, however often the task runs."""
    return now.replace(minute=0, second=0, microsecond=0)


def due(session: Session, *, today: date, now: datetime, limit: int) -> list[Target]:
    """Items to look at now, those never looked at first, then those looked at longest ago.

    An order that waits for its effect is looked at every hour, and so is one that was reversed, until its content is
    seen back; one that was obeyed every day until its review.
    """
    last = select(func.max(ProbeRow.slot)).where(ProbeRow.order_id == OrderRow.id).scalar_subquery()
    told = select(ReversalRow.order_id).where(
        ReversalRow.order_id == OrderRow.id, ReversalRow.to_be_restored, ReversalRow.restored_at.is_(None)
    )
    open_ended = (OrderRow.state == OrderState.SENT) | ((OrderRow.state == OrderState.REVERSED) & told.exists())
    waits = open_ended & (func.coalesce(last, LONG_AGO) < hour_of(now))
    obeyed = (OrderRow.state == OrderState.EFFECTED) & (OrderRow.review_on >= today) & (last <= now - OBEYED_EVERY)
    rows = session.execute(
        select(OrderRow.id, OrderRow.platform, OrderRow.url)
        .where(or_(waits, obeyed))
        .order_by(last.nulls_first(), OrderRow.id)
        .limit(limit)
    )
    return [Target(*row) for row in rows]


def record(session: Session, *, seen: Sequence[Seen], now: datetime) -> dict[str, int]:
    """Keep one verdict an item and hour; of the page itself only status and hash. Returns counts by verdict."""
    rows = [
        {
            "id": stable_id("probe", target.order_id, hour_of(now).isoformat()),
            "order_id": target.order_id,
            "slot": hour_of(now),
            "probed_at": now,
            "verdict": judgement.verdict,
            "because": judgement.because,
            "status": page.status,
            "body_sha256": sha256_hex(page.body.encode()) if page.status is not None else None,
        }
        for target, page, judgement in seen
    ]
    if rows:
        session.execute(insert(ProbeRow).on_conflict_do_nothing(), rows)
    return dict(Counter(str(judgement.verdict) for _, _, judgement in seen))
