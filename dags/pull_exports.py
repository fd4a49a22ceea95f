"""Fetches the day's export of every monitoring source and keeps its bytes as they came.

The chain of a day begins here.

**Runs** at each midnight in Asia/Almaty, for the day that has just ended; the partition key is that day. Backfill:
`airflow backfill create --dag-id pull_exports --from-date 2026-11-01 --to-date 2026-11-30T23:59`. By hand: Trigger >
Advanced Options > Partition Key. It is paused when it is new: first unpause the DAGs behind it.

**Reads** the active sources of Writ's register over HTTP(S), SFTP, an object store or a watched folder, each through
its own connection (docs/sources.md shows one of each kind). **Writes** raw exports and batches.

**Waiting** takes no worker slot: an export that is not there yet is asked for every 5 minutes, until the source's
patience ends and the batch is recorded as `missing`.

**Retry or clear** of `pull` changes nothing when the export is the same; other bytes become a further version of the
batch, which supersedes what is not in cases yet, and `announce` then makes the rest of the chain look at it.

**If it fails.** `announce` runs once every source is through, also when one failed, so a broken source does not hold up
the findings of the others. `all_pulled` then shows the failure and turns the run red. Mend the source (the message of
`pull` says what is wrong), clear the failed `pull` with downstream: only what is new goes through the chain again. If
`sources` failed, nothing was announced.

**Owner**: data engineering
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import PokeReturnValue, dag, task

from include.writ.orchestration.assets import EXPORTS
from include.writ.orchestration.connections import source_connection
from include.writ.orchestration.defaults import START, TASK_DEFAULTS
from include.writ.orchestration.finish import announce_parts
from include.writ.orchestration.partition import EACH_DAY, day_of_run
from include.writ.orchestration.tags import Tag


@dag(
    schedule=EACH_DAY,
    start_date=START,
    catchup=False,
    max_active_runs=16,
    default_args=TASK_DEFAULTS,
    tags=[Tag.INTAKE, Tag.BY_DAY],
    doc_md=__doc__,
)
def pull_exports() -> None:
    """Fetch and keep the exports of a day."""

    @task
    def sources() -> list[dict[str, str]]:
        from include.writ.wiring import stages

        day_of_run()  # a run without a day ends here
        return stages.active_sources()

    # the source's patience ends the wait, in the record; this end is for a source whose patience was set absurdly
    @task.sensor(
        mode="reschedule",
        poke_interval=timedelta(minutes=5).total_seconds(),
        timeout=timedelta(days=31).total_seconds(),
        map_index_template="{{ task.op_kwargs['source'] }}",
    )
    def pull(source: str, connection_id: str) -> PokeReturnValue:
        from include.writ.wiring import stages

        pulled = stages.pull_export(source, source_connection(connection_id), day_of_run())
        return PokeReturnValue(is_done=pulled is not None, xcom_value=pulled)

    listed = sources()
    announce_parts(EXPORTS, listed=listed, mapped=pull.expand_kwargs(listed), all_done_id="all_pulled")


pull_exports()
