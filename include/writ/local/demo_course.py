"""The course of the demo: three days of exports and the evening after, in a time that is set step by step.

Orders of the first day have to live through the days after it, so each day is played in full before the next begins:
intake in the morning, people until noon, release, looks in the afternoon, the book at midnight.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import func, select

from include.writ import settings
from include.writ.domain.states import OutboxState, ReleaseState
from include.writ.local.demo_client import AirflowClient, Question
from include.writ.local.demo_people import RELEASER, Office
from include.writ.local.demo_screen import Screen
from include.writ.storage.models import OutboxRow, ReleaseRow
from include.writ.storage.session import unit_of_work

DAYS = (date(2026, 11, 17), date(2026, 11, 18), date(2026, 11, 19))
BEHIND_PULL = ("validate_findings", "open_cases", "draft_decisions", "issue_notices")
BY_CLOCK = ("gather_approvals", "collect_responses", "probe_content", "replay_quarantine")
BY_DAY = ("pull_exports", "reconcile")
LOOKS = (time(14), time(21))
RELEASE = "Release"
READING = timedelta(seconds=2)
_NEXT_DAY = timedelta(days=1)
_UNSENT = (OutboxState.WAITING, OutboxState.RELEASED, OutboxState.SENDING, OutboxState.UNCERTAIN)
_AT_WORK = {"queued", "running"}


def local(day: date, at: time) -> datetime:
    """An hour of a local day."""
    return datetime.combine(day, at, settings.timezone())


@dataclass(frozen=True, slots=True)
class StoryClock:
    """The file that is the clock of the whole stack."""

    path: Path

    def set(self, moment: datetime) -> None:
        """Move the time, at once for every process."""
        draft = self.path.with_suffix(".new")
        draft.write_text(moment.isoformat())
        draft.replace(self.path)

    def read(self) -> datetime:
        """The time of the story, as people there read it."""
        return datetime.fromisoformat(self.path.read_text()).astimezone(settings.timezone())


@dataclass(frozen=True, slots=True)
class Course:
    """Everything that happens in the demo, act by act; a flow test plays the same acts."""

    airflow: AirflowClient
    office: Office
    clock: StoryClock
    database_url: str
    screen: Screen

    def play(self) -> date:
        """The whole story. Returns the day of the last book."""
        self.switch_on()
        for day in DAYS:
            self.clock.set(local(day + _NEXT_DAY, time(6)))
            with self.screen.step(f"exports of {day}: pulled, validated, cases opened, drafts proposed"):
                self.bring_in(day)
            self.play_rest_of_day(day + _NEXT_DAY)
        evening = DAYS[-1] + 2 * _NEXT_DAY
        self.play_rest_of_day(evening)
        self.leave_the_calendar(evening)
        return evening

    def play_rest_of_day(self, today: date) -> None:
        """People, release, looks, and the book at midnight."""
        self.work(today)
        self.clock.set(local(today, time(11, 30)))
        with self.screen.step("approved notices: gathered, asked about, released, sent"):
            self.release()
        with self.screen.step("answers collected, ordered pages looked at, twice"):
            for at in LOOKS:
                self.clock.set(local(today, at))
                self.look()
        self.clock.set(local(today + _NEXT_DAY, time(0, 10)))
        with self.screen.step(f"book of {today}"):
            self.draw_up_book(today)

    def switch_on(self) -> None:
        """Unpause every DAG, those at the end of the chain first: what is announced to a paused DAG is lost."""
        with self.screen.step("Airflow reads the DAGs"):
            self.airflow.unpause([*reversed(BEHIND_PULL), *BY_CLOCK, *BY_DAY])

    def leave_the_calendar(self, last_book: date) -> None:
        """Pause the DAGs that begin a day at each real midnight, and delete what they began for other days.

        Days of the real calendar lie in the story's future, where nothing can be pulled or reconciled.
        """
        story = [DAYS[0] + n * _NEXT_DAY for n in range((last_book - DAYS[0]).days + 1)]
        for dag_id in BY_DAY:
            self.airflow.pause(dag_id, is_paused=True)
            for run_id in self.airflow.runs_of_other_days(dag_id, story):
                self.airflow.forget(dag_id, run_id)

    def bring_in(self, day: date) -> None:
        """From the exports of a day to its drafts."""
        known = self.runs_behind_pull(day)
        self.airflow.finish("pull_exports", self.airflow.trigger("pull_exports", day))
        self.follow(day, known)

    def backfill(self, first: date, last: date, *, reprocess: str = "none") -> None:
        """The same for several days by one backfill of `pull_exports`."""
        days = [first + n * _NEXT_DAY for n in range((last - first).days + 1)]
        known = {day: self.runs_behind_pull(day) for day in days}
        self.airflow.backfill("pull_exports", first, last, reprocess=reprocess)
        for day in days:
            self.follow(day, known[day])

    def runs_behind_pull(self, day: date) -> dict[str, set[str]]:
        """The runs that a day has now."""
        return {dag_id: set(self.airflow.runs(dag_id, day)) for dag_id in BEHIND_PULL}

    def follow(self, day: date, known: dict[str, set[str]]) -> None:
        """Wait for the runs that follow from new exports."""
        for dag_id in BEHIND_PULL:
            self.airflow.finish_new(dag_id, day, known[dag_id])

    def work(self, today: date) -> None:
        """The morning of drafters, law reviewer and approvers."""
        self.clock.set(local(today, time(9)))
        with self.screen.step("drafters read each case and write its reasons, or decline it"):
            self.office.draft(today)
        self.clock.set(local(today, time(10)))
        with self.screen.step("the law reviewer looks at what was sent to law review"):
            self.office.review()
        self.clock.set(local(today, time(11)))
        with self.screen.step("approvers, other persons, read each draft and approve it, or decline"):
            self.office.approve()
        with self.screen.step("authors complain of earlier orders, and the higher body decides"):
            self.office.complain()
            self.office.hear()

    def release(self) -> None:
        """Have the approved notices asked about, answer as the releaser, and wait until all have left."""
        self.airflow.finish("gather_approvals", self.airflow.trigger("gather_approvals"))
        self.airflow.until(self._all_have_left, "the released notices to leave")

    def look(self) -> None:
        """Collect what the platforms answered, and look at the ordered pages."""
        runs = {dag_id: self.airflow.trigger(dag_id) for dag_id in ("collect_responses", "probe_content")}
        for dag_id, run_id in runs.items():
            self.airflow.finish(dag_id, run_id)

    def draw_up_book(self, day: date) -> None:
        """Reconcile a day that is over."""
        self.airflow.finish("reconcile", self.airflow.trigger("reconcile", day))

    def _all_have_left(self) -> bool | None:
        asked, unsent = self._count_unsent()
        if asked:
            for question in self.airflow.questions():
                self._answer(question)
        if unsent or _AT_WORK & set(self.airflow.runs("issue_notices").values()):
            return None
        return True

    def _count_unsent(self) -> tuple[int, int]:
        with unit_of_work(self.database_url) as session:
            asked = select(func.count()).where(ReleaseRow.state == ReleaseState.ASKED).scalar_subquery()
            unsent = select(func.count()).where(OutboxRow.state.in_(_UNSENT)).scalar_subquery()
            counts = session.execute(select(asked, unsent)).one()
        return counts[0], counts[1]

    def _answer(self, question: Question) -> None:
        """Answer as the releaser, after reading it for a while.

        Airflow takes an answer in the first second, before its scheduler has noted that the task is parked, for a lost
        task, and asks again a minute later.
        """
        if datetime.now(UTC) - question.asked_at < READING:
            return
        with self.office.log_in(RELEASER) as releaser:
            releaser.patch(question.path, chosen_options=[RELEASE])
        self.screen.say(f"Required Action «{question.subject}» {RELEASER} answers: {RELEASE}")
