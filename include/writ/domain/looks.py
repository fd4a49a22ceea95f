"""When an ordered item is looked at again: often while something is to be found out, seldom once it is known.

Pure. The same facts give the same time; a later look never leads to an earlier next one. Runs come every half-hour, so
times are reckoned from the slot of the last look, and each slot sees an item once at most.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from include.writ.domain.states import OrderState
from include.writ.domain.verdict import Verdict

SLOT = timedelta(minutes=30)
AGREEING = timedelta(minutes=30)
"""Two looks that agree count as agreeing when they are at least so far apart; the database reckons with the same."""

_HOUR, _DAY, _WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
_FRESH, _WHILE_FRESH, _WHILE_OPEN = _DAY, _HOUR, 3 * _HOUR
_AROUND_DEADLINE = timedelta(hours=2)
_LONGEST_DOUBT = timedelta(hours=6)
OBEYED = frozenset({Verdict.REMOVED, Verdict.ACCOUNT_GONE, Verdict.WITHHELD})


def slot_of(moment: datetime) -> datetime:
    """The slot of a probe: within one half-hour an item is asked about once, however often the task runs."""
    return moment.replace(minute=moment.minute // 30 * 30, second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the looks so far amount to, as the database compares them.

    `verdict` is the last one that is not `unknown`, seen at each such look from `since` to `agreed_at`; `doubts` counts
    the looks since then that could not tell.
    """

    looked_at: datetime
    verdict: Verdict | None = None
    since: datetime | None = None
    agreed_at: datetime | None = None
    doubts: int = 0

    @property
    def is_confirmed(self) -> bool:
        """Whether two looks far enough apart agree, with nothing else known in between."""
        return self.since is not None and self.agreed_at is not None and self.agreed_at - self.since >= AGREEING


@dataclass(frozen=True, slots=True)
class Watched:
    """What of an order matters for when to look. `due_at` is None while the platform's time stands still.

    `reversed_at`: annulled or lifted, and its content is to be restored; `restored_at`: it was seen back.
    """

    state: OrderState
    sent_at: datetime | None = None
    due_at: datetime | None = None
    review_ends_at: datetime | None = None
    reversed_at: datetime | None = None
    restored_at: datetime | None = None


def next_look_at(order: Watched, seen: Seen) -> datetime | None:
    """When to look again after the looks `seen`; None: not any more, unless the order changes."""
    wished = _wish(order, seen)
    return None if wished is None else max(wished, slot_of(seen.looked_at) + SLOT)


def _wish(order: Watched, seen: Seen) -> datetime | None:
    if order.state in {OrderState.REVERSED, OrderState.RESTORED}:
        return _until_back(order.reversed_at, order.restored_at, seen)
    if order.state not in {OrderState.SENT, OrderState.EFFECTED}:
        return None
    if seen.verdict in OBEYED and seen.is_confirmed:
        return _while_obeyed(order, seen)
    if seen.verdict in OBEYED and not seen.doubts:
        return seen.looked_at + AGREEING
    wished = _while_open(order, seen)
    return None if order.state is OrderState.EFFECTED and _is_over(order, wished) else wished


def _is_over(order: Watched, moment: datetime) -> bool:
    return order.review_ends_at is not None and moment >= order.review_ends_at


def _while_open(order: Watched, seen: Seen) -> datetime:
    """Hourly in the first day, then every three hours; at every run around the deadline, and after a doubt sooner."""
    at, due_at = seen.looked_at, order.due_at
    if due_at and due_at - _AROUND_DEADLINE <= at < due_at + _AROUND_DEADLINE:
        return at
    is_fresh = order.sent_at is not None and at < order.sent_at + _FRESH
    pause = _doubt_pause(seen) if seen.doubts else _WHILE_FRESH if is_fresh else _WHILE_OPEN
    wished = slot_of(at) + pause
    return min(wished, due_at - _AROUND_DEADLINE) if due_at and at < due_at else wished


def _while_obeyed(order: Watched, seen: Seen) -> datetime | None:
    """Daily for a week after it was first seen obeyed, then weekly, until the order's review."""
    is_new = seen.since is not None and seen.looked_at < seen.since + _WEEK
    pause = _doubt_pause(seen) if seen.doubts else _DAY if is_new else _WEEK
    wished = slot_of(seen.looked_at) + pause
    return None if _is_over(order, wished) else wished


def _until_back(reversed_at: datetime | None, restored_at: datetime | None, seen: Seen) -> datetime | None:
    """Hourly until the content is seen back, then a day and a week after that."""
    if reversed_at is None:
        return None
    back_at = restored_at
    if back_at is None and seen.verdict is Verdict.AVAILABLE and seen.agreed_at and seen.agreed_at > reversed_at:
        back_at = max(seen.since or reversed_at, reversed_at)
    if back_at is None:
        return slot_of(seen.looked_at) + (_doubt_pause(seen) if seen.doubts else _WHILE_FRESH)
    return next((back_at + later for later in (_DAY, _WEEK) if seen.looked_at < back_at + later), None)


def _doubt_pause(seen: Seen) -> timedelta:
    """The next run, and twice as long after each further doubt, up to six hours."""
    return min(SLOT * (1 << min(seen.doubts - 1, 5)), _LONGEST_DOUBT)
