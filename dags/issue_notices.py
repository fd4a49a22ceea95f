"""Asks a releaser whether the day's approved notices may leave, and sends them when the answer is yes.

**Runs** for each day announced by `draft_decisions`, and every ten minutes for days with later approvals
(`gather_approvals`); the partition key is that day. A day may have many runs: each asks about what nobody has been
asked about before. Unpaused from the start.

**The question** is a Required Action on `ask_to_release`. It waits for as long as it takes and has no default: when
nobody answers, nothing is sent. Only a person with the role releaser in Writ's register can answer; the same task puts
the answer on Writ's record, and only that record lets a notice leave. Marking tasks as success by hand releases
nothing. `Hold` gives the notices back; they are asked about again after a day. `Release` with platforms under *Hold
back* sends the rest, and gives back what goes to these.

**What it says**: what goes where, restorations first; since when it waits; how many authors are not told yet; and which
officer, drafter, ground or platform has unusually many approvals. A day before yesterday is marked LATE: it has a
release of its own, whoever triggered or backfilled it. The Docket has a page of each release with the same.

**Reads** the outbox. **Writes** releases, delivery attempts, receipts.

**Retry or clear** sends nothing twice. The same run asks the same question again; an answered question stays
answered.

**If it fails.** `ask_to_release` with `NotAllowed`: someone answered who may not; with `NotPossible`: they held back
platforms that the question is not about, or all of them, or did not hold back one whose contact changed meanwhile.
`check_record`: the question was marked as success and nobody answered. In each case nothing was released: clear
`ask_to_release` with downstream to ask again. `deliver_…`: the message says what is wrong (a connection, our database);
mend, clear it; `gather_approvals` also sends what is pending. A platform that is away delays its own notices only and
fails nothing.

**Owner**: data engineering
"""

from __future__ import annotations

from airflow.sdk import PartitionedAssetTimetable, dag, get_current_context, task

from include.writ.orchestration.assets import APPROVALS, DRAFTS, NOTICES
from include.writ.orchestration.defaults import START, TASK_DEFAULTS
from include.writ.orchestration.delivery import deliver_everywhere
from include.writ.orchestration.release_question import ReleaseQuestion
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

    @task
    def check_record() -> None:
        from include.writ.wiring import stages

        stages.require_release(get_current_context()["run_id"])

    @task(outlets=[NOTICES], trigger_rule="none_failed")
    def announce() -> None:
        """Say that the day's notices were dealt with, also when there were none or they were held."""

    ReleaseQuestion(task_id="ask_to_release") >> check_record() >> deliver_everywhere() >> announce()


issue_notices()
