"""What every task gets: an owner, an end to its time, and retries for what can heal by itself (retry.py)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from include.writ import settings
from include.writ.orchestration.retry import RETRY_DELAY, RetryByError

# static: a start that moves with the clock would make a new version of every DAG at every parse
START = datetime(2026, 1, 1, tzinfo=settings.timezone())

TASK_DEFAULTS: dict[str, Any] = {
    "owner": "data-engineering",
    "retries": 3,
    "retry_delay": RETRY_DELAY,
    "retry_exponential_backoff": 2.0,
    "max_retry_delay": timedelta(minutes=15),
    "retry_policy": RetryByError(),
    "execution_timeout": timedelta(hours=1),
}
