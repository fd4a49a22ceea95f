"""Answers that nobody could match, and what a person makes of them.

What came is never changed and never dropped. A person says which orders it speaks of and what it says of them; that is
written beside it and counts from then on. Or a person says that it speaks of none, which can be taken back by a match.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from include.writ.domain.delivery import HeldBecause, Outcome
from include.writ.domain.ids import fingerprint
from include.writ.domain.people import Person, Role
from include.writ.errors import NotPossible
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.services.collect import Law, Said, keep
from include.writ.services.matches import stands
from include.writ.services.positions import next_position
from include.writ.storage.models import MatchWithdrawalRow, OrderRow, ResponseRow, SetAsideRow

MOST_ORDERS = 200
MAY_MATCH = (Role.DRAFTER, Role.APPROVER)


@dataclass(frozen=True, slots=True)
class Matched:
    """What a person made of an answer: how many orders it counts for since then."""

    response: UUID
    orders: int


def waits() -> ColumnElement[bool]:
    """Of an answer in the pen: nobody has matched it or set it aside, or the last of that was withdrawn."""
    matched, withdrawn = aliased(ResponseRow), aliased(ResponseRow)
    withdrawn_since = (
        select(MatchWithdrawalRow.response_id)
        .join(withdrawn, withdrawn.id == MatchWithdrawalRow.response_id)
        .where(withdrawn.matched_from == ResponseRow.id, MatchWithdrawalRow.withdrawn_at > SetAsideRow.set_aside_at)
    )
    set_aside = select(SetAsideRow.response_id).where(SetAsideRow.response_id == ResponseRow.id)
    return (
        ResponseRow.order_id.is_(None)
        & ~select(matched.id).where(matched.matched_from == ResponseRow.id, stands(matched)).exists()
        & ~set_aside.where(~withdrawn_since.exists()).exists()
    )


def match(
    session: Session,
    *,
    response_id: UUID,
    orders: Sequence[str],
    outcome: Outcome,
    person: Person,
    law: Law,
    now: datetime,
) -> Matched:
    """Let an answer count for these orders, by number, as `outcome`; a second time changes nothing.

    A match that was withdrawn can be made anew: it counts from now on.

    What follows from an answer follows: a question stops the time, a complaint is taken. Raises `NotAllowed` for who is
    neither drafter nor approver, `NotPossible` for an answer that is not in the pen, for a pushed one that no key of
    the platform signed, as anybody may have written it, or for a number that its platform has no order of.
    """
    person.require(*MAY_MATCH)
    found = require_in_pen(session, response_id)
    if found.held_because == HeldBecause.UNSIGNED:
        raise NotPossible(
            "no key of the platform signed this message, so nothing counts of it; ask the platform to send its answer "
            "anew, and set this one aside"
        )
    wanted = named_once(orders)
    sent = OrderRow.platform == found.platform, OrderRow.sent_at.is_not(None)
    rows = session.execute(select(OrderRow.number, OrderRow.id).where(OrderRow.number.in_(wanted), *sent)).all()
    if missing := [number for number in wanted if number not in {row.number for row in rows}]:
        raise NotPossible(f"orders: {', '.join(missing)} did not go to {found.platform}, or has not arrived there")
    before = _withdrawn(session, found, outcome)
    kept = [
        keep(session, found.platform, _said(found, row.number, outcome, person, before[row.id]), row.id, law, now)
        for row in sorted(rows, key=lambda row: str(row.number))
    ]
    return Matched(response_id, sum(one is not None for one in kept))


def _withdrawn(session: Session, found: ResponseRow, outcome: Outcome) -> Counter[UUID]:
    """How often a match of this answer as `outcome` was withdrawn, by order."""
    rows = session.scalars(
        select(ResponseRow.order_id)
        .join(MatchWithdrawalRow, MatchWithdrawalRow.response_id == ResponseRow.id)
        .where(ResponseRow.matched_from == found.id, ResponseRow.outcome == outcome)
    )
    return Counter(order_id for order_id in rows if order_id)


def _said(found: ResponseRow, number: str, outcome: Outcome, person: Person, withdrawn: int) -> Said:
    again = f" {withdrawn}" if withdrawn else ""
    return Said(
        seq=found.seq,
        answer_id=f"{found.answer_id} {number} {outcome}{again}",
        notice_key=found.notice_key,
        order_number=number,
        outcome=outcome,
        reason=found.reason,
        answered_at=found.answered_at,
        letter_sha256=found.letter_sha256,
        push_sha256=found.push_sha256,
        matched_from=found.id,
        matched_by=person.id,
    )


def set_aside(session: Session, *, response_id: UUID, person: Person, reason: str, now: datetime) -> Matched:
    """Note that an answer speaks of no order of ours. Raises as `match` does, and where somebody dealt with it."""
    person.require(*MAY_MATCH)
    if not reason.strip():
        raise NotPossible("reason: say what it is, if it is no answer to an order")
    found = require_in_pen(session, response_id)
    if not session.scalar(select(waits()).where(ResponseRow.id == response_id)):
        raise NotPossible("this answer was matched or set aside already")
    position = next_position(session, SetAsideRow.response_id, found.id)
    said = {"person": person.id, "reason": reason.strip(), "set_aside_at": now}
    session.add(SetAsideRow(response_id=found.id, position=position, **said))
    session.flush()
    facts = {"reason": fingerprint([reason.strip()])}
    append(session, now, [Event("answer.set_aside", f"response:{found.id}", person.id, facts)])
    return Matched(response_id, 0)


def named_once(orders: Sequence[str]) -> list[str]:
    """The numbers, each once and in order; `NotPossible` for none or too many."""
    wanted = sorted(set(orders))
    if not 0 < len(wanted) <= MOST_ORDERS:
        raise NotPossible(f"orders: name the orders that the answer speaks of, one to {MOST_ORDERS}")
    return wanted


def require_in_pen(session: Session, response_id: UUID) -> ResponseRow:
    """An answer that came and fitted no order, whatever people made of it since; `NotPossible` for any other."""
    found = session.get(ResponseRow, response_id)
    if found is None or found.order_id is not None:
        raise NotPossible(f"there is no answer {response_id} in the holding pen")
    return found
