"""What platforms asked: found under what waits and on a page of its own, answered on the page of the case."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import select

from include.writ.domain.delivery import Outcome
from include.writ.services.clock_stops import stop_for_answer
from include.writ.storage.models import OrderRow, ResponseRow
from tests.web.docket_world import EVIL, NOW, World
from tests.web.pages import page
from tests.web.test_case_acts import offered


def ask(world: World, case: UUID, hours: int, outcome: Outcome = Outcome.CLARIFICATION) -> str:
    """The platform asks about the order of a case, and is read an hour later; the order's number."""
    assert world.approve(case, world.draft(case))[0] == 200
    with world.here.begin() as session:
        order = session.scalars(select(OrderRow).where(OrderRow.case_id == case)).one()
        asked_at = NOW + timedelta(hours=hours)
        row = ResponseRow(
            id=uuid4(),
            platform=order.platform,
            seq=hours,
            answer_id=f"a-{hours}",
            order_id=order.id,
            outcome=outcome,
            reason=f"Which one? {EVIL}",
            answered_at=asked_at,
            collected_at=asked_at + timedelta(hours=1),
        )
        session.add(row)
        session.flush()
        stop_for_answer(session, order.id, row.id, outcome, row.collected_at)
        return order.number


def test_where_nothing_is_asked_the_page_says_so(world: World) -> None:
    assert "No platform waits for an answer." in page(world, "drafter_1", "/questions").words
    shown = page(world, "drafter_1")
    assert "Questions of platforms to answer 0 drafter" in shown.words
    assert "questions" in shown.addresses()


def test_a_question_waits_for_drafters_until_one_answers_it(world: World) -> None:
    case = world.cases[0]
    number = ask(world, case, 2)
    assert "Questions of platforms to answer 1 drafter – you" in page(world, "drafter_1").words
    assert "Questions of platforms to answer 1 drafter For" not in page(world, "auditor").words
    shown = page(world, "drafter_1", "/questions")
    assert f"{number} VKontakte Which one? {EVIL} 2026-11-18 08:00 2026-11-18 09:00" in shown.words
    assert f"cases/{case}#acts" in shown.addresses()

    assert "clarify" in offered(page(world, "drafter_2", f"/cases/{case}"))
    assert "clarify" not in offered(page(world, "approver_1", f"/cases/{case}"))
    assert world.post("drafter_2", f"/cases/{case}/clarify", {"text": "the second sentence"})[0] == 200
    assert "clarify" not in offered(page(world, "drafter_1", f"/cases/{case}")), "it would be refused"
    assert "Questions of platforms to answer 0 drafter" in page(world, "drafter_1").words
    assert world.client("auditor").get("/api/questions").json() == {"lines": [], "next": None, "total": 0}


def test_what_a_platform_can_not_do_and_what_is_lifted_is_no_question(world: World) -> None:
    ask(world, world.cases[0], 1, Outcome.IMPOSSIBLE)
    ask(world, world.cases[1], 2)
    assert world.client("auditor").get("/api/questions").json()["total"] == 1
    assert world.post("reviewer_1", f"/cases/{world.cases[1]}/lift", {"reasons": "it is over"})[0] == 200
    assert world.client("auditor").get("/api/questions").json()["total"] == 0


def test_the_oldest_come_first_page_by_page(world: World) -> None:
    numbers = [ask(world, case, hours) for case, hours in zip(world.cases, (3, 1, 2), strict=True)]
    client = world.client("auditor")
    first = client.get("/api/questions", params={"limit": 2}).json()
    assert ([line["order"] for line in first["lines"]], first["total"]) == ([numbers[1], numbers[2]], 3)
    since, order = first["next"]
    asked = {"since": since, "order": order}
    rest = client.get("/api/questions", params=asked).json()
    assert ([line["order"] for line in rest["lines"]], rest["next"]) == ([numbers[0]], None)
    assert client.get("/api/questions", params={"since": since}).status_code == 422
