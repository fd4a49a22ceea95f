"""What is done about mismatches that wait longer than the pack allows: one reminder, then a person.

A platform is reminded of an order whose time is over and whose content was seen after that, never of what nobody could
tell, and never after it refused: that is for people at once. The reminder waits for a releaser like every notice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from include.writ.domain.delivery import NoticeKind
from include.writ.domain.reckoning import EscalationStep, OrderClass
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.notices.follow_up import reminder
from include.writ.packs.model import Escalation
from include.writ.services.outgoing import enqueue_after
from include.writ.services.reckoning import mismatch_classes, open_classes
from include.writ.storage.models import EscalationRow, OrderRow

REMINDED = (OrderClass.OVERDUE, OrderClass.CLAIMED_STILL_AVAILABLE, OrderClass.WITHHELD_ELSEWHERE)

_WAITING = text("""
    SELECT r.id, r.order_class, r.since FROM pg_temp.reckoned r JOIN writ.orders o ON o.id = r.id
    WHERE r.order_class = ANY (:classes) AND r.since < :until
      AND (:step = 'person' OR o.state = 'sent' AND r.standing = 'overdue' AND o.due_at < :until AND EXISTS (
          SELECT FROM writ.probes p WHERE p.order_id = o.id AND p.verdict = 'available' AND p.probed_at > o.due_at))
      AND NOT EXISTS (SELECT FROM writ.escalations e WHERE e.order_id = r.id AND e.step = :step)
    ORDER BY o.number LIMIT :most
""")
MOST_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Escalated:
    """How many platforms' orders were reminded of, and how many mismatches were put before an approver."""

    reminders: int
    to_people: int


def run(session: Session, *, book_day: date, cutoff: datetime, ladder: Escalation, now: datetime) -> Escalated:
    """Take the steps that are due by what was reckoned for a book, each once; at most 10,000 of each in a book."""
    reminded = _waiting(
        session, EscalationStep.REMINDER, list(REMINDED), cutoff - timedelta(hours=ladder.remind.amount)
    )
    for row in reminded:
        _remind(session, row.id, now)
    _record(session, EscalationStep.REMINDER, reminded, book_day, now)
    is_open = set(open_classes())
    classes = [name for name in mismatch_classes() if name in is_open]
    waiting = _waiting(session, EscalationStep.PERSON, classes, cutoff - timedelta(hours=ladder.person.amount))
    _record(session, EscalationStep.PERSON, waiting, book_day, now)
    return Escalated(len(reminded), len(waiting))


def _waiting(session: Session, step: EscalationStep, classes: list[str], until: datetime) -> list[Any]:
    asked = {"step": step, "classes": classes, "until": until, "most": MOST_AT_ONCE}
    return list(session.execute(_WAITING, asked))


def _remind(session: Session, order_id: UUID, now: datetime) -> None:
    order = session.get_one(OrderRow, order_id)
    assert order.due_at is not None  # the query asks for it
    enqueue_after(session, order, NoticeKind.REMINDER, 1, reminder(order.due_at), now)


def _record(session: Session, step: EscalationStep, rows: list[Any], book_day: date, now: datetime) -> None:
    if not rows:
        return
    session.flush()
    values = [
        {
            "order_id": row.id,
            "step": step,
            "kind": row.order_class,
            "since": row.since,
            "book_day": book_day,
            "escalated_at": now,
        }
        for row in rows
    ]
    session.execute(insert(EscalationRow), values)
    name = "order.reminded" if step is EscalationStep.REMINDER else "order.escalated"
    facts = [{"kind": row.order_class, "since": row.since.isoformat()} for row in rows]
    append(
        session, now, [Event(name, f"order:{row.id}", "reconcile", one) for row, one in zip(rows, facts, strict=True)]
    )
