"""Two people act on one case at the same moment: one act counts, and the other person hears what to do now."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, text

from include.writ.domain.worksheet import Worksheet
from include.writ.errors import NotPossible
from include.writ.storage.models import ApprovalRow, CaseRow, DecisionRow, OrderRow, OutboxRow
from include.writ.storage.roles import DatabaseRole
from include.writ.wiring import docket
from tests.support.acting import refused_as
from tests.web.docket_world import DRAFT, World
from tests.web.pages import page

PATIENCE_SECONDS = 60
WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
Act = Callable[[], docket.Done]


def at_once(world: World, case_id: UUID, *acts: Act) -> list[docket.Done | NotPossible]:
    """What becomes of acts whose transactions are all under way before the first of them can have the case."""
    with ThreadPoolExecutor(len(acts)) as pool:
        with world.here.begin() as session:
            session.get_one(CaseRow, case_id, with_for_update=True)
            running = [pool.submit(act) for act in acts]
            until = time.monotonic() + PATIENCE_SECONDS
            while session.scalars(WAITING).one() < len(acts):
                assert time.monotonic() < until, "the acts do not wait for the case"
                session.execute(text("SELECT pg_stat_clear_snapshot()"))
        ended = [(one.exception(), one) for one in running]
    assert all(isinstance(error, NotPossible | None) for error, _ in ended)
    return [error if isinstance(error, NotPossible) else one.result() for error, one in ended]


def parted(ended: list[docket.Done | NotPossible]) -> tuple[docket.Done, str]:
    """The one act that counts, and what the other person hears."""
    [done] = [one for one in ended if isinstance(one, docket.Done)]
    [refusal] = [one for one in ended if isinstance(one, NotPossible)]
    return done, str(refusal)


def write(case_id: UUID, person: str, reasons: str) -> Act:
    return lambda: docket.draft(case_id, person, reasons, Worksheet(necessity=person), seen=0)


def sent(world: World, name: str, **changed: Any) -> tuple[int, dict[str, Any]]:
    return world.post(name, f"/cases/{world.cases[0]}/draft", DRAFT | changed)


def record(world: World) -> dict[str, Any]:
    found: dict[str, Any] = world.client("auditor").get(f"/api/cases/{world.cases[0]}").json()
    return found


def test_of_two_drafts_at_once_one_is_a_version_and_the_other_is_not_lost(world: World) -> None:
    case_id, people = world.cases[0], ("drafter_1", "drafter_2")
    done, refusal = parted(at_once(world, case_id, *(write(case_id, name, f"as {name} sees it") for name in people)))
    with world.here.begin() as session:
        [version] = session.scalars(select(DecisionRow).where(DecisionRow.case_id == case_id))
    assert (done.version, version.version) == (1, 1)
    assert f"the latest version of this draft is 1, by {version.drafted_by}" in refusal
    assert f"/docket/cases/{case_id}" in refusal
    assert "seen = 1" in refusal
    [loser] = {*people} - {version.drafted_by}
    [kept] = record(world)["refused_drafts"]
    assert (kept["person"], kept["reasons"], kept["worksheet"]) == (loser, f"as {loser} sees it", {"necessity": loser})


def test_of_two_approvals_at_once_one_counts_and_is_named_to_the_other(world: World) -> None:
    case_id, people = world.cases[0], ("approver_1", "approver_2")
    draft_hash = world.draft(case_id)
    for name in people:
        docket.case(case_id, docket.person(name))
    acts = [lambda name=name: docket.approve(case_id, name, draft_hash) for name in people]  # type: ignore[misc]
    done, refusal = parted(at_once(world, case_id, *acts))
    with world.here.begin() as session:
        winner = session.scalars(select(ApprovalRow.approver)).one()
        assert session.scalars(select(func.count()).select_from(OrderRow)).one() == 1
        assert session.scalars(select(func.count()).select_from(OutboxRow)).one() == 1
    assert f"is ordered: {winner} approved it" in refusal
    assert f"as {done.number}" in refusal


def test_a_draft_is_taken_once_its_drafter_has_seen_the_newer_one(world: World) -> None:
    assert sent(world, "drafter_1")[1]["version"] == 1
    status, answer = sent(world, "drafter_2", reasons="another view of it")
    assert (status, "seen = 1" in answer["error"], "kept with the case" in answer["error"]) == (409, True, True)
    assert [draft["version"] for draft in record(world)["decisions"]] == [0, 1]
    assert sent(world, "drafter_2", reasons="another view of it", seen=1)[1]["version"] == 2


def test_a_doubled_click_is_one_version_and_one_refusal(world: World) -> None:
    assert sent(world, "drafter_1")[1] == sent(world, "drafter_1")[1]
    for _ in range(2):
        assert sent(world, "drafter_2", reasons="another view of it")[0] == 409
    assert len(record(world)["refused_drafts"]) == 1


def test_what_is_written_while_others_decide_is_not_lost(world: World) -> None:
    world.post("drafter_1", f"/cases/{world.cases[0]}/decline", {"reason": "a report of the news"})
    assert sent(world, "drafter_2")[0] == 409
    assert sent(world, "approver_1")[0] == 403
    assert sent(world, "drafter_2", seen=0, reasons="", worksheet={})[0] == 409
    [kept] = record(world)["refused_drafts"]
    assert (kept["person"], kept["reasons"]) == ("drafter_2", DRAFT["reasons"])
    assert "is declined" in kept["refusal"]
    words = page(world, "drafter_2", f"/cases/{world.cases[0]}").words
    assert "Refused drafts" in words
    assert f"Written from what the pack proposes Refused because {kept['refusal']} Reasons {DRAFT['reasons']}" in words


def test_a_draft_on_no_case_has_nowhere_to_be_kept(world: World) -> None:
    status, answer = world.post("drafter_1", f"/cases/{uuid4()}/draft", DRAFT)
    assert (status, "kept" in answer["error"]) == (409, False)


@pytest.mark.requirement("R29")
def test_the_database_keeps_refused_drafts_as_they_are_and_takes_no_version_twice(world: World) -> None:
    sent(world, "drafter_1")
    sent(world, "drafter_2", reasons="another view of it")
    columns = ", ".join(column.name for column in DecisionRow.__table__.columns if column.name not in ("id", "reasons"))
    refused_as(
        DatabaseRole.DOCKET,
        "version 1 is not the next one",
        f"INSERT INTO writ.decisions (id, reasons, {columns}) SELECT gen_random_uuid(), 'mine', {columns}"
        " FROM writ.decisions",
    )
    for statement in ("UPDATE writ.refused_drafts SET reasons = ''", "DELETE FROM writ.refused_drafts"):
        refused_as(DatabaseRole.DOCKET, "permission denied", statement)
        with pytest.raises(Exception, match="append-only"), world.here.begin() as session:
            session.execute(text(statement))
