"""Validates corrected rows of the quarantine again, and announces days that have something new for the cases.

**Runs** by the clock, without a day of its own, and by hand (Trigger), then if you like for one `source` or one `day`
of exports only. The days it announces are the partition keys of its events. It is paused when it is new: unpause it
together with `pull_exports`.

**Reads** the rows that a person corrected in the Docket; where the layout of a source was changed, also its waiting
rows and those that were refused again. **Writes** what became of each (`accepted`, or `refused_again` with its new
reasons) beside the row, which itself never changes, and findings with their cases under the row's own batch and row
number. Only batches whose cases are open are looked at: mended rows follow the others of their file.

**It also announces** days with batches that an engineer let in on the batch's page in the Docket, until their cases
are open. What it announces is `findings`, so `open_cases` and all behind it run for these days once more; they find
only what is new.

**Retry or clear** changes nothing: a row is judged once for each correction and each layout.

**If it fails.** `all_replayed` names batches whose rows could not be validated again; the other batches went on. The
log of `replay` has the errors: mend, clear `replay` with downstream. `NotPossible` or `ConfigError` at `replay`: the
source or day you typed is none. The next run by the clock does the same work; look only when two in a row fail.

**Owner**: data engineering
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import Param, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowSkipException

from include.writ.errors import NotPossible
from include.writ.orchestration.assets import FINDINGS
from include.writ.orchestration.defaults import START, TASK_DEFAULTS
from include.writ.orchestration.partition import parse_day
from include.writ.orchestration.tags import Tag


@dag(
    schedule="*/10 * * * *",
    start_date=START,
    catchup=False,
    max_active_runs=1,
    default_args=TASK_DEFAULTS,
    params={
        "source": Param(None, type=["null", "string"], maxLength=200, description="Only this source; empty: all"),
        "day": Param(None, type=["null", "string"], format="date", description="Only exports of this day; empty: all"),
    },
    tags=[Tag.INTAKE, Tag.BY_CLOCK],
    doc_md=__doc__,
)
def replay_quarantine() -> None:
    """Validate mended rows again; announce their days, and those of batches that were let in."""

    @task
    def replay() -> dict[str, Any]:
        from include.writ.wiring import gate

        chosen = get_current_context()["params"]
        return gate.replay_rows(chosen["source"] or None, parse_day(chosen["day"]) if chosen["day"] else None)

    @task(outlets=[FINDINGS], trigger_rule="all_done")
    def announce(replayed: dict[str, Any] | None) -> list[str]:
        from include.writ.wiring import gate

        days = sorted({*gate.days_let_in(), *(replayed or {"days": []})["days"]})
        if not days:
            raise AirflowSkipException("no row was accepted and no batch waits for its cases")
        get_current_context()["outlet_events"][FINDINGS].add_partitions(days)
        return days

    @task
    def all_replayed(replayed: dict[str, Any]) -> None:
        if replayed["failed"]:
            raise NotPossible(f"batches that could not be replayed: {', '.join(replayed['failed'])}")

    replayed: Any = replay()
    announce(replayed)
    all_replayed(replayed)


replay_quarantine()
