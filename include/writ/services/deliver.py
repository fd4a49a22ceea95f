"""Drain one platform's outbox. An attempt is written down before anything is sent; sending holds no row lock.

One sender per platform at a time (an advisory lock that dies with its process), so what is found in `sending` belongs
to a sender that died: whether the platform has the notice is uncertain, and it is asked before anything is sent again.
It begins with one notice, and takes four times as many each time that all went well: a platform that is away costs one
attempt. After that it is left alone for a while, and then tried with one notice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from include.writ.channels.base import Channel
from include.writ.clock import Clock
from include.writ.domain.delivery import AttemptResult, Capabilities, Handed, Receipt
from include.writ.errors import ConfigError, DeliveryUncertain, PlatformBusy, PlatformRefused
from include.writ.services.claims import Claim, claim
from include.writ.services.endings import FIRST_WAIT, Ending, finish
from include.writ.services.issue import PENDING, Means, due_notices, sign
from include.writ.services.outages import Patience, is_away, note_away, note_back
from include.writ.services.receipts import may_be_true
from include.writ.storage.models import OutboxRow

Begin = Callable[[], AbstractContextManager[Session]]

MOST_AT_ONCE = 256
NOT_TRIED = Ending(AttemptResult.BUSY, error=PlatformBusy("the platform went away before it was this notice's turn"))


@dataclass(frozen=True, slots=True)
class Delivered:
    """What notices carried, counted by how the attempt ended; `pending`: what was released and could not leave yet."""

    results: dict[str, int]
    pending: int


def run(begin: Begin, *, platform: str, channel: Channel, means: Means, clock: Clock) -> Delivered:
    """Send what is released for `platform`, unless it is away. Stops at the first sign that it is.

    Only notices of the deployment's own mode leave: a specimen never goes to a real channel, nor an order to a
    simulated one. Raises `ConfigError` when our own connection or key is wrong; its notice then waits as before.
    """
    sender = _Sender(begin, platform, channel, means, clock)
    with begin() as guard:
        is_ours = guard.scalar(select(func.pg_try_advisory_xact_lock(func.hashtext(f"writ.deliver.{platform}"))))
        if is_ours and not is_away(guard, platform, clock()):
            sender.drain()
            sender.note()
        pending = guard.scalars(
            select(func.count()).where(OutboxRow.platform == platform, OutboxRow.state.in_(PENDING))
        ).one()
    return Delivered(dict(sender.results), pending)


Claims = list[Claim]
Ended = list[tuple[Claim, Ending]]


@dataclass
class _Sender:
    """Drains the outbox of one platform; counts in `results` what became of it."""

    begin: Begin
    platform: str
    channel: Channel
    means: Means
    clock: Clock
    results: Counter[str] = field(default_factory=Counter)
    patience: Patience = field(default_factory=Patience)

    def drain(self) -> None:
        """Send all that is due. At full speed the next notices are claimed while these are on their way."""
        full_speed, at_once = _most_at_once(self.channel.capabilities), 1
        with ThreadPoolExecutor(self.channel.capabilities.in_flight, thread_name_prefix="send") as threads:
            claims, earlier = self._take(at_once), Ended()
            while claims is not None:
                on_their_way = [threads.submit(self._try, claimed) for claimed in claims]
                self._finish(earlier)
                ahead = self._take(at_once, claims) if at_once == full_speed > 1 else None
                earlier = [(claimed, one.result()) for claimed, one in zip(claims, on_their_way, strict=True)]
                if self.patience.error:
                    self._finish([*earlier, *((claimed, NOT_TRIED) for claimed in ahead or ())])
                    return
                if ahead is None:
                    self._finish(earlier)
                    earlier, at_once = Ended(), min(4 * at_once, full_speed)
                    ahead = self._take(at_once)
                claims = ahead
            self._finish(earlier)

    def note(self) -> None:
        """Whether the platform is there: away when it is not to be tried any more, back when it said anything of use.

        Where our own connection is wrong, that says nothing of the platform.
        """
        with self.begin() as session:
            if isinstance(self.patience.error, PlatformBusy):
                note_away(session, self.platform, self.patience.error, self.clock())
            elif self.results.keys() & {AttemptResult.SENT, AttemptResult.FOUND, AttemptResult.HANDED}:
                note_back(session, self.platform)

    def _take(self, at_once: int, in_flight: Sequence[Claim] = ()) -> Claims | None:
        """Some notices that are due, signed and claimed; None when there are none.

        Empty where an order of each fell in this moment.
        """
        now, but = self.clock(), [claimed.notice_id for claimed in in_flight]
        with self.begin() as session:
            due = due_notices(session, self.platform, self.means, now, at_once, but)
        if not due:
            return None
        pdfs = {notice_id: self._signed(notice_id, kept_as) for notice_id, kept_as in due.items()}
        with self.begin() as session:
            return claim(session, pdfs, self.clock())

    def _signed(self, notice_id: UUID, kept_as: str | None) -> bytes:
        if kept_as:
            return self.means.blobs.get(kept_as)
        with self.begin() as session:
            return sign(session, notice_id, self.means)

    def _try(self, claimed: Claim) -> Ending:
        """One attempt; none where those before it say that the platform is away, or our own connection wrong."""
        if self.patience.error:
            return NOT_TRIED
        ending = _attempt(claimed, self.channel, self.clock)
        self.patience.note(claimed, ending)
        return ending

    def _finish(self, ended: Ended) -> None:
        """Raises `ConfigError` when our own connection is wrong, after what became of the notices is on record."""
        if not ended:
            return
        with self.begin() as session:
            ended = finish(session, ended, self.clock())
        for claimed, ending in ended:
            self.results[ending.result] += len(claimed.carries)
        for _, ending in ended:
            if isinstance(ending.error, ConfigError):
                raise ending.error


def _most_at_once(can: Capabilities) -> int:
    """Where nobody could tell what became of a claim whose sender died, no more is claimed than is in flight."""
    return MOST_AT_ONCE if can.can_be_asked else can.in_flight


def _attempt(claim: Claim, channel: Channel, clock: Clock) -> Ending:
    """Ask or send, and say how it ended; a receipt whose time can not be true is no proof."""
    try:
        if claim.was_attempted and (found := channel.find(claim.notice.key)):
            return _ended(found, AttemptResult.FOUND, claim, clock())
        if claim.is_reversed:
            return Ending(_not_there(claim, channel, clock()))
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


def _not_there(claim: Claim, channel: Channel, now: datetime) -> AttemptResult:
    """That it is not there is no answer yet where a sender died a moment ago: it may still be on its way."""
    is_settled = claim.last_attempt_at is not None and now - claim.last_attempt_at >= FIRST_WAIT
    can_be_known = channel.capabilities.can_be_asked and is_settled
    return AttemptResult.NOT_THERE if can_be_known else AttemptResult.UNCERTAIN


def _checked(receipt: Receipt, claim: Claim, now: datetime) -> Receipt:
    if not may_be_true(receipt, claim.first_attempt_at, now):
        raise DeliveryUncertain("the receipt's time lies before the notice was sent, or in the future")
    return receipt
