"""Drain one platform's outbox. An attempt is written down before anything is sent; sending holds no row lock.

One sender per platform at a time (an advisory lock that dies with its process), so a row found in `sending` belongs to
a sender that died: whether the platform has the notice is uncertain, and it is asked before anything is sent again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from include.writ.channels.base import BusyFor, Channel
from include.writ.clock import Clock
from include.writ.domain.delivery import AttemptResult, Handed, Notice, NoticeKind, Receipt
from include.writ.domain.ids import stable_id
from include.writ.domain.states import OrderState, OutboxState
from include.writ.errors import ConfigError, DeliveryUncertain, PlatformBusy, PlatformRefused, WritError
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.services.issue import PENDING, Means, carried_by, make_void, next_notice, sign
from include.writ.services.receipts import received, settle_reversal
from include.writ.storage.models import DeliveryRow, NoticeRow, OrderRow, OutboxRow, PlatformRow

Begin = Callable[[], AbstractContextManager[Session]]

FIRST_WAIT = timedelta(minutes=10)
MOST_DOUBLINGS = 5  # 10 minutes become 320
LONGEST_WAIT = timedelta(days=1)  # whatever a platform asks for
CLOCKS_DIFFER_BY = timedelta(minutes=5)
ENDS_WITH_ITS_ORDER = (NoticeKind.ORDER, NoticeKind.CLARIFICATION)


@dataclass(frozen=True, slots=True)
class Delivered:
    """What notices carried, counted by how the attempt ended; `pending`: what was released and could not leave yet."""

    results: dict[str, int]
    pending: int


@dataclass(frozen=True, slots=True)
class Claim:
    """One notice taken for sending. `was_attempted`: an earlier attempt may have reached the platform.

    `is_reversed`: an order of it was reversed meanwhile, so the platform is asked for it, and it is not sent again.
    """

    notice: Notice
    notice_id: UUID
    first_attempt_at: datetime
    was_attempted: bool
    is_reversed: bool


@dataclass(frozen=True, slots=True)
class Ending:
    """How an attempt ended: with a receipt, or that another has it on the way, or an error, or nothing of these."""

    result: AttemptResult
    receipt: Receipt | None = None
    error: WritError | None = None


def run(begin: Begin, *, platform: str, channel: Channel, means: Means, clock: Clock) -> Delivered:
    """Send what is released for `platform`. Stops at the first sign that the platform is down.

    Only notices of the deployment's own mode leave: a specimen never goes to a real channel, nor an order to a
    simulated one. Raises `ConfigError` when our own connection or key is wrong; its notice then waits as before.
    """
    results: Counter[str] = Counter()
    with begin() as guard:
        if guard.scalar(select(func.pg_try_advisory_xact_lock(func.hashtext(f"writ.deliver.{platform}")))):
            while (tried := _deliver_next(begin, platform, channel, means, clock)) is not None:
                result, carried = tried
                results[result] += carried
                if result == AttemptResult.BUSY:
                    break
        pending = guard.scalars(
            select(func.count()).where(OutboxRow.platform == platform, OutboxRow.state.in_(PENDING))
        ).one()
    return Delivered(dict(results), pending)


def _deliver_next(
    begin: Begin, platform: str, channel: Channel, means: Means, clock: Clock
) -> tuple[AttemptResult, int] | None:
    with begin() as session:
        notice = next_notice(session, platform, means, clock())
        notice_id = notice.id if notice else None
    if notice_id is None:
        return None
    with begin() as session:
        pdf = sign(session, notice_id, means)
    with begin() as session:
        claim = _claim(session, notice_id, pdf, clock())
    ending = _attempt(claim, channel, clock)
    with begin() as session:
        _finish(session, claim, ending, clock())
    if isinstance(ending.error, ConfigError):
        raise ending.error
    return ending.result, len(claim.notice.order_numbers)


def _attempt(claim: Claim, channel: Channel, clock: Clock) -> Ending:
    """Ask or send, and say how it ended; a receipt whose time can not be true is no proof."""
    try:
        if claim.was_attempted and (found := channel.find(claim.notice.key)):
            return _ended(found, AttemptResult.FOUND, claim, clock())
        if claim.is_reversed:
            return Ending(_not_there(channel))
        if claim.was_attempted and not channel.capabilities.deduplicates:
            raise DeliveryUncertain("the platform does not know the notice and would not recognise it twice")
        return _ended(channel.send(claim.notice), AttemptResult.SENT, claim, clock())
    except (PlatformBusy, ConfigError) as not_taken:
        return Ending(AttemptResult.BUSY, error=not_taken)
    except PlatformRefused as refused:
        return Ending(AttemptResult.REFUSED, error=refused)
    except DeliveryUncertain as uncertain:
        return Ending(AttemptResult.UNCERTAIN, error=uncertain)


def _ended(found: Receipt | Handed, result: AttemptResult, claim: Claim, now: datetime) -> Ending:
    if isinstance(found, Handed):
        return Ending(AttemptResult.HANDED)
    return Ending(result, _checked(found, claim, now))


def _not_there(channel: Channel) -> AttemptResult:
    return AttemptResult.NOT_THERE if channel.capabilities.can_be_asked else AttemptResult.UNCERTAIN


def _checked(receipt: Receipt, claim: Claim, now: datetime) -> Receipt:
    """The statutory clock runs from the receipt, so its time must lie between the first attempt and now."""
    if not claim.first_attempt_at - CLOCKS_DIFFER_BY <= receipt.received_at <= now + CLOCKS_DIFFER_BY:
        raise DeliveryUncertain("the receipt's time lies before the notice was sent, or in the future")
    return receipt


def _claim(session: Session, notice_id: UUID, pdf: bytes, now: datetime) -> Claim:
    notice, rows = session.get_one(NoticeRow, notice_id), carried_by(session, notice_id)
    for row in rows:
        if row.state == OutboxState.SENDING:
            _close_orphan(session, row, now)
    was_attempted = any(row.state == OutboxState.UNCERTAIN for row in rows)
    for row in rows:
        row.state = OutboxState.SENDING
        row.attempts += 1
        session.add(
            DeliveryRow(
                id=stable_id("delivery", row.id, row.attempts),
                outbox_id=row.id,
                notice_id=notice_id,
                attempt=row.attempts,
                started_at=now,
            )
        )
    session.flush()
    began = session.scalars(select(func.min(DeliveryRow.started_at)).where(DeliveryRow.notice_id == notice_id)).one()
    orders = _orders_of(session, rows)
    is_reversed = notice.notice_kind in ENDS_WITH_ITS_ORDER and any(one.state == OrderState.REVERSED for one in orders)
    return Claim(_message(session, notice, orders, pdf), notice_id, began, was_attempted, is_reversed)


def _orders_of(session: Session, rows: Sequence[OutboxRow]) -> Sequence[OrderRow]:
    ids = [row.order_id for row in rows]
    return session.scalars(select(OrderRow).where(OrderRow.id.in_(ids)).order_by(OrderRow.number)).all()


def _message(session: Session, notice: NoticeRow, orders: Sequence[OrderRow], pdf: bytes) -> Notice:
    return Notice(
        key=str(notice.id),
        number=notice.number,
        addressee=session.get_one(PlatformRow, notice.platform).contact_point,
        order_numbers=tuple(order.number for order in orders),
        is_specimen=notice.is_specimen,
        document=notice.document,
        signature=notice.signature or "",
        pdf=pdf,
    )


def _close_orphan(session: Session, row: OutboxRow, now: datetime) -> None:
    """The sender died between writing the attempt and its result."""
    attempt = session.get_one(DeliveryRow, stable_id("delivery", row.id, row.attempts))
    attempt.finished_at, attempt.result, attempt.error = now, AttemptResult.UNCERTAIN, "SenderDied"
    row.state = OutboxState.UNCERTAIN
    session.flush()


def _finish(session: Session, claim: Claim, ending: Ending, now: datetime) -> None:
    """Write down how the attempt ended, of everything that the notice carries."""
    events = []
    for row in carried_by(session, claim.notice_id):
        attempt = session.get_one(DeliveryRow, stable_id("delivery", row.id, row.attempts))
        attempt.finished_at, attempt.result = now, ending.result
        attempt.error = type(ending.error).__name__ if ending.error else None
        facts = {"attempt": row.attempts, "result": ending.result, "notice": claim.notice.number}
        facts |= {"kind": row.notice_kind, "document": row.document_sha256}
        if ending.receipt:
            attempt.receipt_id, attempt.received_at = ending.receipt.receipt_id, ending.receipt.received_at
            facts["receipt"] = ending.receipt.receipt_id
            facts["received_at"] = ending.receipt.received_at.isoformat()
        _move(session, row, claim, ending, now)
        events.append(Event(f"notice.{ending.result}", f"order:{row.order_id}", "issue_notices", facts))
    append(session, now, events)
    if ending.result == AttemptResult.NOT_THERE:
        session.flush()
        make_void(session, session.get_one(NoticeRow, claim.notice_id), now)


def _move(session: Session, row: OutboxRow, claim: Claim, ending: Ending, now: datetime) -> None:
    """One thing that the notice carried goes on to its next state."""
    row.retry_at = None
    if ending.receipt:
        row.state = OutboxState.SENT
        session.flush()
        received(session, row, ending.receipt, now)
    elif ending.result == AttemptResult.HANDED:
        row.state = OutboxState.HANDED
    elif ending.result == AttemptResult.REFUSED and not claim.was_attempted:
        row.state = OutboxState.REFUSED
    elif ending.result == AttemptResult.NOT_THERE:
        order = session.get_one(OrderRow, row.order_id)
        row.state = OutboxState.CANCELLED if order.state == OrderState.REVERSED else OutboxState.RELEASED
    else:
        may_have_it = claim.was_attempted or ending.result == AttemptResult.UNCERTAIN
        row.state = OutboxState.UNCERTAIN if may_have_it else OutboxState.RELEASED
        row.retry_at = now + _wait(row.attempts, ending.error)
    if row.notice_kind == NoticeKind.ORDER:
        settle_reversal(session, row)


def _wait(attempts: int, error: WritError | None) -> timedelta:
    """How long until the next attempt: twice as long each time, and not before the platform said to come back."""
    wait: timedelta = FIRST_WAIT * 2 ** min(attempts - 1, MOST_DOUBLINGS)
    asked = error.retry_after if isinstance(error, BusyFor) else None
    return max(wait, min(timedelta(seconds=asked or 0), LONGEST_WAIT))
