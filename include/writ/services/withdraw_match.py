"""A match made in error is withdrawn: it stays on record, and counts no more from then on.

Books of days before stay as they are. What followed is looked at: a clock that stood still for this answer alone runs
again (`clock_stops.end_unfounded` says from when); a complaint that was taken from it stays, for only its reviewer ends
one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.writ.domain.delivery import Outcome
from include.writ.domain.ids import fingerprint
from include.writ.domain.people import Person
from include.writ.errors import NotPossible
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.services.clock_stops import end_unfounded
from include.writ.services.holding_pen import MAY_MATCH, Matched, named_once, require_in_pen
from include.writ.services.matches import stands
from include.writ.storage.models import MatchWithdrawalRow, OrderRow, ResponseRow


def withdraw(
    session: Session,
    *,
    response_id: UUID,
    orders: Sequence[str],
    outcome: Outcome,
    reason: str,
    person: Person,
    now: datetime,
) -> Matched:
    """Withdraw that an answer was matched as `outcome` to these orders, by number; it waits again if nothing is left.

    Raises `NotAllowed` for who is neither drafter nor approver, `NotPossible` without a reason, for an answer that is
    not in the pen, or where there is no such match, or it was withdrawn.
    """
    person.require(*MAY_MATCH)
    if not reason.strip():
        raise NotPossible("reason: say why the match was wrong")
    found = require_in_pen(session, response_id)
    wanted = named_once(orders)
    rows = session.execute(
        select(OrderRow.id, OrderRow.number, ResponseRow)
        .join(ResponseRow, ResponseRow.order_id == OrderRow.id)
        .where(OrderRow.number.in_(wanted), ResponseRow.matched_from == found.id, ResponseRow.outcome == outcome)
        .where(stands())
        .order_by(OrderRow.number)
        .with_for_update(of=OrderRow)
    ).all()
    if missing := [number for number in wanted if number not in {row.number for row in rows}]:
        raise NotPossible(f"orders: no match of this answer as {outcome} to {', '.join(missing)} stands")
    for order_id, _, answer in rows:
        _withdraw(session, order_id, answer, reason.strip(), person, now)
    return Matched(response_id, len(rows))


def _withdraw(
    session: Session, order_id: UUID, answer: ResponseRow, reason: str, person: Person, now: datetime
) -> None:
    session.add(MatchWithdrawalRow(response_id=answer.id, person=person.id, reason=reason, withdrawn_at=now))
    session.flush()
    facts = {"response": str(answer.id), "from": str(answer.matched_from), "reason": fingerprint([reason])}
    append(session, now, [Event("match.withdrawn", f"order:{order_id}", person.id, facts)])
    end_unfounded(session, order_id, answer, person, now)
