"""Opens a case for each content item and ground that the day's findings name.

It extends the case that is open already, and links a reappearance to the case before it.

**Runs** for each day announced by `validate_findings`; the partition key is that day. Unpaused from the start: a day
that is announced while it is paused is lost (then clear `announce` of `validate_findings` for that day).

**Reads** the day's accepted findings. **Writes** content items, cases and evidence.

**Retry or clear** changes nothing: a case's id follows from what it is about, and a finding is taken up once.

**If it fails**, nothing is half-written (one transaction). Read the log of `open_cases_of_day`, mend, clear it with
downstream.

**Owner**: data engineering
"""

from __future__ import annotations

from airflow.sdk import PartitionedAssetTimetable, dag, task

from include.writ.orchestration.assets import CASES, FINDINGS
from include.writ.orchestration.defaults import START, TASK_DEFAULTS
from include.writ.orchestration.finish import announce
from include.writ.orchestration.partition import day_of_run
from include.writ.orchestration.tags import Tag


@dag(
    schedule=PartitionedAssetTimetable(FINDINGS),
    start_date=START,
    catchup=False,
    max_active_runs=16,
    is_paused_upon_creation=False,
    default_args=TASK_DEFAULTS,
    tags=[Tag.CASES, Tag.BY_DAY],
    doc_md=__doc__,
)
def open_cases() -> None:
    """Open or extend the cases of a day."""

    @task
    def open_cases_of_day() -> dict[str, int]:
        from include.writ.wiring import stages

        return stages.open_cases_of(day_of_run())

    announce(CASES, open_cases_of_day())


open_cases()
