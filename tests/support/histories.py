"""What can happen to an order that was sent, and what it then is, reckoned in the plainest way from its history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from include.writ.domain.delivery import Outcome
from include.writ.domain.reckoning import Clock, Course, Facts, Said, Seen
from include.writ.domain.verdict import Verdict

_NOT_THERE = {Verdict.REMOVED, Verdict.ACCOUNT_GONE, Verdict.WITHHELD}
GONE = {Verdict.REMOVED: Seen.GONE, Verdict.ACCOUNT_GONE: Seen.GONE, Verdict.WITHHELD: Seen.WITHHELD}
CLAIMS = {
    Outcome.REMOVED: Said.DONE,
    Outcome.ALREADY_REMOVED: Said.DONE,
    Outcome.WITHHELD: Said.DONE,
    Outcome.RESTRICTED: Said.LIMITED,
    Outcome.PARTIAL: Said.LIMITED,
    Outcome.NOT_FOUND: Said.NOT_THERE,
}


@dataclass(frozen=True)
class History:
    """Times are in order. `stops`: beginning and end of each. `restore_by`: the end of the time to restore, if told.

    `outside`: what a look saw from outside the territory, where it was asked. `withdrawn`: when it was withdrawn, of
    an answer that was matched in error, by the time of the answer.
    """

    received_at: datetime
    hours: int
    looks: Sequence[tuple[datetime, Verdict]] = ()
    outside: Mapping[datetime, Verdict] = field(default_factory=dict)
    answers: Sequence[tuple[datetime, Outcome]] = ()
    withdrawn: Mapping[datetime, datetime] = field(default_factory=dict)
    stops: Sequence[tuple[datetime, datetime | None]] = ()
    reversed_at: datetime | None = None
    told_at: datetime | None = None
    restore_by: datetime | None = None
    to_be_restored: bool = True


@dataclass
class Looks:
    """The looks until an instant that could tell something, one after the other."""

    last: tuple[datetime, Verdict] | None = None
    inside: Seen | None = None
    outside: Verdict | None = None
    means: Seen | None = None
    since: datetime | None = None
    is_confirmed: bool = False
    effect: Seen | None = None
    effected_at: datetime | None = None
    settled: Seen | None = None
    backs: list[datetime] = field(default_factory=list)

    def add(self, at: datetime, verdict: Verdict, outside: Verdict | None) -> None:
        """One more."""
        inside = GONE.get(verdict) or {Verdict.AVAILABLE: Seen.THERE, Verdict.RESTRICTED: Seen.WALLED}[verdict]
        is_gone = verdict in _NOT_THERE
        means = self._mean(inside, outside)
        if means is not self.means and not (is_gone and inside is self.inside):
            self.since = at
        assert self.since is not None
        self.last, self.inside, self.means = (at, verdict), inside, means
        self.is_confirmed = is_gone and at - self.since >= timedelta(minutes=30)
        if self.is_confirmed:
            self.settled = means
            if self.effect is None:
                self.effect, self.effected_at = means, self.since
        if verdict is Verdict.AVAILABLE and self.effect is not None:
            self.settled = Seen.BACK
            self.backs.append(at)

    def _mean(self, inside: Seen, outside: Verdict | None) -> Seen:
        """What is seen inside, told apart by what was last known from outside since it is seen so."""
        if inside is not self.inside:
            self.outside = None
        if outside is Verdict.AVAILABLE or outside in _NOT_THERE:
            self.outside = outside
        if inside is Seen.GONE and self.outside is Verdict.AVAILABLE:
            return Seen.WITHHELD
        if inside is Seen.THERE and self.outside in _NOT_THERE:
            return Seen.ELSEWHERE
        return inside

    def seen(self) -> Seen:
        """What they say of an order in force."""
        if self.last is None:
            return Seen.NEVER
        if self.effect is not None:
            if self.is_confirmed or self.settled is Seen.BACK:
                return self.settled or self.effect
            return self.effect
        assert self.means is not None
        return Seen.GONE_ONCE if self.last[1] in _NOT_THERE else self.means


def looks_of(history: History, cutoff: datetime) -> Looks:
    """All looks before `cutoff`, one by one."""
    found = Looks()
    for at, verdict in history.looks:
        if at < cutoff and verdict is not Verdict.UNKNOWN:
            found.add(at, verdict, history.outside.get(at))
    return found


def answers_of(history: History, cutoff: datetime) -> list[tuple[datetime, Outcome]]:
    """All answers before `cutoff` that were not withdrawn before it."""
    return [
        (at, outcome) for at, outcome in history.answers if at < cutoff and history.withdrawn.get(at, cutoff) >= cutoff
    ]


def facts_of(history: History, cutoff: datetime) -> Facts:
    """The order at that instant."""
    if history.reversed_at and history.reversed_at < cutoff:
        return _reversed(history, history.reversed_at, cutoff)
    due = history.received_at
    for began, ended in history.stops:
        if began < cutoff:
            if ended is None or ended >= cutoff:
                return _in_force(history, cutoff, None)
            due = max(due, ended)
    return _in_force(history, cutoff, due + timedelta(hours=history.hours))


def _in_force(history: History, cutoff: datetime, due: datetime | None) -> Facts:
    looks = looks_of(history, cutoff)
    said, claimed_at = _said(answers_of(history, cutoff))
    return Facts(Course.IN_FORCE, _clock(due, cutoff), said, looks.seen(), *_order_of(looks.last, due, claimed_at))


def _said(answers: Sequence[tuple[datetime, Outcome]]) -> tuple[Said, datetime | None]:
    claims = [(at, CLAIMS[outcome]) for at, outcome in answers if outcome in CLAIMS]
    refusals = [at for at, outcome in answers if outcome is Outcome.REFUSED]
    claimed_at = claims[-1][0] if claims else None
    if not refusals:
        return (claims[-1][1] if claims else Said.NOTHING), claimed_at
    if claimed_at is None:
        return Said.REFUSED, None
    return (claims[-1][1] if claimed_at > refusals[-1] else Said.BOTH), claimed_at


def _reversed(history: History, reversed_at: datetime, cutoff: datetime) -> Facts:
    since = [one for one in history.looks if reversed_at < one[0] < cutoff and one[1] is not Verdict.UNKNOWN]
    told = history.told_at is not None and history.told_at < cutoff
    due = history.restore_by if told else None
    said_at = next((at for at, o in answers_of(history, cutoff) if o is Outcome.RESTORED and reversed_at < at), None)
    last = since[-1] if since else None
    if any(verdict is Verdict.AVAILABLE for _, verdict in since):
        seen = Seen.THERE
    elif last is None:
        seen = Seen.NEVER
    else:
        seen = Seen.WALLED if last[1] is Verdict.RESTRICTED else Seen.GONE_ONCE
    course = Course.TO_RESTORE if history.to_be_restored else Course.LIFTED
    said = Said.RESTORED if said_at else Said.NOTHING
    return Facts(course, _clock(due, cutoff), said, seen, *_order_of(last, due, said_at))


def _clock(due: datetime | None, cutoff: datetime) -> Clock:
    if due is None:
        return Clock.STILL
    return Clock.OVER if due < cutoff else Clock.RUNNING


def _order_of(
    last: tuple[datetime, Verdict] | None, due: datetime | None, said_at: datetime | None
) -> tuple[bool, bool]:
    """Whether the last look was after the time was over, and after the answer."""
    is_late = last is not None and due is not None and last[0] > due
    return is_late, last is not None and said_at is not None and last[0] > said_at
