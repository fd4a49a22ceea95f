"""Whether a task that failed is tried again, told by the class of its error; one policy for all tasks.

What only a person can mend fails at once, with the error's own words as the reason. A platform that is busy is asked
again no sooner than it said, or by the next run; a database that is away is tried again. All else, a lost worker too,
is Airflow's default: a few tries with growing pauses. Every task may be repeated, so a retry is always safe.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from airflow.sdk import RetryDecision, RetryPolicy

from include.writ.channels.base import BusyFor
from include.writ.errors import (
    ConfigError,
    ContractBroken,
    NotAllowed,
    NotPossible,
    PackError,
    PlatformBusy,
    PlatformRefused,
)

if TYPE_CHECKING:
    from airflow.sdk import Context

FOR_A_PERSON = (ConfigError, ContractBroken, NotAllowed, NotPossible, PackError, PlatformRefused)
RETRY_DELAY = timedelta(minutes=1)
# three of these fit between two runs of collect_responses; longer, one platform would keep the others waiting
LONGEST_WAIT = timedelta(minutes=3)


class RetryByError(RetryPolicy):
    """Decides in the worker; what it says of a retry stands with the task instance (Airflow: `retry_reason`)."""

    def evaluate(
        self, exception: BaseException, try_number: int, max_tries: int, context: Context | None = None
    ) -> RetryDecision:
        """Fail, retry or leave it to Airflow; a retry takes its turn among the task's own tries."""
        from sqlalchemy.exc import OperationalError  # not at every parse

        if isinstance(exception, FOR_A_PERSON):
            return RetryDecision.fail(str(exception))
        if isinstance(exception, PlatformBusy):
            return _when_it_asks(exception)
        if isinstance(exception, OperationalError):
            return RetryDecision.retry(reason=f"the database did not do it ({type(exception.orig).__name__})")
        return RetryDecision.default()


def _when_it_asks(busy: PlatformBusy) -> RetryDecision:
    asked = timedelta(seconds=busy.retry_after or 0) if isinstance(busy, BusyFor) else timedelta()
    if asked > LONGEST_WAIT:
        return RetryDecision.fail(f"{busy}; it asks for a pause of {asked}: the next run asks again")
    return RetryDecision.retry(asked if asked > RETRY_DELAY else None, str(busy))
