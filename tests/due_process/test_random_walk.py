"""People, platforms and tasks act in any order, with and without the right to; whatever they do, due process holds.

Each act goes through the real services on a real database, and is done or refused by one of Writ's own errors. After
each all of `tests.support.walk.BROKEN` is looked for. A further act is a further method with `@may_happen`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import TypeVar
from uuid import UUID

import pytest
from sqlalchemy import select

from include.writ.domain.case import Act
from include.writ.domain.delivery import Outcome
from include.writ.domain.ids import sha256_hex
from include.writ.domain.people import Role
from include.writ.domain.redress import RULINGS, Appellant
from include.writ.domain.states import AppealState, CaseState, OrderState, OutboxState, ReleaseState, ReviewState
from include.writ.domain.verdict import Judgement, Sight, Verdict
from include.writ.domain.worksheet import Worksheet
from include.writ.errors import RowRefused, WritError
from include.writ.local.postgres import EmbeddedPostgres
from include.writ.services import collect, deliver, issue, probe, proofs, release_question
from include.writ.services.decide import DRAFTABLE
from include.writ.services.drafts import latest_version
from include.writ.storage.models import AppealRow, CaseRow, NoticeRow, OutboxRow, PersonRow
from include.writ.wiring import docket, notices, redress, sending, stages
from include.writ.wiring.deployment import for_tasks
from tests.support.chain import DAY, local
from tests.support.databases import fresh_copy
from tests.support.drafts import REASONS, complete
from tests.support.owner import as_owner
from tests.support.press import means_of
from tests.support.registry import register
from tests.support.walk import Mood, MoodyPlatform, SenderDied, broken, log_steps, steps

SEEDS = (2, 4, 12, 18)  # together they come to every state
GOING_BACK = (22, 29)  # in these contacts change and notices are mended besides; together they take every way back
STEPS = 80
CASES = 6
GOES_BACK = 0.2  # how often, in those
ALL_ROLES = ("anyone_1", "anyone_2")  # whom only the rules about two persons hold back
HOLDERS = {
    Role.DRAFTER: ("drafter_1", "reviewer_1", *ALL_ROLES),
    Role.APPROVER: ("approver_1", "approver_2", *ALL_ROLES),
    Role.RELEASER: ("releaser_1", *ALL_ROLES),
    Role.LAW_REVIEWER: ("reviewer_1", *ALL_ROLES),
    Role.APPEAL_REVIEWER: ("appeals_1", "appeals_2"),
}
PEOPLE = sorted({"auditor", "stranger"}.union(*HOLDERS.values()))
STATES = {
    "case": CaseState,
    "order": OrderState,
    "outbox": OutboxState,
    "release": ReleaseState,
    "appeal": AppealState,
    "review": ReviewState,
}
# where the cases begin, before the walk does; and what needs a review that waits when an annulment comes
NOT_WALKED = {"case open", "case proposed", "review overtaken"}

WAYS_BACK = {"outbox released waiting", "outbox refused waiting", "order released approved"}

One = TypeVar("One")
MAY_HAPPEN: dict[str, int] = {}


def may_happen(weight: int) -> Callable[[Callable[[Walk], None]], Callable[[Walk], None]]:
    """An act of the walk, so many times as likely as one of weight 1."""

    def noted(act: Callable[[Walk], None]) -> Callable[[Walk], None]:
        MAY_HAPPEN[act.__name__] = weight
        return act

    return noted


class Walk:
    """One walk on a database of its own. `course`: what happened, for whoever has to mend it; `seen`: how often."""

    def __init__(self, seed: int, clock: Path) -> None:
        self.chance, self.clock, self.now = Random(seed), clock, local(DAY + timedelta(days=1), 9)
        # each its own, for what is held back or goes back leaves the rest of a walk as it is
        self.holding, self.going_back = Random(seed), Random(seed)
        self.goes_back = GOES_BACK if seed in GOING_BACK else 0
        self.course: list[str] = []
        self.seen: Counter[str] = Counter()
        self.runs: list[str] = []
        self._pass(minutes=0)
        with as_owner().begin() as session:
            roles = sorted({*Role} - {Role.APPEAL_REVIEWER})
            session.add_all(PersonRow(id=one, name=one, post="p", roles=roles, is_active=True) for one in ALL_ROLES)
            other = {"id": "appeals_2", "name": "two", "post": "p", "higher_body": "kz_higher", "is_active": True}
            session.add(PersonRow(**other, roles=[Role.APPEAL_REVIEWER]))
            waiting = select(CaseRow.id, CaseRow.platform).where(CaseRow.state == CaseState.PROPOSED)
            found = session.execute(waiting.order_by(CaseRow.id).limit(CASES)).all()
            log_steps(session)
        self.cases = [case for case, _ in found]
        names = sorted({platform for _, platform in found})
        self.platforms = {name: MoodyPlatform(lambda: self.now, bool(n % 2)) for n, name in enumerate(names)}

    def begin(self) -> None:
        """Those who may do it send two orders and take a complaint about each, so that no walk stays among drafts."""
        for case_id in self.cases[:2]:
            self._draft(case_id, "drafter_1", seen=0, is_complete=True)
            self._approve(case_id, "approver_1", opener="approver_1", version=-1)
        self.ask_release()
        stages.answer_release(self.runs[-1], "releaser_1", let_go=True)
        for name in sending.platforms_with_due_notices():
            self._deliver(name, Mood.TAKES)
        for case_id in self.cases[:2]:
            lodged = redress.lodge(case_id, "drafter_1", Appellant.AUTHOR, "ru", "it reports", None)
            redress.take(lodged.appeal.id, "appeals_1")

    def step(self) -> None:
        """Something happens; then everything that must hold is looked at."""
        [act] = self.chance.choices([*MAY_HAPPEN], [*MAY_HAPPEN.values()])
        getattr(self, act)()
        if self.going_back.random() < self.goes_back:
            self.going_back.choice([self.change_contact, self.say_mended])()
        with as_owner().begin() as session:
            assert broken(session) == {}, self.course
        assert {n for platform in self.platforms.values() for n in platform.taken.values()} <= {1}, self.course

    def reached(self) -> set[str]:
        """Every state that something came to, and every step that it took there."""
        with as_owner().begin() as session:
            taken = steps(session)
        return {f"{machine} {after}" for machine, _, after in taken} | {" ".join(step) for step in taken}

    def _pass(self, *, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self.clock.write_text(self.now.isoformat())

    def _one(self, of: Sequence[One]) -> One:
        return self.chance.choice(of)

    def _person(self, role: Role) -> str:
        """Anybody, more often somebody with this role: chance alone would seldom come to an end."""
        return self._one(self._one([HOLDERS[role]] * 3 + [PEOPLE]))

    def _case(self, *states: CaseState) -> UUID:
        """Any case, more often one in these states."""
        with as_owner().begin() as session:
            fit = session.scalars(select(CaseRow.id).where(CaseRow.id.in_(self.cases), CaseRow.state.in_(states))).all()
        return self._one(self._one([sorted(fit) or self.cases] * 4 + [self.cases]))

    @contextmanager
    def _trying(self, what: str, on: object = "") -> Iterator[None]:
        """It is done, or one of Writ's own errors refuses it; what only the database refuses is a fault."""
        self._pass(minutes=1)
        self.course.append(f"{what} {on}")
        try:
            yield
        except RowRefused:
            raise
        except WritError as refusal:
            self.course[-1] += f": {refusal}"
            self.seen[f"{what} refused"] += 1
        else:
            self.seen[what] += 1

    @may_happen(8)
    def draft(self) -> None:
        case_id, person = self._case(*DRAFTABLE), self._person(Role.DRAFTER)
        with as_owner().begin() as session:
            latest = latest_version(session, case_id)
        seen = max((latest.version if latest else 0) - self._one([0, 0, 0, 1]), 0)
        self._draft(case_id, person, seen=seen, is_complete=self._one([True, True, True, False]))

    def _draft(self, case_id: UUID, person: str, *, seen: int, is_complete: bool) -> None:
        here = as_owner()
        with here.begin() as session:
            ground = session.get_one(CaseRow, case_id).ground
        with self._trying("draft", (person, case_id, seen)):
            basis, unfinished = here.pack.basis(ground, here.today), Worksheet(necessity=f"not yet, at {self.now}")
            worksheet = complete(basis) if is_complete else unfinished
            docket.draft(case_id, person, REASONS.format(case=case_id), worksheet, seen=seen)

    @may_happen(3)
    def act_on_a_case(self) -> None:
        what, case_id, person = (
            self._one([*Act]),
            self._case(*DRAFTABLE, CaseState.DECLINED),
            self._person(Role.APPROVER),
        )
        with self._trying(what, (person, case_id)):
            docket.act(case_id, person, what, "because")

    @may_happen(6)
    def approve(self) -> None:
        case_id, person = self._case(CaseState.DRAFTED), self._person(Role.APPROVER)
        opener, version = self._one([person, person, person, "approver_1"]), self._one([-1, -1, -1, 0])
        self._approve(case_id, person, opener=opener, version=version)

    def _approve(self, case_id: UUID, person: str, *, opener: str, version: int) -> None:
        with self._trying("open", (opener, case_id)):
            docket.case(case_id, docket.person(opener))
        found = docket.case(case_id, docket.person("auditor"))
        assert found is not None
        with self._trying("approve", (person, case_id, version)):
            docket.approve(case_id, person, found.decisions[version].draft_hash)

    @may_happen(3)
    def ask_release(self) -> None:
        for day in stages.days_to_ask_about():
            self.runs.append(f"run-{len(self.runs)}")
            with self._trying("ask", day):
                stages.ask_release(date.fromisoformat(day), self.runs[-1])

    @may_happen(4)
    def answer_release(self) -> None:
        person, let_go = self._person(Role.RELEASER), self._one([True, True, False])
        held = self.holding.choice([[], *([name] for name in self.platforms)]) if let_go else []
        for run in self.runs[-self._one([1, 1, 1, 2]) :][:1]:
            with self._trying("let go" if let_go else "hold", (person, run, held)):
                stages.answer_release(run, person, let_go=let_go, held=held)

    @may_happen(2)
    def withdraw_release(self) -> None:
        person = self._person(Role.RELEASER)
        for run in self.runs[-1:]:
            with self._trying("withdraw", (person, run)):
                docket.withdraw(release_question.release_of(run), person)

    @may_happen(9)
    def deliver(self) -> None:
        name = self._one(sending.platforms_with_due_notices() or [*self.platforms])
        self._deliver(name, self._one([Mood.TAKES, Mood.REFUSES, *Mood]))

    def _deliver(self, name: str, mood: Mood) -> None:
        here, platform = for_tasks(), self.platforms[name]
        platform.mood = mood
        with self._trying(f"deliver, platform {platform.mood}", name):
            try:
                deliver.run(here.begin, platform=name, channel=platform, means=means_of(here), clock=here.clock)
            except SenderDied:
                self.seen["sender died"] += 1

    def change_contact(self) -> None:
        with as_owner().begin() as session:
            released = select(OutboxRow.platform).where(OutboxRow.state == OutboxState.RELEASED).distinct()
            not_left = session.scalars(released.order_by(OutboxRow.platform)).all()
        name = self.going_back.choice(not_left or [*self.platforms])
        with self._trying("change contact", name):
            register(as_owner(), name, email=f"desk{len(self.course)}@{name}.example")

    def say_mended(self) -> None:
        person = self.going_back.choice([*HOLDERS[Role.RELEASER], *HOLDERS[Role.APPROVER], *PEOPLE])
        with as_owner().begin() as session:
            refused = select(OutboxRow.notice_id).where(OutboxRow.state == OutboxState.REFUSED)
            came_back = session.scalars(select(NoticeRow.id).where(NoticeRow.id.in_(refused)).order_by(NoticeRow.id))
            made = session.scalars(select(NoticeRow.id).order_by(NoticeRow.id))
            key = self.going_back.choice(came_back.all() or made.all())
        with self._trying("say mended", (person, key)):
            notices.say_mended(key, person, "because")

    @may_happen(2)
    def prove(self) -> None:
        here, (name, platform) = for_tasks(), self._one([*self.platforms.items()])
        with self._trying("prove", name):
            proofs.run(here.begin, platform=name, channel=platform, clock=here.clock)

    @may_happen(1)
    def answer(self) -> None:
        here, (name, platform) = for_tasks(), self._one([*self.platforms.items()])
        platform.say(self._one([*Outcome]), self._one([*platform.receipts, None]), self.now)
        with self._trying("answer", name):
            law = collect.Law(here.pack, here.zone)
            collect.run(here.begin, platform=name, channel=platform, law=law, clock=here.clock)

    @may_happen(4)
    def probe(self) -> None:
        here, verdict = for_tasks(), self._one([Verdict.REMOVED, Verdict.AVAILABLE, *Verdict])
        sight = Sight(Judgement(verdict, "seen"), 200, sha256_hex(b"seen"), {})
        with self._trying("probe", verdict), here.begin() as session:
            due = probe.due(session, now=here.clock() + timedelta(days=1), limit=10)  # sooner than they need be
            probe.record(session, seen=[(one, sight) for one in due], now=here.clock())

    @may_happen(2)
    def draw_up_book(self) -> None:
        self._pass(minutes=24 * 60)
        with self._trying("book", as_owner().today):
            stages.draw_up_book(as_owner().today - timedelta(days=1))
        with as_owner().begin() as session:
            back = select(CaseRow.id).where(CaseRow.reappearance_of.in_(self.cases), CaseRow.id.not_in(self.cases))
            self.cases += session.scalars(back)

    @may_happen(3)
    def complain(self) -> None:
        case_id, person = self._case(CaseState.ORDERED, CaseState.CLOSED), self._person(Role.APPROVER)
        appellant, learned = self._one([*Appellant]), self._one([None, DAY, DAY - timedelta(days=200)])
        with self._trying("complain", (person, case_id)):
            redress.lodge(case_id, person, appellant, "ru", f"it reports, {len(self.course)}", learned)

    @may_happen(9)
    def act_on_a_complaint(self) -> None:
        person = self._person(Role.APPEAL_REVIEWER)
        with as_owner().begin() as session:
            found = session.execute(
                select(AppealRow.id, AppealRow.reviewer).order_by(AppealRow.received_at.desc(), AppealRow.number)
            ).all()
        for appeal_id, reviewer in found[:1]:
            what = (
                self._one(["decide"] * 6 + ["give back", "withdraw"]) if reviewer else self._one(["take", "withdraw"])
            )
            with self._trying(f"{what} a complaint", (person, appeal_id)):
                self._act_on(appeal_id, what, self._one([person, *[reviewer or person] * 3]))

    def _act_on(self, appeal_id: UUID, what: str, person: str) -> None:
        if what == "decide":
            outcome = self._one(RULINGS)
            ends_on = as_owner().today + timedelta(days=1) if outcome == AppealState.PARTLY_ANNULLED else None
            redress.decide(
                appeal_id, person, redress.Ruling(outcome, "because", self._one(["", "ill", "ill"]), ends_on)
            )
        elif what == "withdraw":
            redress.withdraw(appeal_id, self._person(Role.DRAFTER), "a letter")
        else:
            {"take": redress.take, "give back": redress.give_back}[what](appeal_id, person)

    @may_happen(2)
    def look_again(self) -> None:
        case_id, person = self._case(CaseState.ORDERED, CaseState.CLOSED), self._person(Role.LAW_REVIEWER)
        what = self._one([redress.keep, redress.keep, redress.lift])
        with self._trying(what.__name__, (person, case_id)):
            what(case_id, person, "because")

    @may_happen(2)
    def let_the_clock_run(self) -> None:
        case_id, person = self._case(CaseState.ORDERED), self._person(Role.DRAFTER)
        what = self._one([redress.clarify, redress.possible_again])
        with self._trying(what.__name__, (person, case_id)):
            what(case_id, person, "because")

    @may_happen(2)
    def time_passes(self) -> None:
        self._pass(minutes=60 * self._one([1, 6, 24, 24 * 200]))


@pytest.mark.requirement("R24")
def test_whatever_is_done_in_whatever_order_due_process_holds(
    postgres: EmbeddedPostgres, drafts_template: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WRIT_CLOCK_FILE", str(tmp_path / "clock"))
    monkeypatch.setenv("WRIT_VAR", str(tmp_path))
    monkeypatch.setattr(issue, "MOST_ITEMS", 2)
    reached, seen = set[str](), Counter[str]()
    for seed in SEEDS + GOING_BACK:
        for url in fresh_copy(postgres, drafts_template):
            monkeypatch.setenv("WRIT_DATABASE_URL", url)
            walk = Walk(seed, tmp_path / "clock")
            walk.begin()
            for _ in range(STEPS):
                walk.step()
            reached |= walk.reached()
            seen += walk.seen
    wanted = {f"{machine} {state}" for machine, states in STATES.items() for state in states} - NOT_WALKED
    wanted |= WAYS_BACK
    assert wanted - reached == set(), f"the walks mean less than they should: {seen}"
