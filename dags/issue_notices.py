"""Asks a releaser whether the day's approved notices may leave, and sends them when the answer is yes.

**Runs** for each day announced by `draft_decisions`, and every ten minutes for days with later approvals
(`gather_approvals`); the partition key is that day. A day may have many runs: each asks about what nobody has been
asked about before. Unpaused from the start.

**The question** is a Required Action on `ask_to_release`. It waits for as long as it takes and has no default: when
nobody answers, nothing is sent. Only a person with the role releaser in Writ's register can answer; the answer counts
when `record_answer` has put it on record. Marking tasks as success by hand releases nothing. `Hold` gives the notices
back; they are asked about again after a day.

**Reads** the outbox. **Writes** releases, delivery attempts, receipts.

**Retry or clear** sends nothing twice. The same run asks the same question again; an answered question stays
answered.

**If it fails.** `record_answer` with `NotAllowed`: someone answered who may not, or nobody did; clear
`ask_to_release` with downstream to ask again. `deliver_…`: the message says what is wrong (a connection, our
database); mend, clear it; `gather_approvals` also sends what is pending. A platform that is away delays its own
notices only and fails nothing.

**Owner**: data engineering
"""

from __future__ import annotations

from typing import Any

from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.sdk import PartitionedAssetTimetable, dag, get_current_context, task

from include.writ.orchestration.assets import APPROVALS, DRAFTS, NOTICES
from include.writ.orchestration.defaults import START, TASK_DEFAULTS
from include.writ.orchestration.delivery import deliver_everywhere
from include.writ.orchestration.partition import day_of_run
from include.writ.orchestration.release_gate import record
from include.writ.orchestration.release_text import BODY, HOLD, RELEASE, SUBJECT
from include.writ.orchestration.tags import Tag


@dag(
    schedule=PartitionedAssetTimetable(DRAFTS | APPROVALS),
    start_date=START,
    catchup=False,
    max_active_runs=500,  # a waiting question counts as an active run
    is_paused_upon_creation=False,
    default_args=TASK_DEFAULTS,
    tags=[Tag.NOTICES, Tag.BY_DAY, Tag.NEEDS_PERSON],
    doc_md=__doc__,
)
def issue_notices() -> None:
    """Ask a releaser, then send."""

    @task.short_circuit(ignore_downstream_trigger_rules=False)
    def prepare() -> dict[str, Any] | None:
        from include.writ.wiring import stages

        return stages.ask_release(day_of_run(), get_current_context()["run_id"])

    # execution_timeout would become a time limit of the answer
    ask_to_release = HITLOperator(
        task_id="ask_to_release", subject=SUBJECT, body=BODY, options=[RELEASE, HOLD], execution_timeout=None
    )

    @task.short_circuit(ignore_downstream_trigger_rules=False)
    def record_answer(question: Any, answer: Any) -> bool:
        from include.writ.wiring import stages

        def write(user_name: str, let_go: bool) -> int:
            return stages.answer_release(question["release_id"], user_name, let_go=let_go)

        return record(answer, write)

    @task(outlets=[NOTICES], trigger_rule="none_failed")
    def announce() -> None:
        """Say that the day's notices were dealt with, also when there were none or they were held."""

    question = prepare()
    question >> ask_to_release
    record_answer(question, ask_to_release.output) >> deliver_everywhere() >> announce()


issue_notices()
