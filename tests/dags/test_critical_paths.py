"""The order that must never change: nothing is sent before a person was asked and the answer put on record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from include.writ.domain.content import Platform

if TYPE_CHECKING:
    from airflow.dag_processing.dagbag import DagBag

DELIVER = {f"deliver_{platform}" for platform in Platform}


def test_delivery_follows_the_record_which_follows_the_question(bag: DagBag) -> None:
    dag = bag.dags["issue_notices"]
    assert dag.get_task("ask_to_release").upstream_task_ids == set()
    assert dag.get_task("check_record").upstream_task_ids == {"ask_to_release"}
    for task_id in DELIVER:
        assert dag.get_task(task_id).upstream_task_ids == {"check_record"}
        assert dag.get_task(task_id).trigger_rule == "all_success"
    assert dag.get_task("check_record").trigger_rule == "all_success"


def test_notices_are_announced_after_every_platform(bag: DagBag) -> None:
    announce = bag.dags["issue_notices"].get_task("announce")
    assert announce.upstream_task_ids == DELIVER
    assert announce.trigger_rule == "none_failed"


def test_a_broken_part_shows_but_does_not_hold_up_the_others(bag: DagBag) -> None:
    for dag_id, mapped, listed, leaf in (
        ("pull_exports", "pull", "sources", "all_pulled"),
        ("validate_findings", "validate", "batches", "all_validated"),
    ):
        dag = bag.dags[dag_id]
        assert dag.get_task("announce").upstream_task_ids == {listed, mapped}
        assert dag.get_task("announce").trigger_rule == "all_done"
        assert dag.get_task(leaf).upstream_task_ids == {mapped}
        assert dag.get_task(leaf).trigger_rule == "none_failed"
        assert dag.get_task(leaf).downstream_task_ids == set()


def test_a_held_batch_is_let_in_by_the_record_and_holds_up_nothing(bag: DagBag) -> None:
    dag = bag.dags["validate_findings"]
    assert dag.get_task("held_batches").upstream_task_ids == {"batches", "validate"}
    assert dag.get_task("held_batches").trigger_rule == "all_done"
    assert dag.get_task("announce_let_in").upstream_task_ids == {"held_batches", "ask_to_let_in"}
    assert dag.get_task("announce_let_in").trigger_rule == "all_success"
    after_the_question = dag.get_task("ask_to_let_in").get_flat_relative_ids(upstream=False)
    assert after_the_question == {"announce_let_in"}


def test_the_stages_follow_each_other(bag: DagBag) -> None:
    from airflow.sdk import PartitionedAssetTimetable

    waits_for = {
        dag_id: sorted(asset.name for asset in assets_of(dag.timetable.asset_condition))
        for dag_id, dag in bag.dags.items()
        if isinstance(dag.timetable, PartitionedAssetTimetable)
    }
    assert waits_for == {
        "validate_findings": ["exports"],
        "open_cases": ["findings"],
        "draft_decisions": ["cases"],
        "issue_notices": ["approvals", "drafts"],
    }


def assets_of(condition: Any) -> list[Any]:
    """The assets of `a | b`, or of `a` alone."""
    return list(getattr(condition, "objects", [condition]))
