"""What every task gets: an owner, an end to its time, and retries for what can heal by itself.

Errors that only a person can mend fail at once; a platform or a source that is away, a lost worker and a database that
restarts are tried again. Every task may be killed and repeated, so a retry is always safe.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule

from include.writ import settings
from include.writ.errors import ConfigError, ContractBroken, NotAllowed, NotPossible, PackError

# static: a start that moves with the clock would make a new version of every DAG at every parse
START = datetime(2026, 1, 1, tzinfo=settings.timezone())

FAIL_AT_ONCE = ExceptionRetryPolicy(
    rules=[
        RetryRule(
            exception=[ConfigError, ContractBroken, NotAllowed, NotPossible, PackError],
            action=RetryAction.FAIL,
            reason="a person must act: the message says what is wrong",
        )
    ]
)

TASK_DEFAULTS: dict[str, Any] = {
    "owner": "data-engineering",
    "retries": 3,
    "retry_delay": timedelta(minutes=1),
    "retry_exponential_backoff": 2.0,
    "max_retry_delay": timedelta(minutes=15),
    "retry_policy": FAIL_AT_ONCE,
    "execution_timeout": timedelta(hours=1),
}
