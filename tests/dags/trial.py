"""A whole Airflow in one process: the scheduler's own decisions, the tasks run in line, stages replaced by fakes.

It uses Airflow's private parts and a database of its own, and must not share a process with other tests.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from airflow import settings as airflow_settings
from airflow.dag_processing.bundles.manager import DagBundlesManager
from airflow.dag_processing.dagbag import BundleDagBag, sync_bag_to_db
from airflow.jobs.job import Job
from airflow.jobs.scheduler_job_runner import SchedulerJobRunner
from airflow.models.asset import AssetEvent
from airflow.models.dagbag import DBDagBag
from airflow.models.dagrun import DagRun
from airflow.models.hitl import HITLDetail
from airflow.models.taskinstance import TaskInstance, clear_task_instances
from airflow.models.trigger import handle_event_submit
from airflow.sdk.definitions.dag import _run_task
from airflow.triggers.base import TriggerEvent
from airflow.utils.db import initdb
from airflow.utils.state import DagRunState, TaskInstanceState
from airflow.utils.types import DagRunTriggeredByType, DagRunType
from sqlalchemy import select
from sqlalchemy.orm import Session

BUNDLE = "dags-folder"


class Trial:
    """The DAG files of a folder in a fresh Airflow database."""

    def __init__(self, dags: Path) -> None:
        initdb()
        DagBundlesManager().sync_bundles_to_db()
        bag = BundleDagBag(dag_folder=dags, bundle_path=dags, bundle_name=BUNDLE)
        assert not bag.import_errors, bag.import_errors
        sync_bag_to_db(bag, BUNDLE, None)
        self.dags = bag.dags
        self.session = Session(
            airflow_settings.get_engine(), expire_on_commit=False
        )  # its own: tasks close the shared one
        self._count = 0

    def start(self, dag_id: str, key: str | None = None, conf: dict[str, Any] | None = None) -> DagRun:
        """A new run, as if triggered by hand."""
        self._count += 1
        dag = DBDagBag().get_latest_version_of_dag(dag_id, session=self.session)
        assert dag is not None
        run = dag.create_dagrun(
            run_id=f"manual_{self._count}",
            run_after=datetime(2026, 11, 23, tzinfo=UTC),
            run_type=DagRunType.MANUAL,
            triggered_by=DagRunTriggeredByType.TEST,
            state=DagRunState.RUNNING,
            partition_key=key,
            conf=conf,
            session=self.session,
        )
        self.session.commit()
        return run

    def drive(self, run: DagRun) -> dict[str, str]:
        """Run what can run; the state of every task instance, and of the run under the empty name."""
        run.dag = DBDagBag().get_dag_for_run(run, session=self.session)
        before: dict[str, str] = {}
        while (after := self._step(run)) != before:
            before = after
        return after

    def _step(self, run: DagRun) -> dict[str, str]:
        self.session.expire_all()
        ready, _ = run.update_state(session=self.session)
        for ti in ready:
            ti.try_number += 1
            ti.state = TaskInstanceState.SCHEDULED
        self.session.commit()
        for ti in run.get_task_instances(session=self.session):
            if ti.state == TaskInstanceState.SCHEDULED:
                _run_task(ti=ti, task=self.dags[run.dag_id].task_dict[ti.task_id])
        self.session.expire_all()
        states = {_name(ti): str(ti.state) for ti in run.get_task_instances(session=self.session)}
        return states | {"": str(run.state)}

    def triggered(self, dag_id: str) -> list[DagRun]:
        """Runs that the scheduler makes of asset events for `dag_id`, started."""
        before = set(self.session.scalars(select(DagRun.id)))
        SchedulerJobRunner(Job(), executors=[object()])._create_dagruns_for_partitioned_asset_dags(self.session)
        self.session.commit()
        new = self.session.scalars(
            select(DagRun).where(DagRun.dag_id == dag_id, DagRun.id.not_in(before)).order_by(DagRun.partition_key)
        ).all()
        for run in new:
            run.state = DagRunState.RUNNING
        self.session.commit()
        return list(new)

    def task(self, run: DagRun, task_id: str, map_index: int = -1) -> TaskInstance:
        """One task instance."""
        self.session.expire_all()
        ti = run.get_task_instance(task_id, map_index=map_index, session=self.session)
        assert ti is not None
        return ti

    def retries(self, run: DagRun, task_id: str, map_indexes: Sequence[int]) -> list[list[Any]]:
        """Tries, and the pause (s) and reason that a policy gave for the next one, of each mapped task."""
        found = [self.task(run, task_id, index) for index in map_indexes]
        return [[ti.try_number, ti.retry_delay_override, ti.retry_reason] for ti in found]

    def question(self, run: DagRun, task_id: str = "ask_to_release", map_index: int = -1) -> HITLDetail:
        """An open Required Action of a run."""
        asking = self.task(run, task_id, map_index)
        found = self.session.scalar(select(HITLDetail).where(HITLDetail.ti_id == asking.id))
        assert found is not None
        return found

    def answer(
        self,
        run: DagRun,
        user: str,
        option: str,
        task_id: str = "ask_to_release",
        map_index: int = -1,
        form: dict[str, Any] | None = None,
    ) -> None:
        """Answer the Required Action the way Airflow's API does."""
        detail = self.question(run, task_id, map_index)
        detail.responded_by = {"id": f"id-of-{user}", "name": user}
        detail.responded_at = datetime(2026, 11, 23, tzinfo=UTC)
        detail.chosen_options = [option]
        detail.params_input = form or {}
        event = TriggerEvent(detail.as_resume_event_payload())
        handle_event_submit(event, task_instance=self.task(run, task_id, map_index), session=self.session)
        self.session.commit()

    def mark_success(self, run: DagRun, task_id: str, map_index: int = -1) -> None:
        """What the button of the UI does."""
        self.task(run, task_id, map_index).state = TaskInstanceState.SUCCESS
        self.session.commit()

    def clear(self, run: DagRun, task_id: str) -> None:
        """What the button of the UI does."""
        clear_task_instances([self.task(run, task_id)], self.session)
        run.state = DagRunState.RUNNING
        self.session.commit()

    def links(self, run: DagRun, task_id: str, map_index: int) -> dict[str, str | None]:
        """The links that the UI shows with a task, by name."""
        task = DBDagBag().get_dag_for_run(run, session=self.session).get_task(task_id)
        ti = self.task(run, task_id, map_index)
        return {name: task.get_extra_links(ti, name) for name in task.extra_links}

    def events(self, asset: str) -> list[tuple[str | None, Any]]:
        """Partition key and extra of every event of an asset."""
        found = self.session.scalars(select(AssetEvent).order_by(AssetEvent.id)).all()
        return [(event.partition_key, event.extra) for event in found if event.asset.name == asset]


def _name(ti: TaskInstance) -> str:
    return ti.task_id if ti.map_index < 0 else f"{ti.task_id}[{ti.map_index}]"
