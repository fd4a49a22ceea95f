"""What hypothesis draws: what the other side does with each request, when the sender dies, and when an order falls."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from hypothesis import strategies as st
from sqlalchemy.orm import Session

from include.writ.channels.base import Channel
from include.writ.domain.delivery import AnswerPage, Handed, Notice, Receipt, ReportPage
from tests.faults.deeds import CAN_TAKE, Deed, Takes, Way

Begin = Callable[[], AbstractContextManager[Session]]

WAITS = (0, 11, 30, 200, 700)


class Killed(BaseException):
    """The sender's process is gone."""


@dataclass(frozen=True, slots=True)
class Round:
    """One run of the sender, so many minutes after the last.

    `dies_at`: the step at which it is killed. `falls`: the order of the batch that falls, and at which step: 0 is
    before the run.
    """

    minutes: int
    dies_at: int | None
    falls: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Schedule:
    """`scripts`: for each notice, in the order in which the peer sees them, what becomes of each request about it."""

    orders: int
    most_items: int
    scripts: tuple[tuple[Deed, ...], ...]
    rounds: tuple[Round, ...]


@st.composite
def deeds(draw: st.DrawFn) -> Deed:
    way = draw(st.sampled_from(Way))
    takes = draw(st.sampled_from(Takes)) if way in CAN_TAKE else Takes.NOW
    retry_after = draw(st.sampled_from((None, 1, 5000))) if way in (Way.BUSY_429, Way.BUSY_503) else None
    return Deed(way, takes, retry_after)


rounds = st.builds(
    Round,
    minutes=st.sampled_from(WAITS),
    dies_at=st.none() | st.integers(1, 30),
    falls=st.none() | st.tuples(st.integers(0, 24), st.integers(0, 40)),
)
schedules = st.builds(
    Schedule,
    orders=st.integers(5, 12),
    most_items=st.integers(1, 3),
    scripts=st.lists(st.lists(deeds(), min_size=1, max_size=4).map(tuple), min_size=4, max_size=12).map(tuple),
    rounds=st.lists(rounds, min_size=2, max_size=4).map(tuple),
)


@dataclass
class Steps:
    """Counts the steps of a run, and lets happen what is to happen at one."""

    dies_at: int | None = None
    falls_at: int | None = None
    fall: Callable[[], object] = lambda: None
    taken: int = 0
    deaths: int = field(default=0)

    def step(self, *, holds_locks: bool = False) -> None:
        """One further step; while the sender holds locks nobody else gets on, so an order falls afterwards."""
        self.taken += 1
        if self.falls_at is not None and self.taken >= self.falls_at and not holds_locks:
            self.fall_now()
        if self.dies_at is not None and self.taken == self.dies_at:
            self.deaths += 1
            raise Killed

    def fall_now(self) -> None:
        """The order falls, if it has not yet."""
        if self.falls_at is not None:
            self.falls_at = None
            self.fall()

    def around(self, begin: Begin) -> Begin:
        """Transactions with a step before and one after each commit."""

        @contextmanager
        def stepped() -> Iterator[Session]:
            with begin() as session:
                yield session
                self.step(holds_locks=True)
            self.step()

        return stepped


class Stepped:
    """A channel with a step before and one after each call."""

    def __init__(self, channel: Channel, steps: Steps) -> None:
        self._channel = channel
        self._steps = steps
        self.capabilities = channel.capabilities
        self.hosts = channel.hosts

    def send(self, notice: Notice) -> Receipt | Handed:
        self._steps.step()
        given = self._channel.send(notice)
        self._steps.step()
        return given

    def find(self, key: str) -> Receipt | Handed | None:
        self._steps.step()
        found = self._channel.find(key)
        self._steps.step()
        return found

    def answers(self, after: int) -> AnswerPage:
        return self._channel.answers(after)

    def reports(self, cursor: str) -> ReportPage:
        return self._channel.reports(cursor)


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)
