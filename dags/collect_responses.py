"""Fetches what each platform answered to our notices.

Each answer is kept once; one that names no order of ours waits for a person in the holding pen, and so does a letter of
which nobody can tell what it says was done, or that is not from the platform's registered contact, and a pushed message
that no key of the platform signed.

**Runs** every ten minutes by the clock, one mapped task for each platform, one run at a time. It is paused when it is
new: unpause it together with `pull_exports`.

**Reads** what the platforms pushed, what two people saw in portals, their answers after the last one read, and in the
mailbox, where a platform is written to by mail, what came after the last message read. **Writes** responses, and
letters to the raw store; where a platform asks what is meant or cannot obey for now, that its time stands still; where
it complains, the complaint and a receipt in the outbox.

**Retry or clear** asks from the last known answer on and keeps nothing twice.

**If it fails.** A red `collect` names a platform that did not answer in three further tries, or that asked for a pause
of more than three minutes; the other platforms are not affected and the next run asks again. Our failure to fetch is
never counted as the platform's silence by itself, so look when a platform stays red: before the books of the day are
drawn up, its answers should be here. `ConfigError` names a connection that is missing; `ContractBroken` is an answer
that is not of the agreed form.

**Owner**: data engineering
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import dag, task

from include.writ.domain.content import Platform
from include.writ.orchestration.connections import channel_connection
from include.writ.orchestration.defaults import START, TASK_DEFAULTS
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
def collect_responses() -> None:
    """Fetch the platforms' answers."""

    @task(
        retry_exponential_backoff=0,
        execution_timeout=timedelta(minutes=30),
        map_index_template="{{ task.op_kwargs['platform'] }}",
    )
    def collect(platform: str) -> dict[str, int]:
        from include.writ.wiring import sending

        return sending.collect_from(platform, channel_connection(sending.connection_of(platform)))

    collect.expand(platform=[str(platform) for platform in Platform])


collect_responses()
