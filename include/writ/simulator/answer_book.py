"""The answers of one platform in the order in which they can be collected.

An answer is shown once the clock has passed its time, and its number is its place among all by time. That number is
stable: an answer to a notice is at least a minute later than the notice, so nothing comes in before what was shown.
Now and then an answer names an order that nobody issued; such strays begin with the platform's first notice.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from include.writ.domain.content import Platform
from include.writ.domain.delivery import Answer, AnswerPage, Outcome
from include.writ.simulator.behaviour import MINUTE, Reply
from include.writ.simulator.chance import delay, number, token
from include.writ.simulator.journal import Accepted
from include.writ.simulator.world import local_day, local_time

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class _Entry:
    answered_at: datetime
    answer_id: str
    notice_key: str | None
    order_number: str
    outcome: Outcome
    reason: str


class AnswerBook:
    """What one platform has answered and will answer."""

    def __init__(self, seed: int, platform: Platform) -> None:
        self._seed = seed
        self._platform = platform
        self._entries: list[_Entry] = []
        self._strays_after: datetime | None = None
        self._next_stray_day: date | None = None

    def expect(self, notice: Accepted, order_number: str, replies: Sequence[Reply]) -> None:
        """Note the answers that will follow from what `notice` says about one order."""
        if self._strays_after is None:
            self._strays_after = notice.received_at + MINUTE
            self._next_stray_day = local_day(notice.received_at)
        for reply in replies:
            answer_id = f"A-{token(self._platform, notice.key, order_number, reply.outcome)}"
            entry = (reply.answered_at, answer_id, notice.key, order_number, reply.outcome, reply.reason)
            insort(self._entries, _Entry(*entry))

    def page(self, after: int, limit: int, now: datetime) -> AnswerPage:
        """At most `limit` of the answers given by `now`, beginning behind number `after`."""
        self._add_strays(local_day(now))
        due = bisect_right(self._entries, now, key=lambda entry: entry.answered_at)
        end = min(after + limit, due)
        shown = [_numbered(seq, self._entries[seq - 1]) for seq in range(after + 1, end + 1)]
        return AnswerPage(shown, has_more=end < due)

    def _add_strays(self, today: date) -> None:
        while self._next_stray_day is not None and self._next_stray_day <= today:
            self._add_stray(self._next_stray_day)
            self._next_stray_day += _DAY

    def _add_stray(self, day: date) -> None:
        parts = (self._seed, self._platform, day, "stray")
        answered_at = local_time(day, time(1)) + delay(MINUTE, timedelta(hours=22), *parts, "at")
        if number(3, *parts) or self._strays_after is None or answered_at < self._strays_after:
            return
        order_number = f"1999-{number(1_000_000, *parts, 'order'):06d}"
        reason = "Ответ на неизвестное распоряжение (вымышленный ответ)."
        insort(self._entries, _Entry(answered_at, f"A-{token(*parts)}", None, order_number, Outcome.REMOVED, reason))


def _numbered(seq: int, entry: _Entry) -> Answer:
    return Answer(
        seq=seq,
        answer_id=entry.answer_id,
        notice_key=entry.notice_key,
        order_number=entry.order_number,
        outcome=entry.outcome,
        reason=entry.reason,
        answered_at=entry.answered_at,
    )
