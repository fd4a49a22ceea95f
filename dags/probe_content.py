"""Looks at the public page of every ordered item, and of those to be restored, and records what an outsider sees there.

That is: available, removed, withheld, behind a login wall, or unknown. "Unknown" is never "removed".

**Runs** every half-hour by the clock, one task, one run at a time. It is paused when it is new: unpause it together
with `pull_exports`.

**Reads** which items are due: often around a deadline, seldom once they are known to be gone (docs/probes.md), and the
connections that `WRIT_VANTAGE_INSIDE` and `WRIT_VANTAGE_OUTSIDE` name, if any: proxies by which it looks from there.
**Writes** verdicts, and when each item is due next. Addresses stay out of the logs.

**Retry or clear** looks only at what is still due; nothing is looked at twice in one half-hour.

**If it fails**, nothing of this look was recorded and the next run looks again. In specimen mode only simulated pages
are looked at: `ConfigError` says what to set.

**Owner**: data engineering
"""

from __future__ import annotations

from airflow.sdk import dag, task

from include.writ.orchestration.connections import vantage_points
from include.writ.orchestration.defaults import START, TASK_DEFAULTS
from include.writ.orchestration.tags import Tag


@dag(
    schedule="*/30 * * * *",
    start_date=START,
    catchup=False,
    max_active_runs=1,
    default_args=TASK_DEFAULTS,
    tags=[Tag.OVERSIGHT, Tag.BY_CLOCK],
    doc_md=__doc__,
)
def probe_content() -> None:
    """Look at ordered items."""

    @task
    def probe() -> dict[str, int]:
        from include.writ.wiring import looking

        return looking.probe_due(vantage_points())

    probe()


probe_content()
