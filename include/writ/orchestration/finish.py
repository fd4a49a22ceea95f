"""The closing task of a stage: it emits the stage's asset for the run's day, also on an empty day.

A stage of several parts is announced when each part came to an end, also when one failed, so that the others go on; a
leaf beside it then turns the run red. A stage that did not even begin is never announced.
"""

from __future__ import annotations

from typing import Any

from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import Asset, get_current_context, task

from include.writ.errors import NotPossible

CLOSING_TASK = "announce"


def announce(asset: Asset, counts: Any) -> None:
    """Close a stage that is one task: `counts` is its result and is shown with the event."""
    _announce.override(outlets=[asset])(counts)


def announce_parts(asset: Asset, *, listed: Any, mapped: Any, all_done_id: str) -> None:
    """Close a stage of mapped parts. `listed` is the task that lists them; `all_done_id` names the leaf that fails."""
    mapped >> _announce_parts.override(outlets=[asset])(listed)
    mapped >> EmptyOperator(task_id=all_done_id, trigger_rule="none_failed")


@task(task_id=CLOSING_TASK)
def _announce(counts: dict[str, Any]) -> None:
    _attach(counts)


@task(task_id=CLOSING_TASK, trigger_rule="all_done")
def _announce_parts(parts: list[Any] | None) -> None:
    if parts is None:
        raise NotPossible("nothing is announced: the task that lists the parts of this day failed; clear it")
    _attach({"parts": len(parts)})


def _attach(counts: dict[str, Any]) -> None:
    context = get_current_context()
    for asset in context["task"].outlets:
        context["outlet_events"][asset].extra = counts
