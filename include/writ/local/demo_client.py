"""The demo's hands: Airflow's own HTTP API and the Docket's, each person under their own name and token.

It waits for runs that it started or saw begin, never for a length of time. A run that fails, or does not end in time,
ends the demo with the name of the run and of its failed tasks.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

import requests
from requests.adapters import HTTPAdapter
from urllib3 import Retry

from include.writ.errors import WritError

LIMIT_SECONDS = 240.0
_LOOK_SECONDS = 0.4
_REQUEST_SECONDS = 60
# a server that is just starting runs answers some question with 500, and the next time properly
_READ_AGAIN = Retry(3, status_forcelist=[500, 503], allowed_methods=["GET"], backoff_factor=0.5, raise_on_status=False)

Found = TypeVar("Found")


class DemoFailed(WritError):
    """The demo can not go on."""


class Refused(DemoFailed):
    """The other side answered with a refusal; `status` is its HTTP status."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Account:
    """One logged-in person, until the `with` block ends. Not for use by two threads at once."""

    user: str
    base_url: str
    session: requests.Session

    def __enter__(self) -> Account:
        return self

    def __exit__(self, *_error: object) -> None:
        self.session.close()

    def get(self, path: str, **query: str | int) -> Any:
        """Read."""
        return self._call("GET", path, params=query)

    def post(self, path: str, **body: Any) -> Any:
        """Act."""
        return self._call("POST", path, json=body)

    def patch(self, path: str, **body: Any) -> Any:
        """Change."""
        return self._call("PATCH", path, json=body)

    def delete(self, path: str) -> None:
        """Delete."""
        self._call("DELETE", path)

    def _call(self, method: str, path: str, **more: Any) -> Any:
        answer = self.session.request(method, f"{self.base_url}{path}", timeout=_REQUEST_SECONDS, **more)
        if not answer.ok:
            raise Refused(answer.status_code, f"{self.user}, {method} {path}: {answer.status_code} {answer.text[:300]}")
        return answer.json() if answer.content else None


def log_in(base_url: str, user: str, password: str) -> Account:
    """Exchange a password for a token, as any client of Airflow does."""
    session = requests.Session()
    session.mount("http://", HTTPAdapter(max_retries=_READ_AGAIN))
    account = Account(user, base_url, session)
    token = account.post("/auth/token", username=user, password=password)["access_token"]
    session.headers["Authorization"] = f"Bearer {token}"
    return account


def submit(page: str, **fields: str) -> None:
    """Send a plain form, as somebody without an account does."""
    answer = requests.post(page, data=fields, timeout=_REQUEST_SECONDS)
    if not answer.ok:
        raise Refused(answer.status_code, f"somebody, POST {page}: {answer.status_code}")


@dataclass(frozen=True, slots=True)
class Question:
    """A Required Action that waits for an answer."""

    dag_id: str
    run_id: str
    task_id: str
    map_index: int
    subject: str
    asked_at: datetime

    @property
    def path(self) -> str:
        """Where it is answered."""
        task = f"{self.task_id}/{self.map_index}"
        return f"/api/v2/dags/{self.dag_id}/dagRuns/{self.run_id}/taskInstances/{task}/hitlDetails"


