"""Drain one platform's outbox. An attempt is written down before anything is sent; sending holds no row lock.

One sender per platform at a time (an advisory lock that dies with its process), so a row found in `sending` belongs to
a sender that died: whether the platform has the notice is uncertain, and it is asked before anything is sent again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from include.writ.channels.base import Channel
from include.writ.clock import Clock
from include.writ.domain.delivery import AttemptResult, Notice, NoticeKind, Receipt
from include.writ.domain.ids import stable_id
from include.writ.domain.states import OrderState, OutboxState
from include.writ.errors import ConfigError, DeliveryUncertain, PlatformBusy, PlatformRefused, WritError
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.services.receipts import received, settle_reversal
from include.writ.storage.models import DeliveryRow, OrderRow, OutboxRow

Begin = Callable[[], AbstractContextManager[Session]]

FIRST_WAIT = timedelta(minutes=10)
MOST_DOUBLINGS = 5  # 10 minutes become 320
CLOCKS_DIFFER_BY = timedelta(minutes=5)
ENDS_WITH_ITS_ORDER = (NoticeKind.ORDER, NoticeKind.CLARIFICATION)
PENDING = (OutboxState.RELEASED, OutboxState.SENDING, OutboxState.UNCERTAIN)


@dataclass(frozen=True, slots=True)
class Delivered:
    """Counts of attempts by result; `pending`: released notices that could not leave yet."""

    results: dict[str, int]
    pending: int


@dataclass(frozen=True, slots=True)
class Claim:
    """One notice taken for sending. `was_attempted`: an earlier attempt may have reached the platform.

    `is_reversed`: its order was reversed meanwhile, so the platform is asked for it, and it is not sent again.
    """

    outbox_id: UUID
    attempt: int
    notice: Notice
    first_attempt_at: datetime
    was_attempted: bool
    is_reversed: bool


def run(begin: Begin, *, platform: str, channel: Channel, is_specimen: bool, clock: Clock) -> Delivered:
    """Send what is released for `platform`. Stops at the first sign that the platform is down.

    Only notices of the deployment's own mode leave: a specimen never goes to a real channel, nor an order to a
    simulated one. Raises `ConfigError` when our own connection is wrong; its notice then waits as before.
    """
    results: Counter[str] = Counter()
    with begin() as guard:
        if guard.scalar(select(func.pg_try_advisory_xact_lock(func.hashtext(f"writ.deliver.{platform}")))):
            while (result := _deliver_next(begin, platform, channel, is_specimen, clock)) is not None:
                results[result] += 1
                if result == AttemptResult.BUSY:
                    break
        pending = guard.scalars(
            select(func.count()).where(OutboxRow.platform == platform, OutboxRow.state.in_(PENDING))
        ).one()
    return Delivered(dict(results), pending)


def _deliver_next(
    begin: Begin, platform: str, channel: Channel, is_specimen: bool, clock: Clock
) -> AttemptResult | None:
    with begin() as session:
        claim = _claim(session, platform, is_specimen, clock())
    if claim is None:
        return None
    receipt, result, error = _attempt(claim, channel, clock)
    with begin() as session:
        _finish(session, claim, result, receipt, error, clock())
    if isinstance(error, ConfigError):
        raise error
    return result


def _attempt(claim: Claim, channel: Channel, clock: Clock) -> tuple[Receipt | None, AttemptResult, WritError | None]:
    """Ask or send, and say how it ended; a receipt whose time can not be true is no proof."""
    try:
        if claim.was_attempted and (found := channel.find(claim.notice.key)):
            return _checked(found, claim, clock()), AttemptResult.FOUND, None
        if claim.is_reversed:
            return None, _not_there(channel), None
        if claim.was_attempted and not channel.capabilities.deduplicates:
            raise DeliveryUncertain("the platform does not know the notice and would not recognise it twice")
        return _checked(channel.send(claim.notice), claim, clock()), AttemptResult.SENT, None
    except (PlatformBusy, ConfigError) as not_taken:
        return None, AttemptResult.BUSY, not_taken
    except PlatformRefused as refused:
        return None, AttemptResult.REFUSED, refused
    except DeliveryUncertain as uncertain:
        return None, AttemptResult.UNCERTAIN, uncertain


def _not_there(channel: Channel) -> AttemptResult:
    return AttemptResult.NOT_THERE if channel.capabilities.can_be_asked else AttemptResult.UNCERTAIN


def _checked(receipt: Receipt, claim: Claim, now: datetime) -> Receipt:
    """The statutory clock runs from the receipt, so its time must lie between the first attempt and now."""
    if not claim.first_attempt_at - CLOCKS_DIFFER_BY <= receipt.received_at <= now + CLOCKS_DIFFER_BY:
        raise DeliveryUncertain("the receipt's time lies before the notice was sent, or in the future")
    return receipt


def _claim(session: Session, platform: str, is_specimen: bool, now: datetime) -> Claim | None:
    first = aliased(OutboxRow)
    order_pending = select(first.id).where(
        first.order_id == OutboxRow.order_id, first.notice_kind == NoticeKind.ORDER, first.state.in_(PENDING)
    )
    row = session.scalar(
        select(OutboxRow)
        .join(OrderRow, OrderRow.id == OutboxRow.order_id)
        .where(
            OutboxRow.platform == platform,
            OrderRow.is_specimen == is_specimen,
            OutboxRow.state.in_(PENDING),
            or_(OutboxRow.retry_at.is_(None), OutboxRow.retry_at <= now),
            or_(OutboxRow.notice_kind == NoticeKind.ORDER, ~order_pending.exists()),
        )
        .order_by(OutboxRow.id)
        .limit(1)
        .with_for_update(of=OutboxRow, skip_locked=True)
    )
    if row is None:
        return None
    if row.state == OutboxState.SENDING:
        _close_orphan(session, row, now)
    was_attempted = row.state == OutboxState.UNCERTAIN
    row.state = OutboxState.SENDING
    row.attempts += 1
    session.add(
        DeliveryRow(
            id=stable_id("delivery", row.id, row.attempts), outbox_id=row.id, attempt=row.attempts, started_at=now
        )
    )
    session.flush()
    began = session.get_one(DeliveryRow, stable_id("delivery", row.id, 1)).started_at
    order = session.get_one(OrderRow, row.order_id)
    is_reversed = row.notice_kind in ENDS_WITH_ITS_ORDER and order.state == OrderState.REVERSED
    notice = Notice(str(row.id), order.number, row.document)
    return Claim(row.id, row.attempts, notice, began, was_attempted, is_reversed)


def _close_orphan(session: Session, row: OutboxRow, now: datetime) -> None:
    """The sender died between writing the attempt and its result."""
    attempt = session.get_one(DeliveryRow, stable_id("delivery", row.id, row.attempts))
    attempt.finished_at, attempt.result, attempt.error = now, AttemptResult.UNCERTAIN, "SenderDied"
    row.state = OutboxState.UNCERTAIN
    session.flush()


def _finish(
    session: Session,
    claim: Claim,
    result: AttemptResult,
    receipt: Receipt | None,
    error: WritError | None,
    now: datetime,
) -> None:
    row = session.get_one(OutboxRow, claim.outbox_id, with_for_update=True)
    attempt = session.get_one(DeliveryRow, stable_id("delivery", row.id, claim.attempt))
    attempt.finished_at, attempt.result, attempt.error = now, result, type(error).__name__ if error else None
    facts: dict[str, object] = {"attempt": claim.attempt, "result": result, "document": row.document_sha256}
    facts["kind"] = row.notice_kind
    if receipt:
        attempt.receipt_id, attempt.received_at = receipt.receipt_id, receipt.received_at
        row.state, row.retry_at = OutboxState.SENT, None
        session.flush()
        received(session, row, receipt, now)
        facts |= {"receipt": receipt.receipt_id, "received_at": receipt.received_at.isoformat()}
    elif result == AttemptResult.REFUSED and not claim.was_attempted:
        row.state, row.retry_at = OutboxState.REFUSED, None
    elif result == AttemptResult.NOT_THERE:
        row.state, row.retry_at = OutboxState.CANCELLED, None
    else:
        may_have_it = claim.was_attempted or result == AttemptResult.UNCERTAIN
        row.state = OutboxState.UNCERTAIN if may_have_it else OutboxState.RELEASED
        row.retry_at = now + FIRST_WAIT * 2 ** min(row.attempts - 1, MOST_DOUBLINGS)
    if row.notice_kind == NoticeKind.ORDER:
        settle_reversal(session, row)
    append(session, now, [Event(f"notice.{result}", f"order:{row.order_id}", "issue_notices", facts)])
