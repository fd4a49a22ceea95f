"""Opens the cases of batches that a person let in, and accounts for every row of the day.

All other findings get their case together with their validation, in one transaction: a finding extends the case that
is open for its content item and ground, opens one, or, where the order of the last one was obeyed, opens a further one.

**Runs** for each day announced by `validate_findings`; the partition key is that day. Unpaused from the start: a day
that is announced while it is paused is lost (then clear `announce` of `validate_findings` for that day).

**Reads** the day's batches. **Writes** content items, cases and findings of batches that were let in since.

**Retry or clear** changes nothing: a case's id follows from what it is about, and a finding is taken up once.

**If it fails**, nothing is half-written (one transaction). "not every accepted row is a finding" names batches whose
rows do not add up: nothing further may happen with that day before somebody has looked. Read the log of
`open_cases_of_day`, mend, clear it with downstream.

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
