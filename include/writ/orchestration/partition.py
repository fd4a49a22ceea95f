"""The day a run is about: its partition key, and nothing else.

Airflow's `logical_date` and `ds` do not exist in these runs, and a cron tick is an instant, not a day of the authority.
A run without a well-formed key is refused before it does anything, because a guessed day would put work into a wrong
book.
"""

from __future__ import annotations

import re
from datetime import date

from airflow.sdk import CronPartitionTimetable, get_current_context

from include.writ import settings
from include.writ.errors import ConfigError

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

# Midnight, and no other hour: only then do scheduled, manual and backfilled runs of a day agree on its partition date,
# by which Airflow avoids a second run of the same day. The offset names the day that has just ended.
EACH_DAY = CronPartitionTimetable("0 0 * * *", timezone=str(settings.timezone()), key_format="%Y-%m-%d", run_offset=-1)


def day_of_run() -> date:
    """The day of the running task. Raises `ConfigError` when the run was started without a proper key."""
    key = get_current_context()["dag_run"].partition_key
    return parse_day(key)


def parse_day(key: str | None) -> date:
    """The day that a partition key names: strictly YYYY-MM-DD."""
    try:
        if key and _DAY.fullmatch(key):
            return date.fromisoformat(key)
    except ValueError:
        pass
    raise ConfigError(
        f"this run has the partition key {key!r}, not a day: trigger the DAG again with a partition key such as "
        "2026-11-17 (Trigger > Advanced Options > Partition Key)"
    )
