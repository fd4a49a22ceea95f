"""Accepts or quarantines each row of the day's exports, and opens the cases of what is accepted.

A quarantined row keeps its reasons; a file that cannot be read is refused as a whole.

**Runs** for each day announced by `pull_exports`; the partition key is that day. Unpaused from the start: a day that
is announced while it is paused is lost (then clear `announce` of `pull_exports` for that day).

**Reads** the day's batches that wait for validation. **Writes** findings with their cases, quarantined rows, checks
and Data Docs, to which each `validate` has a link, and another one to the batch and its quarantine in the Docket.

**The question.** A batch of which a larger share is refused than its source's limit is held: nothing of it goes on.
`ask_to_let_in` asks about each held batch by itself, as a Required Action that waits for as long as it takes and has
no default; the day's other batches are announced at once. Only a person with the role engineer in Writ's register can
answer, and only Writ's record of the answer lets rows in: marking tasks as success by hand lets in nothing. After
`Accept the good rows` the day is announced once more and `open_cases` opens them. After `Hold` nothing goes on; an
engineer can let the batch in later, on its page in the Docket, and `replay_quarantine` then announces the day within
ten minutes. A corrected file of the source replaces a held one.

**Retry or clear** changes nothing for a batch that was validated or refused before. A corrected export is a new
version of the batch: clear `pull` of `pull_exports` with downstream.

**If it fails.** A refused file is no failure of this DAG: the batch says why, the log of `validate` warns, and the
source's owner has to send another. A failed `validate` is ours (its batch still waits, the other batches went on):
read its log, mend, clear it with downstream. `all_validated` keeps the run red until then. `ask_to_let_in` with
`NotAllowed`: someone answered who may not. `announce_let_in` with `NotAllowed`: the question was marked as success and
nobody answered. In both cases clear `ask_to_let_in` with downstream to ask again.

**Owner**: data engineering
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import PartitionedAssetTimetable, dag, task
from airflow.sdk.exceptions import AirflowSkipException

from include.writ.orchestration.assets import EXPORTS, FINDINGS
from include.writ.orchestration.defaults import START, TASK_DEFAULTS
from include.writ.orchestration.finish import announce_parts
from include.writ.orchestration.hold_question import ask_to_let_in
from include.writ.orchestration.partition import day_of_run
from include.writ.orchestration.tags import Tag
from include.writ.orchestration.validation import ValidateBatch


@dag(
    schedule=PartitionedAssetTimetable(EXPORTS),
    start_date=START,
    catchup=False,
    max_active_runs=500,  # a waiting question counts as an active run
    is_paused_upon_creation=False,
    default_args=TASK_DEFAULTS,
    tags=[Tag.INTAKE, Tag.BY_DAY, Tag.NEEDS_PERSON],
    doc_md=__doc__,
)
def validate_findings() -> None:
    """Accept or quarantine the findings of a day."""

    @task
    def batches() -> list[str]:
        from include.writ.wiring import stages

        return stages.batches_of(day_of_run())

    # a batch that failed must not keep the questions about the others from being asked
    @task(trigger_rule="all_done")
    def held_batches(batch_ids: list[str] | None) -> list[str]:
        from include.writ.wiring import gate

        if batch_ids is None:
            raise AirflowSkipException("the batches of this day could not be listed; clear the task that lists them")
        return gate.held_among(batch_ids)

    listed: Any = batches()
    # two at once: each holds an export and Great Expectations in memory
    validate = ValidateBatch.partial(task_id="validate", max_active_tis_per_dag=2).expand(batch_id=listed)
    announce_parts(FINDINGS, listed=listed, mapped=validate, all_done_id="all_validated")
    held = held_batches(listed)
    validate >> held
    ask_to_let_in.expand(batch_id=held)


validate_findings()
