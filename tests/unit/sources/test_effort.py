"""How often and how long one source is asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from include.writ.errors import ContractBroken, SourceError
from include.writ.sources.effort import Attempts, Effort, PassingFault, WrongBytes


class Trial:
    """Attempts that fail, and bring so many bytes more each time."""

    def __init__(self, brings: Callable[[int], int], fault: type[PassingFault] = PassingFault) -> None:
        self.calls = 0
        self.size = 0
        self.waits: list[float] = []
        self._brings = brings
        self._fault = fault

    def run(self, **bounds: float) -> None:
        effort = Effort(sleep=self.waits.append, **bounds)  # type: ignore[arg-type]
        Attempts("media_watch", effort, lambda: self.size).run(self._attempt)

    def _attempt(self) -> None:
        self.calls += 1
        self.size = self._brings(self.calls)
        raise self._fault("no luck")


def test_three_attempts_that_bring_nothing_are_enough() -> None:
    trial = Trial(lambda _: 0)
    with pytest.raises(SourceError, match="no luck"):
        trial.run()
    assert trial.calls == 3
    assert all(0 <= wait <= 5 for wait in trial.waits)


def test_attempts_that_bring_something_go_on_but_not_for_ever() -> None:
    trial = Trial(lambda call: call)
    with pytest.raises(SourceError):
        trial.run()
    assert trial.calls == Effort().attempts_in_all == 30


def test_bytes_that_came_once_already_are_nothing_new() -> None:
    trial = Trial(lambda call: 100 if call % 2 else 0)
    with pytest.raises(SourceError):
        trial.run()
    assert trial.calls == 4


def test_wrong_bytes_are_no_progress_and_in_the_end_break_the_contract() -> None:
    trial = Trial(lambda call: call, WrongBytes)
    with pytest.raises(ContractBroken, match="no luck"):
        trial.run()
    assert trial.calls == 3


def test_a_wait_that_would_outlast_the_time_is_not_begun() -> None:
    moments = iter([0.0, 10.0])
    effort = Effort(seconds=20, sleep=pytest.fail, monotonic=lambda: next(moments))

    def attempt() -> None:
        raise PassingFault("busy", retry_after_s=11)

    with pytest.raises(SourceError, match="busy"):
        Attempts("media_watch", effort, lambda: 0).run(attempt)


def test_the_time_of_a_task_is_longer() -> None:
    from include.writ.orchestration.defaults import TASK_DEFAULTS

    assert Effort().seconds < TASK_DEFAULTS["execution_timeout"].total_seconds()