@dataclass(frozen=True, slots=True)
class AirflowClient:
    """What the engineer does in Airflow. `ensure_alive` raises when a process of the stack has died."""

    account: Account
    ensure_alive: Callable[[], None]

    def unpause(self, dag_ids: Collection[str]) -> None:
        """Wait until Airflow knows the DAGs, and switch them on."""
        self.until(lambda: set(dag_ids) <= self._known_dags() or None, f"Airflow to read {len(dag_ids)} DAGs")
        for dag_id in dag_ids:
            self.pause(dag_id, is_paused=False)

    def pause(self, dag_id: str, *, is_paused: bool) -> None:
        """Switch one DAG off or on."""
        self.account.patch(f"/api/v2/dags/{dag_id}", is_paused=is_paused)

    def trigger(self, dag_id: str, day: date | None = None) -> str:
        """Start a run, of one day's partition if a day is given."""
        partition_key = str(day) if day else None
        started = self.account.post(f"/api/v2/dags/{dag_id}/dagRuns", logical_date=None, partition_key=partition_key)
        return str(started["dag_run_id"])

    def backfill(self, dag_id: str, first: date, last: date, *, reprocess: str = "none") -> None:
        """Start a backfill of the days from `first` to `last`; waits while an earlier one of the DAG is not closed."""
        body = {
            "dag_id": dag_id,
            "from_date": f"{first}T00:00:00+05:00",
            "to_date": f"{last}T23:59:00+05:00",
            "reprocess_behavior": reprocess,
        }

        def start() -> object:
            try:
                return self.account.post("/api/v2/backfills", **body)
            except Refused as refused:
                if refused.status != requests.codes.conflict:
                    raise
                return None

        self.until(start, f"the earlier backfill of {dag_id} to be closed")

    def runs(self, dag_id: str, day: date | None = None) -> dict[str, str]:
        """State of each run by id, of one day's partition if a day is given."""
        query = {"partition_key_pattern": str(day)} if day else {}
        listed = self.account.get(f"/api/v2/dags/{dag_id}/dagRuns", limit=100, order_by="-id", **query)["dag_runs"]
        return {run["dag_run_id"]: run["state"] for run in listed}

    def forget(self, dag_id: str, run_id: str) -> None:
        """End a run and delete it."""
        path = f"/api/v2/dags/{dag_id}/dagRuns/{run_id}"
        self.account.patch(path, state="failed")
        self.account.delete(path)

    def runs_of_other_days(self, dag_id: str, days: Collection[date]) -> list[str]:
        """Runs of a DAG for other days than these."""
        keys = {str(day) for day in days}
        listed = self.account.get(f"/api/v2/dags/{dag_id}/dagRuns", limit=100)["dag_runs"]
        return [run["dag_run_id"] for run in listed if run["partition_key"] not in keys]

    def finish(self, dag_id: str, run_id: str) -> None:
        """Wait until this run has succeeded."""
        path = f"/api/v2/dags/{dag_id}/dagRuns/{run_id}"
        self.until(lambda: self._is_done(dag_id, run_id, self.account.get(path)["state"]) or None, f"{dag_id} {run_id}")

    def finish_new(self, dag_id: str, day: date, known: Collection[str]) -> None:
        """Wait until a run of the day that is not among `known` has begun, and succeeded."""
        what = f"a run of {dag_id} for {day}"
        new = self.until(lambda: next((run for run in self.runs(dag_id, day) if run not in known), None), what)
        self.finish(dag_id, new)

    def questions(self) -> list[Question]:
        """Every Required Action that waits."""
        path = "/api/v2/dags/~/dagRuns/~/hitlDetails"
        return [
            Question(
                dag_id=listed["task_instance"]["dag_id"],
                run_id=listed["task_instance"]["dag_run_id"],
                task_id=listed["task_instance"]["task_id"],
                map_index=listed["task_instance"]["map_index"],
                subject=listed["subject"],
                asked_at=datetime.fromisoformat(listed["created_at"]),
            )
            for listed in self.account.get(path, response_received="false", limit=100)["hitl_details"]
        ]

    def until(self, look: Callable[[], Found | None], what: str) -> Found:
        """What `look` finds, as soon as it finds something."""
        end = time.monotonic() + LIMIT_SECONDS
        while (found := look()) is None:
            self.ensure_alive()
            if time.monotonic() > end:
                raise DemoFailed(f"waited {LIMIT_SECONDS:.0f} s for {what}")
            time.sleep(_LOOK_SECONDS)
        return found

    def _known_dags(self) -> set[str]:
        return {dag["dag_id"] for dag in self.account.get("/api/v2/dags", limit=100)["dags"]}

    def _is_done(self, dag_id: str, run_id: str, state: str) -> bool:
        if state == "failed":
            tasks = self.account.get(f"/api/v2/dags/{dag_id}/dagRuns/{run_id}/taskInstances", limit=100)
            failed = [task["task_id"] for task in tasks["task_instances"] if task["state"] == "failed"]
            raise DemoFailed(f"{dag_id} {run_id} failed in {', '.join(failed) or 'no task'}; see its task log")
        return state == "success"
