"""How often and how long a source is asked within one call. What is left over the scheduler does later.

An attempt that brought bytes does not count against the source, so that a long file over a bad line arrives; the
number of attempts in all and the time are bounded all the same.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import tenacity

from include.writ.errors import ContractBroken, SourceError

Result = TypeVar("Result")


class PassingFault(SourceError):
    """A fault that may be gone in a second: no connection, a cut body, 429 or 5xx."""

    def __init__(self, message: str, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class WrongBytes(PassingFault):
    """The bytes are not those the sender announced: a damaged transfer, or else a damaged file."""


@dataclass(frozen=True, slots=True)
class Effort:
    """The bounds of one fetch, and the two functions of time that it uses."""

    attempts: int = 3
    attempts_in_all: int = 30
    # a task of Airflow has an hour (orchestration/defaults.py)
    seconds: float = 45 * 60.0
    longest_wait_s: float = 60.0
    sleep: Callable[[float], None] = time.sleep
    monotonic: Callable[[], float] = time.monotonic


class Attempts:
    """The attempts of one fetch."""

    def __init__(self, source: str, effort: Effort, progress: Callable[[], int]) -> None:
        self._source = source
        self._effort = effort
        self._progress = progress
        self._most = 0
        self._in_vain = 0
        self._ends_at = effort.monotonic() + effort.seconds
        self._backoff = tenacity.wait_random_exponential(multiplier=0.2, max=5)

    def check_time(self) -> None:
        """Raise `SourceError` when the time is over; called for every piece of a body, for it may drip for ever."""
        if self._effort.monotonic() > self._ends_at:
            raise SourceError(f"source {self._source}: the export did not arrive within {self._effort.seconds:.0f} s")

    def run(self, attempt: Callable[[], Result]) -> Result:
        """Call `attempt` until it returns. A lasting fault is a `SourceError`, wrong bytes are `ContractBroken`."""
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(PassingFault),
            stop=self._is_enough,
            wait=self._wait,
            sleep=self._effort.sleep,
            reraise=True,
        )
        try:
            return retrying(attempt)
        except WrongBytes as fault:
            raise ContractBroken(str(fault)) from None
        except PassingFault as fault:
            raise SourceError(str(fault)) from None

    def _is_enough(self, state: tenacity.RetryCallState) -> bool:
        progress = 0 if isinstance(_fault(state), WrongBytes) else self._progress()
        self._in_vain = 0 if progress > self._most else self._in_vain + 1
        self._most = max(progress, self._most)
        wait_s = _asked_wait(state) or 0.0
        return (
            self._in_vain >= self._effort.attempts
            or state.attempt_number >= self._effort.attempts_in_all
            or wait_s > self._effort.longest_wait_s
            or self._effort.monotonic() + wait_s > self._ends_at
        )

    def _wait(self, state: tenacity.RetryCallState) -> float:
        asked = _asked_wait(state)
        return self._backoff(state) if asked is None else asked


def _asked_wait(state: tenacity.RetryCallState) -> float | None:
    fault = _fault(state)
    return fault.retry_after_s if isinstance(fault, PassingFault) else None


def _fault(state: tenacity.RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome else None
