"""Accepts or quarantines each row of the day's exports.

A quarantined row keeps its reasons; a file that cannot be read is refused as a whole.

**Runs** for each day announced by `pull_exports`; the partition key is that day. Unpaused from the start: a day that
is announced while it is paused is lost (then clear `announce` of `pull_exports` for that day).

**Reads** the day's batches that wait for validation. **Writes** findings, quarantined rows and Data Docs
(`var/data_docs/SOURCE/DAY`).

**Retry or clear** changes nothing for a batch that was validated or refused before. A corrected export is a new
version of the batch: clear `pull` of `pull_exports` with downstream.

**If it fails.** A refused file is no failure of this DAG: the batch says why, the log of `validate` warns, and the
source's owner has to send another. A failed `validate` is ours (its batch still waits, the other batches went on):
read its log, mend, clear it with downstream. `all_validated` keeps the run red until then.

**Owner**: data engineering
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import PartitionedAssetTimetable, dag, task

from include.writ.log import get
from include.writ.orchestration.assets import EXPORTS, FINDINGS
from include.writ.orchestration.defaults import START, TASK_DEFAULTS
from include.writ.orchestration.finish import announce_parts
from include.writ.orchestration.partition import day_of_run
from include.writ.orchestration.tags import Tag

log = get(__name__)


@dag(
    schedule=PartitionedAssetTimetable(EXPORTS),
    start_date=START,
    catchup=False,
    max_active_runs=16,
    is_paused_upon_creation=False,
    default_args=TASK_DEFAULTS,
    tags=[Tag.INTAKE, Tag.BY_DAY],
    doc_md=__doc__,
)
def validate_findings() -> None:
    """Accept or quarantine the findings of a day."""

    @task
    def batches() -> list[str]:
        from include.writ.wiring import stages

        return stages.batches_of(day_of_run())

    # two at once: each holds an export and Great Expectations in memory
    @task(max_active_tis_per_dag=2)
    def validate(batch_id: str) -> dict[str, Any]:
        from include.writ.wiring import stages

        counts = stages.validate_batch(batch_id)
        if counts.pop("refusal"):
            log.warning("batch %s was refused as a whole; the batch says why", batch_id)
        return counts

    listed = batches()
    announce_parts(FINDINGS, listed=listed, mapped=validate.expand(batch_id=listed), all_done_id="all_validated")


validate_findings()
