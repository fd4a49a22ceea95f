"""A releaser sees what leaves and what is unusual about it, and may hold back some platforms; only the rest leaves."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from include.writ.domain.states import CaseState
from include.writ.errors import NotAllowed, NotPossible
from include.writ.orchestration.release_text import write_question
from include.writ.services.release_question import release_of
from include.writ.storage.models import LedgerRow, OutboxRow, ReleaseRow
from include.writ.storage.roles import DatabaseRole
from include.writ.wiring import docket, duties, sending, stages
from tests.support.acting import refused_as
from tests.support.chain import DAY, Chain, local
from tests.support.orders import annul
from tests.support.packs import NON_DISCLOSURE, put_in_force

BOTH = [*DatabaseRole]
HELD = "vkontakte"
NEXT_DAY = local(DAY + timedelta(days=2), 7)


def approve_some(chain: Chain) -> Counter[str]:
    """Orders to several platforms, `HELD` among them; how many to each."""
    chain.decide_all(limit=40)
    return waiting(chain)


def waiting(chain: Chain, state: str = "waiting") -> Counter[str]:
    with chain.begin() as session:
        return Counter(session.scalars(select(OutboxRow.platform).where(OutboxRow.state == state)))


def answered(chain: Chain, run_id: str = "run-1") -> ReleaseRow:
    with chain.begin() as session:
        return session.get_one(ReleaseRow, release_of(run_id))


def ask(chain: Chain, run_id: str = "run-1") -> dict[str, Any]:
    question = stages.ask_release(DAY, run_id)
    assert question is not None
    return question


def words(question: dict[str, Any]) -> tuple[str, str]:
    return write_question(str(DAY), question, page="the-page")


@pytest.mark.requirement("R24")
def test_what_is_held_back_stays_and_is_asked_about_again_after_a_day(chain: Chain) -> None:
    orders = approve_some(chain)
    assert set(orders) > {HELD}
    ask(chain)
    stages.answer_release("run-1", "releaser_1", let_go=True, held=[HELD], note=" they are moving house ")
    assert waiting(chain) == {HELD: orders[HELD]}
    assert waiting(chain, "released") == {name: n for name, n in orders.items() if name != HELD}
    release = answered(chain)
    assert (release.state, release.answered_by, release.held_platforms) == ("released", "releaser_1", [HELD])
    assert release.note == "they are moving house"
    assert stages.days_to_ask_about() == []
    chain.at(NEXT_DAY)
    assert ask(chain, "run-2")["platforms"] == {HELD: orders[HELD]}
    stages.answer_release("run-2", "releaser_1", let_go=True)
    assert waiting(chain) == {}


def test_the_ledger_has_who_held_back_what_and_no_words(chain: Chain) -> None:
    orders = approve_some(chain)
    ask(chain)
    stages.answer_release("run-1", "releaser_1", let_go=True, held=[HELD], note="a word")
    with chain.begin() as session:
        event = session.scalars(select(LedgerRow).where(LedgerRow.event == "release.released")).one()
    assert event.actor == "releaser_1"
    assert event.data["held_platforms"] == [HELD]
    assert (event.data["notices"], event.data["held"]) == (orders.total() - orders[HELD], orders[HELD])
    assert "a word" not in str(event.data)


@pytest.mark.parametrize(
    ("held", "message"),
    [
        pytest.param(["geocities"], "none of this question's", id="unknown"),
        pytest.param([HELD, "'; DROP TABLE writ.outbox"], "none of this question's", id="one-unknown"),
        pytest.param(None, "answer Hold", id="all"),
    ],
)
def test_a_hold_that_makes_no_sense_changes_nothing(chain: Chain, held: list[str] | None, message: str) -> None:
    orders = approve_some(chain)
    ask(chain)
    with pytest.raises(NotPossible, match=message) as refusal:
        stages.answer_release("run-1", "releaser_1", let_go=True, held=held or list(orders))
    assert "DROP" not in str(refusal.value)
    assert (answered(chain).state, waiting(chain)) == ("asked", orders)
    stages.answer_release("run-1", "releaser_1", let_go=True)
    assert waiting(chain) == {}


@pytest.mark.parametrize("note", ["n" * 501, "a\x00b"])
def test_a_note_that_can_not_be_kept_is_refused(chain: Chain, note: str) -> None:
    chain.decide_all(limit=1)
    ask(chain)
    with pytest.raises(NotPossible, match="note"):
        stages.answer_release("run-1", "releaser_1", let_go=False, note=note)
    assert answered(chain).state == "asked"


@pytest.mark.parametrize("person", ["drafter_1", "approver_1", "engineer", "auditor", "nobody"])
def test_nobody_else_holds_back_or_lets_go(chain: Chain, person: str) -> None:
    orders = approve_some(chain)
    ask(chain)
    for let_go, held in ((True, [HELD]), (True, []), (False, [])):
        with pytest.raises(NotAllowed):
            stages.answer_release("run-1", person, let_go=let_go, held=held)
    assert (answered(chain).state, waiting(chain)) == ("asked", orders)


def test_the_same_answer_twice_is_one_and_another_is_refused(chain: Chain) -> None:
    orders = approve_some(chain)
    ask(chain)
    for _ in range(2):
        stages.answer_release("run-1", "releaser_1", let_go=True, held=[HELD])
    for held in ([], [next(name for name in orders if name != HELD)]):
        with pytest.raises(NotPossible, match="already answered"):
            stages.answer_release("run-1", "releaser_1", let_go=True, held=held)
    with pytest.raises(NotPossible, match="already answered"):
        stages.answer_release("run-1", "releaser_1", let_go=False)
    assert waiting(chain) == {HELD: orders[HELD]}


@pytest.mark.requirement("R24")
@pytest.mark.parametrize("role", BOTH)
def test_no_statement_releases_what_is_held_back(chain: Chain, role: DatabaseRole) -> None:
    approve_some(chain)
    ask(chain)
    stages.answer_release("run-1", "releaser_1", let_go=True, held=[HELD])
    release = {"release": release_of("run-1"), "held": HELD}
    refusals = {
        "UPDATE writ.outbox SET state = 'released' WHERE platform = :held": "no releaser|permission denied",
        "UPDATE writ.outbox SET release_id = :release, state = 'released' WHERE platform = :held":
            "question that is open|no releaser|permission denied",
        "UPDATE writ.outbox SET release_id = :release WHERE platform = :held": "question that is open",
        "UPDATE writ.releases SET held_platforms = '{}' WHERE id = :release": "it was answered once",
        "UPDATE writ.releases SET note = 'not me' WHERE id = :release": "it was answered once",
        "UPDATE writ.releases SET answered_by = 'releaser_2' WHERE id = :release": "it was answered once",
        "UPDATE writ.releases SET state = 'asked' WHERE id = :release": "it was answered once",
    }  # fmt: skip
    for statement, message in refusals.items():
        used = {name: value for name, value in release.items() if f":{name}" in statement}
        refused_as(role, message, statement, **used)
    assert waiting(chain).keys() == {HELD}


@pytest.mark.parametrize("role", BOTH)
def test_the_database_knows_what_can_be_held_back_and_by_whom(chain: Chain, role: DatabaseRole) -> None:
    orders = approve_some(chain)
    ask(chain)
    answer = "UPDATE writ.releases SET state = :state, answered_by = :who, answered_at = now(), held_platforms = :held"
    known: dict[str, Any] = {"state": "released", "who": "releaser_1", "held": [HELD]}
    for change, message in (
        ({"held": ["geocities"]}, "not about"),
        ({"held": [*orders]}, "holds back everything"),
        ({"who": "engineer"}, "no active releaser"),
        ({"state": "held"}, "held_back_from_a_release"),
    ):
        refused_as(role, message, answer, **known | change)
    refused_as(role, "held_back_from_a_release", "UPDATE writ.releases SET held_platforms = :held", held=[HELD])
    refused_as(role, "note_is_of_an_answer", "UPDATE writ.releases SET note = 'soon'")


def test_a_task_puts_no_notice_into_a_release_that_was_answered(chain: Chain) -> None:
    chain.decide_all(limit=2)
    ask(chain)
    stages.answer_release("run-1", "releaser_1", let_go=True)
    chain.decide_all(limit=1)
    refused_as(
        DatabaseRole.WORKER,
        "question that is open",
        "UPDATE writ.outbox SET release_id = :id, state = 'released' WHERE state = 'waiting'",
        id=release_of("run-1"),
    )


def test_the_question_says_what_goes_where_and_who_may_answer(chain: Chain) -> None:
    orders = approve_some(chain)
    question = ask(chain)
    assert question["platforms"] == orders
    with chain.begin() as session:
        counted = session.execute(
            text("SELECT o.platform, c.ground, count(*) FROM writ.orders o JOIN writ.cases c ON c.id = o.case_id"
                 " GROUP BY 1, 2")
        ).all()  # fmt: skip
        hours = session.execute(text("SELECT platform, min(deadline_hours) FROM writ.orders GROUP BY 1")).all()
    shown = {(name, ground): n for name, of in question["by_platform"].items() for ground, n in of["grounds"].items()}
    assert shown == {(platform, ground): number for platform, ground, number in counted}
    assert {name: of["deadline_hours"] for name, of in question["by_platform"].items()} == dict(map(tuple, hours))
    subject, body = words(question)
    assert subject == f"SPECIMEN: Release {orders.total()} orders of {DAY}?"
    assert "LATE" not in body
    assert "[This release in the Docket](the-page)" in body
    assert "(releaser_1)" in body
    assert f"| {HELD} |" in body
    assert "None of the orders say that the author is not told yet" in body
    assert "can not be told: there are 0 days of record" in body
    assert ask(chain) == question


def test_restorations_are_first_and_marked(chain: Chain) -> None:
    chain.decide_all(limit=2)
    ask(chain)
    stages.answer_release("run-1", "releaser_1", let_go=True)
    chain.deliver()
    annul(chain.cases(CaseState.ORDERED)[0])
    chain.decide_all(limit=1)
    question = ask(chain, "run-2")
    assert question["kinds"]["restoration"] == 1
    assert sum(of["restorations"] for of in question["by_platform"].values()) == 1
    [hours] = [of["restore_hours"] for of in question["by_platform"].values() if of["restorations"]]
    body = words(question)[1]
    kinds = body[body.index("what it is") :].splitlines()[2:]
    assert kinds[0] == "| **restoration: lawful content stays away until it leaves** | 1 |"
    assert f"| 1 | {hours} h |" in body


@pytest.mark.requirement("R21")
def test_orders_of_which_the_author_is_not_told_are_counted(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    put_in_force(monkeypatch, **NON_DISCLOSURE)
    chain.decide_all(limit=1)
    case = chain.cases(CaseState.PROPOSED)[0]
    draft_hash = chain.draft(case)
    duties.non_disclosure(case, "reviewer_1", draft_hash, "it would warn the sellers", chain.here.today)
    chain.approve(case)
    question = ask(chain)
    assert question["not_told"] == 1
    assert "1 of the orders say that the author is not told yet (R21)" in words(question)[1]


def test_a_late_day_says_so_and_needs_a_release_of_its_own(chain: Chain) -> None:
    chain.decide_all(limit=2)
    chain.at(local(DAY + timedelta(days=5), 9))
    subject, body = words(ask(chain))
    late = f"LATE: these are cases of {DAY}, 5 days ago"
    assert subject == f"SPECIMEN: {late}. Release 2 orders of {DAY}?"
    assert f"**{late}.**" in body
    stages.ask_release(DAY + timedelta(days=4), "run-of-yesterday")
    with pytest.raises(NotPossible, match="no release"):
        stages.answer_release("run-of-yesterday", "releaser_1", let_go=True)
    assert waiting(chain).total() == 2


def test_a_flood_of_approvals_is_named_and_an_ordinary_day_is_not(chain: Chain) -> None:
    for day in range(1, 9):
        chain.at(local(DAY + timedelta(days=day), 12))
        chain.decide_all(limit=1)
    ask(chain, "ordinary")
    assert answered(chain, "ordinary").summary["volume"] == {"known_days": 7, "unusual": []}
    chain.at(local(DAY + timedelta(days=9), 12))
    chain.decide_all(limit=6)
    question = ask(chain)
    officer = "officer approver_1 approved 6 today; the most on any of the last 28 days was 1"
    assert officer in question["volume"]["unusual"]
    drafter = "6 drafts of drafter drafter_1 were approved today; the most on any of the last 28 days was 1"
    assert drafter in question["volume"]["unusual"]
    assert f"### Unusual\n\n- {officer}\n" in words(question)[1]


def test_a_flood_that_is_split_over_several_questions_is_seen(chain: Chain) -> None:
    chain.decide_all(limit=1)
    chain.at(local(DAY + timedelta(days=9), 12))
    for part in range(2):
        chain.decide_all(limit=3)
        question = ask(chain, f"part-{part}")
    assert (
        "officer approver_1 approved 6 today; the most on any of the last 28 days was 1"
        in (question["volume"]["unusual"])
    )


def test_days_are_counted_where_the_authority_is(chain: Chain) -> None:
    chain.decide_all(limit=1)
    chain.at(local(DAY + timedelta(days=9), 0) + timedelta(minutes=30))  # the evening before in UTC
    chain.decide_all(limit=6)
    assert [line for line in ask(chain)["volume"]["unusual"] if "today" in line]


def test_whoever_takes_the_question_back_gives_all_of_it_back(chain: Chain) -> None:
    orders = approve_some(chain)
    ask(chain)
    docket.withdraw(release_of("run-1"), "releaser_1")
    assert waiting(chain) == orders
    with pytest.raises(NotPossible, match="withdrawn"):
        stages.answer_release("run-1", "releaser_1", let_go=True, held=[HELD])


@pytest.mark.requirement("R24")
def test_a_delivery_that_an_operator_starts_finds_nothing_that_no_releaser_let_go(chain: Chain) -> None:
    orders = approve_some(chain)
    ask(chain)
    with pytest.raises(NotAllowed, match="asked"):
        stages.require_release("run-1")
    assert sending.platforms_with_due_notices() == []
    assert chain.deliver() == {}
    assert waiting(chain) == orders


def test_a_run_of_which_some_is_held_back_goes_on(chain: Chain) -> None:
    approve_some(chain)
    ask(chain)
    stages.answer_release("run-1", "releaser_1", let_go=True, held=[HELD])
    stages.require_release("run-1")
    assert HELD not in sending.platforms_with_due_notices()
