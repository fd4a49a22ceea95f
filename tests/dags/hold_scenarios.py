"""What happens in Airflow to a batch that is held, and to rows that were mended; see test_held_runs.py."""

from __future__ import annotations

from typing import Any

from airflow.sdk.exceptions import ParamValidationError

from include.writ.errors import NotAllowed
from include.writ.wiring import gate, stages
from tests.dags.trial import Trial

DAY = "2026-11-19"
LATER = "2026-11-20"
ACCEPT, HOLD, ASK = "Accept the good rows", "Hold", "ask_to_let_in"


class HeldFakes:
    """Stands in for the gate; batches that begin with `held` are held until an engineer lets them in."""

    def __init__(self) -> None:
        self.batches: list[str] = []
        self.let_in: list[str] = []
        self.answers: list[list[Any]] = []
        self.replays: list[list[str | None]] = []
        self.replayed: dict[str, Any] = {"rows": 0, "accepted": 0, "refused": 0, "days": [], "failed": []}
        self.days: list[str] = []
        fakes: dict[Any, dict[str, Any]] = {
            stages: {"batches_of": lambda day: self.batches, "validate_batch": self.validate_batch},
            gate: {
                "held_among": lambda ids: [one for one in ids if self.state(one) == "held"],
                "hold_question": self.hold_question,
                "answer_hold": self.answer_hold,
                "require_let_in": self.require_let_in,
                "days_let_in": lambda: self.days,
                "replay_rows": self.replay_rows,
            },
        }
        for module, functions in fakes.items():
            for name, function in functions.items():
                setattr(module, name, function)

    def state(self, batch_id: str) -> str:
        return "held" if batch_id.startswith("held") and batch_id not in self.let_in else "opened"

    def validate_batch(self, batch_id: str) -> dict[str, Any]:
        if batch_id == "broken":
            raise NotAllowed("broken")
        return {"state": self.state(batch_id), "rows": 4, "accepted": 2, "quarantined": 2, "refusal": None}

    def hold_question(self, batch_id: str) -> dict[str, Any]:
        counts = {"rows": 4, "accepted": 2, "quarantined": 2, "limit": 0.3, "rules": {"url_identified": 2}}
        facts = {"batch_id": batch_id, "source": "media_watch", "day": DAY, "version": 1, "has_docs": True}
        return counts | facts | {"state": self.state(batch_id), "is_let_in": batch_id in self.let_in}

    def answer_hold(self, batch_id: str, user_name: str, *, let_in: bool) -> None:
        self.answers.append([batch_id, user_name, let_in])
        if user_name != "engineer":
            raise NotAllowed(f"{user_name} does not hold the role engineer")
        if let_in:
            self.let_in.append(batch_id)

    def require_let_in(self, batch_id: str) -> None:
        if batch_id not in self.let_in:
            raise NotAllowed("no engineer has let it in")

    def replay_rows(self, source: str | None, day: Any) -> dict[str, Any]:
        self.replays.append([source, str(day) if day else None])
        return self.replayed


def play(trial: Trial) -> dict[str, Any]:
    """All of it."""
    fakes = HeldFakes()
    return play_two_held(trial, fakes) | play_not_let_in(trial, fakes) | play_replay(trial, fakes)


def play_two_held(trial: Trial, fakes: HeldFakes) -> dict[str, Any]:
    """One good batch and two that are held: the one is let in, the other is not."""
    fakes.batches = ["good", "held-1", "held-2"]
    run = trial.start("validate_findings", DAY)
    seen: dict[str, Any] = {"asked": trial.drive(run), "announced": trial.events("findings")[-1]}
    detail = trial.question(run, ASK, 0)
    seen["question"] = [detail.subject, detail.body, detail.options, detail.defaults]
    seen["links"] = trial.links(run, "validate", 1)
    trial.answer(run, "engineer", ACCEPT, ASK, 0)
    before = len(trial.events("findings"))
    seen["let_in"] = [trial.drive(run), list(fakes.let_in), trial.events("findings")[before:]]
    seen["opens"] = [r.partition_key for r in trial.triggered("open_cases")]
    trial.answer(run, "engineer", HOLD, ASK, 1)
    seen["kept"] = [trial.drive(run), list(fakes.let_in), fakes.answers]
    return seen


def play_not_let_in(trial: Trial, fakes: HeldFakes) -> dict[str, Any]:
    """Answers and acts that must let nothing in; a broken batch that keeps no question from being asked."""
    seen: dict[str, Any] = {}
    fakes.batches, fakes.let_in, fakes.answers = ["held-1", "broken"], [], []
    wrong, by_hand = (trial.start("validate_findings", DAY) for _ in range(2))
    seen["beside_broken"] = trial.drive(wrong)
    trial.answer(wrong, "drafter_1", ACCEPT, ASK, 0)
    before = len(trial.events("findings"))
    seen["wrong"] = [trial.drive(wrong), list(fakes.let_in), trial.task(wrong, ASK, 0).try_number]
    trial.drive(by_hand)
    before += 1  # the good part of the day is announced also here
    trial.mark_success(by_hand, ASK, 0)
    seen["by_hand"] = [trial.drive(by_hand), list(fakes.let_in), trial.events("findings")[before:]]
    fakes.batches = ["good"]
    seen["none_held"] = trial.drive(trial.start("validate_findings", DAY))
    return seen


def play_replay(trial: Trial, fakes: HeldFakes) -> dict[str, Any]:
    """The replay by the clock and by hand."""
    seen: dict[str, Any] = {"nothing": trial.drive(trial.start("replay_quarantine"))}
    before = len(trial.events("findings"))
    fakes.replayed, fakes.days = fakes.replayed | {"days": [DAY], "failed": ["b-1"]}, [DAY, LATER]
    seen["replayed"] = trial.drive(trial.start("replay_quarantine", conf={"source": "media_watch", "day": DAY}))
    seen["replays"] = fakes.replays
    seen["days"] = sorted(str(key) for key, _ in trial.events("findings")[before:])
    try:
        trial.start("replay_quarantine", conf={"day": "2026-11-3"})
    except ParamValidationError as refused:
        seen["wrong_day"] = str(refused)
    return {"replay": seen}
