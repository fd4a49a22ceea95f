"""Proposes a draft decision for each case that has none, as the pack says.

Ground, authority, provision, deadline and text come from the pack. A case has its proposal from its opening if the pack
had its ground in force then; this is for the others: what a probe saw again, and grounds that came into force since.
People decide; nothing follows from a draft by itself.

**Runs** for each day announced by `open_cases`; the partition key is that day. Unpaused from the start: a day that is
announced while it is paused is lost (then clear `announce` of `open_cases` for that day).

**Reads** the day's cases without a draft, and the pack. **Writes** drafts of decisions.

**Retry or clear** changes nothing for a case that has a draft, or on which a person has acted.

**If it fails**, nothing is half-written (one transaction). `PackError` names the rule of the pack that is wrong.
Mend, clear `propose_drafts` with downstream.

**Owner**: data engineering
"""

from __future__ import annotations

from airflow.sdk import PartitionedAssetTimetable, dag, task

from include.writ.orchestration.assets import CASES, DRAFTS
from include.writ.orchestration.defaults import START, TASK_DEFAULTS
from include.writ.orchestration.finish import announce
from include.writ.orchestration.partition import day_of_run
from include.writ.orchestration.tags import Tag


@dag(
    schedule=PartitionedAssetTimetable(CASES),
    start_date=START,
    catchup=False,
    max_active_runs=16,
    is_paused_upon_creation=False,
    default_args=TASK_DEFAULTS,
    tags=[Tag.CASES, Tag.BY_DAY],
    doc_md=__doc__,
)
def draft_decisions() -> None:
    """Propose drafts for the cases of a day."""

    @task
    def propose_drafts() -> dict[str, int]:
        from include.writ.wiring import stages

        return stages.propose_drafts_of(day_of_run())

    announce(DRAFTS, propose_drafts())


draft_decisions()
