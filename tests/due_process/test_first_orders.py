"""R15: before its first order a platform is told, or it is written down why not. R27: it is told no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from include.writ.domain.states import CaseState
from include.writ.errors import NotPossible
from include.writ.services.addressing import addressee_of
from include.writ.services.drafts import latest_version
from include.writ.storage.models import CaseRow
from include.writ.storage.roles import DatabaseRole
from include.writ.wiring.deployment import for_docket
from tests.due_process.test_refusals import adopt
from tests.support.acting import refused_as
from tests.support.announcements import ask_for, platform_of, release_today, tell
from tests.support.chain import DAY, Chain
from tests.support.drafts import complete
from tests.support.packs import HOURS, TOLD_BEFORE, put_in_force

DOCKET = DatabaseRole.DOCKET
APPROVE = "SELECT writ.approve(:id, :decision, 'approver_1', :hash, :at)"


@pytest.fixture
def case(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> UUID:
    """A case with a draft under a pack that asks for an announcement, opened by an approver."""
    put_in_force(monkeypatch, **TOLD_BEFORE)
    found = chain.cases(CaseState.PROPOSED)[0]
    chain.draft(found)
    chain.open(found)
    return found


def approval(chain: Chain, case: UUID, at: datetime) -> dict[str, Any]:
    with chain.begin() as session:
        draft = latest_version(session, case)
    assert draft
    return {"id": uuid4(), "decision": draft.id, "hash": draft.draft_hash, "at": at}


@pytest.mark.requirement("R15")
def test_a_first_order_is_refused_until_the_announcement_was_received_long_enough_before(
    chain: Chain, case: UUID
) -> None:
    now, platform = chain.here.clock(), platform_of(chain, case)
    assert case in chain.cases(CaseState.DRAFTED)
    with pytest.raises(NotPossible, match=r"R15 announcement: the platform has had no order .*\(a drafter"):
        chain.approve(case)
    refused_as(DOCKET, r"lacks what \{R15\} ask", APPROVE, **approval(chain, case, now + timedelta(days=9)))
    ask_for(chain, platform)
    chain.at(now + timedelta(hours=HOURS))
    with pytest.raises(NotPossible, match="nothing proves that it has the announcement"):
        chain.approve(case)
    release_today("announcing")
    with pytest.raises(NotPossible, match="nothing proves that it has the announcement"):
        chain.approve(case)
    chain.deliver_to(platform)
    last_minute = now + timedelta(hours=2 * HOURS, minutes=-1)
    chain.at(last_minute)
    with pytest.raises(NotPossible, match=rf"R15 .* less than {HOURS} hours ago"):
        chain.approve(case)
    refused_as(DOCKET, r"lacks what \{R15\} ask", APPROVE, **approval(chain, case, last_minute))
    chain.at(now + timedelta(hours=2 * HOURS))
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
    here, told_at = chain.here, tell(chain, platform_of(chain, case)).received_at
    assert told_at
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
