"""Every DAG keeps the house rules: described, owned, bounded, repeatable."""

from __future__ import annotations

import ast
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from include.writ.domain.content import Platform
from tests.dags.process import DAGS
from tests.dags.test_integrity import EXPECTED

if TYPE_CHECKING:
    from airflow.dag_processing.dagbag import DagBag

BY_CLOCK = {
    "pull_exports",
    "replay_quarantine",
    "gather_approvals",
    "collect_responses",
    "probe_content",
    "reconcile",
}
QUESTIONS = {"ask_to_release": ("ReleaseQuestion", ["Release", "Hold"])}
QUESTIONS |= {"ask_to_let_in": ("HoldQuestion", ["Accept the good rows", "Hold"])}

MAPPED_OVER = {"pull_exports": ["pull"], "validate_findings": ["validate"], "collect_responses": ["collect"]}
FASTENED = {"probe_content", "collect_responses"}  # stages without an asset: nothing waits for them


def tasks_of(bag: DagBag) -> list[Any]:
    found = [task for dag in bag.dags.values() for task in dag.tasks]
    assert len(found) > len(EXPECTED)
    return found


@pytest.mark.parametrize("part", ["**Owner**", "**If it fails", "**Retry or clear**", "**Reads**", "**Runs**"])
def test_the_manual_says_what_an_operator_must_know(bag: DagBag, part: str) -> None:
    assert [dag_id for dag_id, dag in bag.dags.items() if part not in (dag.doc_md or "")] == []


def test_every_dag_has_known_tags(bag: DagBag) -> None:
    from include.writ.orchestration.tags import Tag

    for dag_id, dag in bag.dags.items():
        assert set(dag.tags) <= set(Tag), dag_id
        assert len([tag for tag in dag.tags if tag.startswith("stage/")]) == 1, dag_id


def test_the_past_is_never_caught_up_by_surprise() -> None:
    """Written out in each file: the default is a setting of the installation."""
    for file in DAGS.glob("*.py"):
        assert {"schedule", "start_date", "catchup", "max_active_runs"} <= set(keywords_of_dag(file.read_text())), file
        assert "catchup=False" in file.read_text(), file


def keywords_of_dag(text: str) -> list[str]:
    [call] = [
        node
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "dag"
    ]
    return [str(keyword.arg) for keyword in call.keywords]


def test_consumers_are_never_born_paused_and_producers_are(bag: DagBag) -> None:
    """An event that is emitted while its consumer is paused is lost."""
    unpaused = {dag_id for dag_id, dag in bag.dags.items() if dag.is_paused_upon_creation is False}
    assert unpaused == EXPECTED - BY_CLOCK


def test_every_task_is_owned_bounded_and_retried(bag: DagBag) -> None:
    from include.writ.orchestration.retry import RetryByError

    for task in tasks_of(bag):
        assert task.owner == "data-engineering", task.task_id
        assert task.retries == 3, task.task_id
        assert isinstance(task.retry_policy, RetryByError), task.task_id
        if task.task_id not in QUESTIONS:
            assert timedelta(0) < task.execution_timeout <= timedelta(hours=2), task.task_id


def test_every_asset_is_emitted_by_the_closing_task_of_its_stage(bag: DagBag) -> None:
    """`findings` also for what comes later: a batch that was let in, rows that were mended."""
    emitted = Counter(asset.name for task in tasks_of(bag) for asset in task.outlets)
    names = ("exports", "findings", "cases", "drafts", "approvals", "notices", "reconciliation")
    assert emitted == dict.fromkeys(names, 1) | {"findings": 3}
    closing = {dag_id: [t.task_id for t in dag.tasks if t.outlets] for dag_id, dag in bag.dags.items()}
    expected = {dag_id: [] if dag_id in FASTENED else ["announce"] for dag_id in EXPECTED}
    assert closing == expected | {"validate_findings": ["announce", "announce_let_in"]}


def test_a_person_is_never_answered_for(bag: DagBag) -> None:
    from airflow.providers.standard.operators.hitl import HITLOperator

    asking = {task.task_id: task for task in tasks_of(bag) if isinstance(task, HITLOperator)}
    assert set(asking) == set(QUESTIONS)
    for task_id, (kind, options) in QUESTIONS.items():
        ask = asking[task_id]
        assert (ask.task_type, ask.options) == (kind, options)
        assert (ask.defaults, ask.response_timeout, ask.execution_timeout) == (None, None, None)


def test_dags_that_ask_have_room_for_waiting_runs(bag: DagBag) -> None:
    assert {bag.dags[dag_id].max_active_runs for dag_id in ("issue_notices", "validate_findings")} == {500}


def test_tasks_are_few_and_mapped_only_over_sources_batches_and_platforms(bag: DagBag) -> None:
    mapped = {dag_id: [t.task_id for t in dag.tasks if t.is_mapped] for dag_id, dag in bag.dags.items()}
    assert {dag_id: ids for dag_id, ids in mapped.items() if ids} == MAPPED_OVER
    assert {dag_id: len(dag.tasks) for dag_id, dag in bag.dags.items() if len(dag.tasks) > 4 + len(Platform)} == {}


def test_waiting_for_an_export_takes_no_worker_slot(bag: DagBag) -> None:
    pull = bag.dags["pull_exports"].get_task("pull")
    assert pull.partial_kwargs["mode"] == "reschedule"


def test_each_platform_is_delivered_to_in_its_own_pool(bag: DagBag) -> None:
    expected = {f"deliver_{platform}": f"platform_{platform}" for platform in Platform}
    for dag_id in ("issue_notices", "gather_approvals"):
        pools = {t.task_id: t.pool for t in bag.dags[dag_id].tasks if t.task_id.startswith("deliver_")}
        assert pools == expected, dag_id
    assert {t.pool for t in tasks_of(bag) if not t.task_id.startswith("deliver_")} == {"default_pool"}


def test_no_dag_file_imports_another() -> None:
    for file in DAGS.glob("*.py"):
        modules = {m for node in ast.walk(ast.parse(file.read_text())) for m in imported(node)}
        assert "airflow.sdk" in modules, file
        assert not {m for m in modules if m.split(".")[0] in EXPECTED | {"dags"}}, file


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
