"""What follows from a book: an order that two looks found obeyed is closed, one whose content is back is restored.

Content that is there again after its order was obeyed gets one further case, as a draft for people.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from include.writ.domain.states import OrderState
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.services.reopen import reopen_for_later_findings, reopen_for_sighting
from include.writ.storage.models import CaseRow, OrderRow, ProbeRow, ReversalRow

AT_ONCE = 5000

_OBEYED = text("""
    SELECT o.id, r.order_class, r.effected_at FROM pg_temp.reckoned r JOIN writ.orders o ON o.id = r.id
    WHERE o.state = 'sent' AND r.effected_at IS NOT NULL ORDER BY o.number
""")
_CLOSE_CASES = text("""
    UPDATE writ.cases c SET state = 'closed', closed_at = r.effected_at
    FROM pg_temp.reckoned r JOIN writ.orders o ON o.id = r.id
    WHERE c.id = o.case_id AND o.state = 'sent' AND r.effected_at IS NOT NULL
""")
_CLOSE_ORDERS = text("""
    UPDATE writ.orders o SET state = 'effected', effected_at = r.effected_at, confirmed_at = r.confirmed_at
    FROM pg_temp.reckoned r WHERE r.id = o.id AND o.state = 'sent' AND r.effected_at IS NOT NULL
""")
_RESTORED = text("""
    SELECT o.id, r.back_at FROM pg_temp.reckoned r JOIN writ.orders o ON o.id = r.id
    WHERE o.state = 'reversed' AND r.order_class = 'restored' ORDER BY o.number
""")
_CAME_BACK = text("""
    SELECT o.id, o.case_id, r.back_at FROM pg_temp.reckoned r JOIN writ.orders o ON o.id = r.id
    WHERE o.state = 'effected' AND r.back_at IS NOT NULL
      AND NOT EXISTS (SELECT FROM writ.cases later WHERE later.reappearance_of = o.case_id)
    ORDER BY o.number
""")


@dataclass(frozen=True, slots=True)
class Followed:
    """How many orders were closed, how many had their content back, how many further cases were opened."""

    closed: int
    restored: int
    reappeared: int


def follow(session: Session, book_day: date, now: datetime) -> Followed:
    """Let follow what was reckoned for a book, once."""
    closed = _close(session, now)
    restored = _restore(session, now)
    reappeared = sum(_reopen(session, row, book_day, now) for row in session.execute(_CAME_BACK).all())
    return Followed(closed, restored, reappeared + reopen_for_later_findings(session, now))


def _close(session: Session, now: datetime) -> int:
    number = 0
    for rows in session.execute(_OBEYED, execution_options={"yield_per": AT_ONCE}).partitions():
        append(session, now, list(_effects(rows)))
        number += len(rows)
    if number:
        session.execute(_CLOSE_CASES)
        session.execute(_CLOSE_ORDERS)
        session.expire_all()
    return number


def _effects(rows: Sequence[Any]) -> Iterator[Event]:
    for order_id, order_class, effected_at in rows:
        facts = {"standing": order_class, "effected_at": effected_at.isoformat()}
        yield Event("order.effected", f"order:{order_id}", "reconcile", facts)


def _restore(session: Session, now: datetime) -> int:
    rows = session.execute(_RESTORED).all()
    for order_id, back_at in rows:
        session.get_one(ReversalRow, order_id).restored_at = back_at
        session.flush()
        session.get_one(OrderRow, order_id).state = OrderState.RESTORED
        facts = {"restored_at": back_at.isoformat()}
        append(session, now, [Event("order.restored", f"order:{order_id}", "reconcile", facts)])
    session.flush()
    return len(rows)


def _reopen(session: Session, row: Any, book_day: date, now: datetime) -> int:
    seen = ProbeRow.order_id == row.id, ProbeRow.probed_at == row.back_at
    body = session.scalars(select(ProbeRow.body_sha256).where(*seen)).one()
    earlier = session.get_one(CaseRow, row.case_id)
    reopen_for_sighting(session, earlier=earlier, body_sha256=str(body), day=book_day, now=now)
    return 1
