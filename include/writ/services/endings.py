"""Writing down how attempts ended, and letting follow what follows: with a few statements, however many they were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, select, update
from sqlalchemy.orm import Session

from include.writ.channels.base import BusyFor
from include.writ.domain.delivery import AttemptResult, NoticeKind, Receipt
from include.writ.domain.states import OrderState, OutboxState
from include.writ.errors import DeliveryUncertain, WritError
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.services.claims import Carried, Claim, locked
from include.writ.services.issue import make_void
from include.writ.services.receipts import given_for, received, settle_reversal
from include.writ.storage.conditions import any_of, as_table
from include.writ.storage.models import DeliveryRow, NoticeRow, OrderRow, OutboxRow, ReversalRow

FIRST_WAIT = timedelta(minutes=10)
MOST_DOUBLINGS = 5  # 10 minutes become 320
LONGEST_WAIT = timedelta(days=1)  # whatever a platform asks for


@dataclass(frozen=True, slots=True)
class Ending:
    """How an attempt ended: with a receipt, or that another has it on the way, or an error, or nothing of these."""

    result: AttemptResult
    receipt: Receipt | None = None
    error: WritError | None = None


Part = tuple[Claim, Ending, Carried]


def finish(session: Session, attempts: Sequence[tuple[Claim, Ending]], now: datetime) -> list[tuple[Claim, Ending]]:
    """Write down how the attempts ended, of everything that the notices carry, and let follow what follows.

    Returns how they ended: one whose receipt was given for another notice is in doubt.
    """
    # a reversal that is just being written comes before or after
    session.execute(locked(claimed.notice_id for claimed, _ in attempts))
    ended = _with_own_receipts(session, attempts)
    parts = [(claimed, ending, one) for claimed, ending in ended for one in claimed.carries]
    _write_results(session, parts, now)
    _receive(session, [part for part in parts if part[1].receipt], now)
    for claimed, ending, one in parts:
        if not ending.receipt:
            _move(session, claimed, ending, one, now)
    session.flush()
    of_these = ReversalRow.order_id == any_of(one.order_id for _, _, one in parts if one.order_id)
    fallen = set(session.scalars(select(ReversalRow.order_id).where(of_these)))
    for claimed, _, one in parts:
        if claimed.kind == NoticeKind.ORDER and one.order_id in fallen:
            settle_reversal(session, session.get_one(OutboxRow, one.outbox_id, populate_existing=True))
    append(session, now, [_event(claimed, ending, one) for claimed, ending, one in parts])
    for claimed, ending in ended:
        if ending.result == AttemptResult.NOT_THERE:
            make_void(session, session.get_one(NoticeRow, claimed.notice_id), now)
    return ended


def _with_own_receipts(session: Session, attempts: Sequence[tuple[Claim, Ending]]) -> list[tuple[Claim, Ending]]:
    """A receipt proves one notice: the one for which the platform gave it first."""
    receipts = [(claimed.notice_id, ending.receipt.receipt_id) for claimed, ending in attempts if ending.receipt]
    if not receipts:
        return list(attempts)
    platform = session.scalars(select(NoticeRow.platform).where(NoticeRow.id == receipts[0][0])).one()
    given = given_for(session, platform, (receipt_id for _, receipt_id in receipts))
    ended = []
    for claimed, ending in attempts:
        if ending.receipt and given.setdefault(ending.receipt.receipt_id, claimed.notice_id) != claimed.notice_id:
            error = DeliveryUncertain("the platform gave this receipt for another notice")
            ended.append((claimed, Ending(AttemptResult.UNCERTAIN, error=error)))
        else:
            ended.append((claimed, ending))
    return ended


def _write_results(session: Session, parts: Sequence[Part], now: datetime) -> None:
    """All with one statement: there is one for every order of some hundreds of notices."""
    names = ("id", "result", "receipt_id", "received_at", "error")
    rows = [
        (
            one.delivery_id,
            ending.result,
            ending.receipt.receipt_id if ending.receipt else None,
            ending.receipt.received_at if ending.receipt else None,
            type(ending.error).__name__ if ending.error else None,
        )
        for _, ending, one in parts
    ]
    ended = as_table("ended", DeliveryRow, names, rows)
    facts = {name: ended.c[name] for name in names[1:]}
    session.execute(update(DeliveryRow).where(DeliveryRow.id == ended.c.id).values(finished_at=now, **facts))


def _receive(session: Session, parts: Sequence[Part], now: datetime) -> None:
    """What has a receipt is sent; the times begin to run from it, those of orders with one statement for all."""
    if not parts:
        return
    sent = OutboxRow.id == any_of(one.outbox_id for _, _, one in parts)
    session.execute(update(OutboxRow).where(sent).values(state=OutboxState.SENT, retry_at=None))
    receipts = [
        (one.order_id, ending.receipt.received_at)
        for claimed, ending, one in parts
        if ending.receipt and claimed.kind == NoticeKind.ORDER
    ]
    if receipts:
        got = as_table("got", OrderRow, ("id", "received_at"), receipts)
        goes_on = case((OrderRow.state == OrderState.RELEASED, OrderState.SENT), else_=OrderRow.state)
        facts = {"sent_at": now, "received_at": got.c.received_at, "state": goes_on}
        session.execute(update(OrderRow).where(OrderRow.id == got.c.id).values(facts))
    for claimed, ending, one in parts:
        if ending.receipt and claimed.kind != NoticeKind.ORDER:
            row = session.get_one(OutboxRow, one.outbox_id, populate_existing=True)
            received(session, row, ending.receipt, now)


def _move(session: Session, claimed: Claim, ending: Ending, one: Carried, now: datetime) -> None:
    """One thing that has no receipt goes on to its next state."""
    row = session.get_one(OutboxRow, one.outbox_id, populate_existing=True)
    row.retry_at = None
    if ending.result == AttemptResult.HANDED:
        row.state = OutboxState.HANDED
    elif ending.result == AttemptResult.REFUSED and not claimed.was_attempted:
        row.state = OutboxState.REFUSED
    elif ending.result == AttemptResult.NOT_THERE:
        order = session.get_one(OrderRow, one.order_id)
        row.state = OutboxState.CANCELLED if order.state == OrderState.REVERSED else OutboxState.RELEASED
    else:
        may_have_it = claimed.was_attempted or ending.result == AttemptResult.UNCERTAIN
        row.state = OutboxState.UNCERTAIN if may_have_it else OutboxState.RELEASED
        row.retry_at = now + wait_after(one.attempt, ending.error)


def wait_after(attempts: int, error: WritError | None) -> timedelta:
    """How long until the next attempt: twice as long each time, and not before the platform said to come back."""
    wait: timedelta = FIRST_WAIT * 2 ** min(attempts - 1, MOST_DOUBLINGS)
    asked = error.retry_after if isinstance(error, BusyFor) else None
    return max(wait, min(timedelta(seconds=asked or 0), LONGEST_WAIT))


def _event(claimed: Claim, ending: Ending, one: Carried) -> Event:
    facts = {"attempt": one.attempt, "result": ending.result, "notice": claimed.notice.number}
    facts |= {"kind": claimed.kind, "document": one.document_sha256}
    if ending.receipt:
        facts["receipt"] = ending.receipt.receipt_id
        facts["received_at"] = ending.receipt.received_at.isoformat()
    return Event(f"notice.{ending.result}", one.subject, "issue_notices", facts)
