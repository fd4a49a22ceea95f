"""What happens in Airflow when things go well, wrong, or by hand. Writes one JSON file; see test_runs.py."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from airflow.models.dagrun import DagRun
from sqlalchemy.exc import OperationalError

from include.writ.channels.base import BusyFor
from include.writ.domain.content import Platform
from include.writ.errors import ConfigError, ContractBroken, NotAllowed, NotPossible
from include.writ.wiring import gate, sending, stages
from tests.dags import hold_scenarios
from tests.dags.trial import Trial

DAY = "2026-11-17"
LATER = "2026-11-18"
QUESTION = {
    "state": "asked",
    "release_id": "00000000-0000-0000-0000-000000000001",
    "digest": "d" * 64,
    "notices": 2,
    "platforms": {"telegram": 1, "vkontakte": 1},
    "grounds": {"drugs": 2},
    "kinds": {"order": 1, "restoration": 1},
    "first_order": "KZ-1",
    "last_order": "KZ-2",
    "specimen": True,
    "days_ago": 1,
    "not_told": 1,
    "by_platform": {
        "telegram": {
            "grounds": {"drugs": 1},
            "former_contact": 0,
            "approved_first": "2026-11-17T20:30:00+00:00",
            "deadline_hours": 24,
            "review_on": "2027-05-16",
            "restorations": 0,
            "reversed_first": None,
            "restore_hours": None,
            "announced_by": [],
        },
        "vkontakte": {
            "grounds": {"drugs": 1},
            "former_contact": 1,
            "approved_first": None,
            "deadline_hours": None,
            "review_on": None,
            "restorations": 1,
            "reversed_first": "2026-11-18T02:00:00+00:00",
            "restore_hours": 12,
            "announced_by": [],
        },
    },
    "volume": {"known_days": 28, "unusual": ["officer approver_1 approved 41 today"]},
    "may_answer": ["releaser_1"],
}

TROUBLES: dict[str, Exception] = {
    "facebook": BusyFor("facebook: status 429: not now", 90),
    "instagram": BusyFor("instagram: status 503: not now", 3600),
    "linkedin": OperationalError("select 1", {}, ConnectionError("gone")),
    "telegram": ConfigError("telegram: status 401: wrong address or token"),
}


class Fakes:
    """Stands in for the stages; remembers what was asked of it."""

    def __init__(self) -> None:
        self.calls: list[list[Any]] = []
        self.batches: list[str] = []
        self.question: dict[str, Any] | None = None
        self.released: set[str] = set()
        for name in ("pull_export", "validate_batch", "answer_release", "require_release"):
            setattr(stages, name, getattr(self, name))
        for name in ("deliver_to", "collect_from", "platforms_with_due_notices", "connection_of"):
            setattr(sending, name, getattr(self, name))
        gate.held_among = lambda batch_ids: []
        self._set("active_sources", lambda: [{"source": n, "connection_id": "source"} for n in ("good", "broken")])
        self._set("batches_of", lambda day: self.batches)
        self._set("open_cases_of", lambda day: {"opened": 0})
        self._set("propose_drafts_of", lambda day: {"proposed": 0})
        self._set("ask_release", lambda day, run_id: self.question)
        self.days: list[str] = []
        self.due: list[str] = []
        self._set("days_to_ask_about", lambda: self.days)
        self._set("draw_up_book", lambda day: {"cohorts": 3, "gaps": {f"{day} telegram": {"sent": 1}}})

    def _set(self, name: str, fake: Callable[..., Any]) -> None:
        setattr(stages, name, fake)

    def pull_export(self, source: str, connection: Any, day: Any) -> dict[str, Any]:
        self.calls.append(["pull", source, connection.host, str(day)])
        if source == "broken":
            raise ContractBroken("too big")
        return {"batch_id": "1", "state": "stored"}

    def validate_batch(self, batch_id: str) -> dict[str, Any]:
        return {"state": "refused", "accepted": 0, "quarantined": 0, "duplicates": 0, "refusal": "no header"}

    def answer_release(
        self, run_id: str, user_name: str, *, let_go: bool, held: Sequence[str] = (), note: str | None = None
    ) -> str:
        self.calls.append(["answer", user_name, let_go, *([[*held], note] if held or note else [])])
        if user_name != "releaser_1":
            raise NotAllowed(f"{user_name} does not hold the role releaser")
        if not {*held} <= {"telegram", "vkontakte"}:
            raise NotPossible("1 of the platforms to hold back are none of this question's")
        if let_go:
            self.released.add(run_id)
        return "release-1"

    def require_release(self, run_id: str) -> None:
        if run_id not in self.released:
            raise NotAllowed("no releaser has let the notices of this run go")

    def platforms_with_due_notices(self) -> list[str]:
        return self.due

    def connection_of(self, platform: str) -> str:
        return "platform"

    def deliver_to(self, platform: str, connection: Any, key: Any) -> dict[str, Any]:
        self.calls.append(["deliver", platform])
        return {"results": {"busy": 1}, "pending": 1}

    def collect_from(self, platform: str, connection: Any) -> dict[str, int]:
        if platform in TROUBLES:
            raise TROUBLES[platform]
        return {"matched": 0, "held": 0}

    def take(self, kind: str) -> list[list[Any]]:
        """Calls of one kind since the last look."""
        taken = [call for call in self.calls if call[0] == kind]
        self.calls = [call for call in self.calls if call[0] != kind]
        return taken


def play(trial: Trial, fakes: Fakes) -> dict[str, Any]:
    """All scenarios, in the order of a day."""
    seen: dict[str, Any] = {}
    seen["no_key"] = trial.drive(trial.start("pull_exports"))
    seen["pull"] = trial.drive(trial.start("pull_exports", DAY))
    seen["pulled"] = fakes.take("pull")
    seen["chain"] = {}
    for dag_id in ("validate_findings", "open_cases", "draft_decisions", "issue_notices"):
        runs = trial.triggered(dag_id)
        seen["chain"][dag_id] = [[run.partition_key, trial.drive(run)] for run in runs]
    fakes.batches = ["batch-1"]
    seen["refused_file"] = trial.drive(trial.start("validate_findings", DAY))
    seen["gather_nothing"] = trial.drive(trial.start("gather_approvals"))
    fakes.days, fakes.due = [DAY, LATER], ["telegram"]
    seen["gather"] = trial.drive(trial.start("gather_approvals"))
    seen["sent_again"] = fakes.take("deliver")
    seen |= play_release(trial, fakes)
    collected = trial.start("collect_responses")
    seen["collected"] = trial.drive(collected)
    seen["tried_again"] = trial.retries(collected, "collect", map_indexes=range(len(Platform)))
    seen["unbalanced"] = trial.drive(trial.start("reconcile", DAY))
    seen["events"] = {
        name: trial.events(name)
        for name in ("exports", "findings", "cases", "drafts", "approvals", "notices", "reconciliation")
    }
    return seen


def play_release(trial: Trial, fakes: Fakes) -> dict[str, Any]:
    """The release question, answered in every way."""
    fakes.question = QUESTION
    of_approvals = trial.triggered("issue_notices")
    by_hand, held, refused, released = *of_approvals, *(trial.start("issue_notices", DAY) for _ in range(2))
    in_part, unknown, cleared, all_by_hand = (trial.start("issue_notices", DAY) for _ in range(4))
    seen: dict[str, Any] = {"days_of_approvals": [run.partition_key for run in of_approvals]}
    seen["asked"] = trial.drive(by_hand)
    detail = trial.question(by_hand)
    seen["question"] = [detail.subject, detail.body, detail.options, detail.defaults]
    seen["form"] = {name: [field["value"], field["schema"].get("examples")] for name, field in detail.params.items()}
    trial.mark_success(by_hand, "ask_to_release")
    seen["by_hand"] = [trial.drive(by_hand), fakes.take("answer"), fakes.take("deliver")]
    for name, run, user, option, form in (
        ("held", held, "releaser_1", "Hold", {}),
        ("refused", refused, "drafter_1", "Release", {}),
        ("released", released, "releaser_1", "Release", {}),
        ("in_part", in_part, "releaser_1", "Release", {"hold_back": ["telegram"], "why": "they move"}),
        ("unknown", unknown, "releaser_1", "Release", {"hold_back": ["geocities"], "why": ""}),
    ):
        trial.drive(run)
        trial.answer(run, user, option, form=form)
        seen[name] = [trial.drive(run), fakes.take("answer"), fakes.take("deliver")]
    seen["tries_of_refused"] = trial.task(refused, "ask_to_release").try_number
    seen["tries_of_unknown"] = trial.task(unknown, "ask_to_release").try_number
    return seen | play_by_hand(trial, fakes, cleared, all_by_hand)


def play_by_hand(trial: Trial, fakes: Fakes, cleared: DagRun, all_by_hand: DagRun) -> dict[str, Any]:
    """What an operator of Airflow can do with a question without answering it."""
    seen: dict[str, Any] = {}
    trial.drive(cleared)
    trial.clear(cleared, "ask_to_release")
    seen["cleared"] = [trial.drive(cleared), fakes.take("answer"), fakes.take("deliver")]
    trial.drive(all_by_hand)
    for task_id in ("ask_to_release", "check_record"):
        trial.mark_success(all_by_hand, task_id)
    seen["all_by_hand"] = [trial.drive(all_by_hand), fakes.take("answer"), fakes.take("deliver")]
    return seen


if __name__ == "__main__":
    assert len(Platform) > 1
    airflow = Trial(Path(sys.argv[1]))
    played = play(airflow, Fakes())
    Path(sys.argv[2]).write_text(json.dumps(played | {"hold": hold_scenarios.play(airflow)}))
