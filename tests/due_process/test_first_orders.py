"""R15: before its first order a platform is told, or it is written down why not. R27: it is told no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text

from include.writ.domain.states import CaseState
from include.writ.errors import NotAllowed, NotPossible
from include.writ.services import announce
from include.writ.services import deployment as standing
from include.writ.services.addressing import addressee_of
from include.writ.services.drafts import latest_version
from include.writ.storage.models import AnnouncementRow, CaseRow, LedgerRow
from include.writ.storage.roles import DatabaseRole
from include.writ.wiring.deployment import for_docket
from tests.due_process.test_refusals import adopt, refused
from tests.support.acting import refused_as, run_as
from tests.support.chain import DAY, Chain
from tests.support.drafts import complete
from tests.support.packs import HOURS, TOLD_BEFORE, put_in_force

WORKER, DOCKET = DatabaseRole.WORKER, DatabaseRole.DOCKET
APPROVE = "SELECT writ.approve(:id, :decision, 'approver_1', :hash, :at)"
ANNOUNCE = "INSERT INTO writ.announcements VALUES (:id, :platform, 'kz', true, :told, :at, :person, :now)"


@pytest.fixture
def case(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> UUID:
    """A case with a draft under a pack that asks for an announcement, opened by an approver."""
    put_in_force(monkeypatch, **TOLD_BEFORE)
    found = chain.cases(CaseState.PROPOSED)[0]
    chain.draft(found)
    chain.open(found)
    return found


def platform_of(chain: Chain, case: UUID) -> str:
    with chain.begin() as session:
        return session.get_one(CaseRow, case).platform


def tell(chain: Chain, case: UUID, person: str = "approver_1", **changed: Any) -> AnnouncementRow:
    """A person puts on record that the platform of the case is told now."""
    here = for_docket()
    said = {"told": "by registered e-mail: the procedure", "told_at": here.clock(), "is_specimen": True} | changed
    platform = platform_of(chain, case)
    with here.begin() as session:
        acting = standing.person(session, person)
        return announce.run(session, platform=platform, person=acting, pack=here.pack, now=here.clock(), **said)


def told(chain: Chain, case: UUID, **changed: Any) -> dict[str, Any]:
    """The same by SQL."""
    now = chain.here.clock()
    row = {"id": uuid4(), "platform": platform_of(chain, case), "told": "by e-mail", "person": "approver_1"}
    return row | {"at": now, "now": now} | changed


def approval(chain: Chain, case: UUID, at: datetime) -> dict[str, Any]:
    with chain.begin() as session:
        draft = latest_version(session, case)
    assert draft
    return {"id": uuid4(), "decision": draft.id, "hash": draft.draft_hash, "at": at}


@pytest.mark.requirement("R15")
def test_a_first_order_is_refused_until_the_platform_was_told_long_enough_before(chain: Chain, case: UUID) -> None:
    now = chain.here.clock()
    assert case in chain.cases(CaseState.DRAFTED)
    with pytest.raises(NotPossible, match=r"R15 announcement: the platform has had no order .*\(a drafter"):
        chain.approve(case)
    refused_as(DOCKET, r"lacks what \{R15\} ask", APPROVE, **approval(chain, case, now + timedelta(days=9)))
    tell(chain, case)
    last_minute = now + timedelta(hours=HOURS, minutes=-1)
    chain.at(last_minute)
    with pytest.raises(NotPossible, match=rf"R15 .* less than {HOURS} hours ago"):
        chain.approve(case)
    refused_as(DOCKET, r"lacks what \{R15\} ask", APPROVE, **approval(chain, case, last_minute))
    chain.at(now + timedelta(hours=HOURS))
    assert chain.approve(case).number


@pytest.mark.requirement("R15")
def test_an_emergency_is_a_written_reason(chain: Chain, case: UUID) -> None:
    sheet = complete(for_docket().pack.basis("drugs", chain.here.today))
    chain.draft(case, worksheet=replace(sheet, emergency=" \t\u00a0"))
    with pytest.raises(NotPossible, match="R15"):
        chain.approve(case)
    chain.draft(case, worksheet=replace(sheet, emergency="an attack is announced for this evening"))
    assert chain.approve(case).number


@pytest.mark.requirement("R15")
def test_only_what_was_sent_to_this_platform_is_an_earlier_order(chain: Chain, case: UUID) -> None:
    platform = platform_of(chain, case)
    others = chain.cases(CaseState.PROPOSED)
    same = next(other for other in others if platform_of(chain, other) == platform)
    elsewhere = next(other for other in others if platform_of(chain, other) != platform)
    sheet = complete(for_docket().pack.basis("drugs", chain.here.today))
    chain.draft(case, worksheet=replace(sheet, emergency="an attack is announced for this evening"))
    chain.approve(case)
    for other in (same, elsewhere):
        chain.draft(other)
        with pytest.raises(NotPossible, match="R15"):
            chain.approve(other)
    chain.release(DAY)
    chain.deliver()
    assert chain.approve(same).number
    with pytest.raises(NotPossible, match="R15"):
        chain.approve(elsewhere)


@pytest.mark.requirement("R15")
def test_what_a_platform_was_told_in_a_rehearsal_does_not_count_in_earnest(chain: Chain, case: UUID) -> None:
    here, told_at = chain.here, tell(chain, case).told_at
    at = told_at + timedelta(hours=HOURS)
    lacking = text("SELECT writ.lacking(d, :at) FROM writ.decisions d WHERE case_id = :case")

    def known() -> tuple[list[str], datetime | None]:
        with here.begin() as session:
            draft = latest_version(session, case)
            assert draft
            addressee = addressee_of(session, session.get_one(CaseRow, case).platform, draft)
            return session.scalars(lacking, {"at": at, "case": case}).one(), addressee.told_at

    assert known() == ([], told_at)
    adopt(chain)
    assert known() == (["R15"], None)


@pytest.mark.parametrize("person", ["engineer", "auditor", "releaser_1"])
@pytest.mark.requirement("R1", "R15")
def test_only_who_decides_tells_a_platform(chain: Chain, case: UUID, person: str) -> None:
    with pytest.raises(NotAllowed, match="role"):
        tell(chain, case, person)
    refused_as(DOCKET, f"{person} is no active drafter", ANNOUNCE, **told(chain, case, person=person))
    refused_as(WORKER, "permission denied", ANNOUNCE, **told(chain, case))


@pytest.mark.requirement("R15")
def test_what_is_still_to_come_was_not_told(chain: Chain, case: UUID) -> None:
    soon = chain.here.clock() + timedelta(seconds=1)
    with pytest.raises(NotPossible, match="still to come"):
        tell(chain, case, told_at=soon)
    with pytest.raises(NotPossible, match="say what"):
        tell(chain, case, told=" ")
    refused_as(DOCKET, "not_in_the_future", ANNOUNCE, **told(chain, case, at=soon))
    refused_as(DOCKET, "says_what", ANNOUNCE, **told(chain, case, told=" "))


@pytest.mark.requirement("R27")
def test_a_pack_that_asks_for_no_announcement_gets_none(chain: Chain) -> None:
    case = chain.cases(CaseState.PROPOSED)[0]
    with pytest.raises(NotPossible, match="R27: pack kz asks for no announcement"):
        tell(chain, case)
    refused_as(DOCKET, "pack kz asks for none", ANNOUNCE, **told(chain, case))


@pytest.mark.requirement("R29")
def test_an_announcement_is_on_record_once_and_for_good(chain: Chain, case: UUID) -> None:
    first = tell(chain, case)
    assert tell(chain, case, "drafter_1").person == first.person
    refused_as(DOCKET, "uq_announcements", ANNOUNCE, **told(chain, case))
    run_as(DOCKET, ANNOUNCE, **told(chain, case, at=chain.here.clock() - timedelta(days=1)))
    with chain.begin() as session:
        event = session.scalars(select(LedgerRow).where(LedgerRow.event == "platform.told")).one()
    assert (event.actor, event.subject) == ("approver_1", f"platform:{first.platform}")
    for statement in ("UPDATE writ.announcements SET told_at = now()", "DELETE FROM writ.announcements"):
        refused(chain, "append-only", statement)
        refused_as(DOCKET, "permission denied", statement)
    refused(chain, "append-only", "TRUNCATE writ.announcements")
