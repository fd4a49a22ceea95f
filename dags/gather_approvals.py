"""Asks for the release of what was approved since, and sends again what could not leave.

It starts `issue_notices` for each day with approved notices that no releaser has been asked about.

**Runs** by the clock, without a day of its own; the days it announces are the partition keys of its events. It is
paused when it is new: unpause it together with `pull_exports`.

**Reads** the outbox. **Writes** nothing but delivery attempts and their results.

**What it cannot do**: release. `deliver_…` sends only what Writ's record says a releaser has let go.

**Retry or clear** asks the outbox again; a day that was asked about meanwhile is not announced twice, and a notice
that has left is not sent twice.

**If it fails**, the next run does the same work; look only when two in a row fail. A platform that is away does not
fail its task: the log warns, its notices stay pending with a growing pause (10 minutes to 6 hours). `ConfigError`
names a connection that is missing.

**Owner**: data engineering
"""

from __future__ import annotations

from airflow.sdk import dag, get_current_context, task
from airflow.sdk.exceptions import AirflowSkipException

from include.writ.orchestration.assets import APPROVALS
from include.writ.orchestration.defaults import START, TASK_DEFAULTS
from include.writ.orchestration.delivery import deliver_everywhere, task_id_of
from include.writ.orchestration.tags import Tag


@dag(
    schedule="*/10 * * * *",
    start_date=START,
    catchup=False,
    max_active_runs=1,
    default_args=TASK_DEFAULTS,
    tags=[Tag.NOTICES, Tag.BY_CLOCK],
    doc_md=__doc__,
)
def gather_approvals() -> None:
    """Announce days with new approvals; send again what is pending."""

    @task(outlets=[APPROVALS])
    def announce() -> list[str]:
        from include.writ.wiring import stages

        days = stages.days_to_ask_about()
        if not days:
            raise AirflowSkipException("nothing was approved that nobody has been asked about")
        get_current_context()["outlet_events"][APPROVALS].add_partitions(days)
        return days

    @task.branch
    def find_pending() -> list[str]:
        from include.writ.wiring import sending

        return [task_id_of(platform) for platform in sending.platforms_with_due_notices()]

    announce()
    find_pending() >> deliver_everywhere()


gather_approvals()
