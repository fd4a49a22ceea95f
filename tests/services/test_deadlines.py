"""What is due when, with the rule that says so: R13 and the authority's own terms."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from include.writ.domain.states import CaseState
from include.writ.domain.verdict import Verdict
from include.writ.domain.worksheet import ExpertDecision, Worksheet
from include.writ.packs.loader import LoadedPack, load_pack
from include.writ.services.deadlines import deadlines_of
from include.writ.services.drafts import latest_version
from include.writ.storage.models import OrderRow
from include.writ.wiring.deployment import for_docket
from tests.support.chain import DAY, Chain, local
from tests.support.orders import NOON, book, see, sent_case
from tests.support.packs import put_in_force


@pytest.fixture
def drafted(chain: Chain) -> Chain:
    chain.bring_in(DAY)
    return chain


def due(chain: Chain, case: UUID, pack: LoadedPack | None = None) -> list[tuple[str, str, datetime]]:
    here = chain.here
    with chain.begin() as session:
        order = session.scalar(select(OrderRow).where(OrderRow.case_id == case))
        found = deadlines_of(session, latest_version(session, case), order, pack or here.pack, here.zone)
    assert all(deadline.says for deadline in found)
    return [(deadline.whose, deadline.rule, deadline.due_at) for deadline in found]


def due_now(chain: Chain, case: UUID) -> list[tuple[str, str, datetime]]:
    """By the pack that the Docket has in force."""
    return due(chain, case, for_docket().pack)


def test_before_a_draft_nothing_is_due(drafted: Chain) -> None:
    assert due(drafted, drafted.cases(CaseState.PROPOSED)[0]) == []


def test_the_expert_groups_time_runs_from_the_application(drafted: Chain) -> None:
    case = drafted.cases(CaseState.PROPOSED)[0]
    thursday = date(2026, 11, 12)
    applied = ExpertDecision("E-9", applied_on=thursday)
    drafted.draft(case, worksheet=Worksheet(expert_decision=applied))
    assert due(drafted, case) == [("authority", "expert_group_decides", local(date(2026, 11, 18), 0))]


@pytest.mark.requirement("R12")
def test_an_extension_gives_the_expert_group_15_calendar_days_from_the_application(drafted: Chain) -> None:
    case = drafted.cases(CaseState.PROPOSED)[0]
    extended = ExpertDecision("E-9", applied_on=date(2026, 11, 12), extended_on=date(2026, 11, 16))
    drafted.draft(case, worksheet=Worksheet(expert_decision=extended))
    assert due(drafted, case) == [
        ("authority", "expert_group_extends", local(date(2026, 11, 19), 0)),
        ("authority", "expert_group_extends", local(date(2026, 11, 28), 0)),
    ]


@pytest.mark.requirement("R13")
def test_an_order_shows_all_its_terms_once_it_is_received(drafted: Chain) -> None:
    chain, case = drafted, drafted.cases(CaseState.PROPOSED)[0]
    chain.draft(case)
    order_id = chain.approve(case).id
    decided = ("authority", "expert_group_decides", local(date(2026, 11, 6), 0))
    reviewed = ("authority", "review_policy", local(chain.here.today + timedelta(days=181), 0))
    assert due(chain, case) == [decided, reviewed]
    chain.release(DAY)
    chain.deliver()
    with chain.begin() as session:
        received_at = session.get_one(OrderRow, order_id).received_at
    assert received_at
    in_three_months = local(date(2027, 2, 19), 0)
    assert due(chain, case) == [
        decided,
        ("platform", "platform_answers", received_at + timedelta(hours=24)),
        ("platform", "complaint", in_three_months),
        reviewed,
    ]


@pytest.mark.requirement("R13")
def test_duties_begin_with_the_order_and_with_its_effect(drafted: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    """The provider tells of the effect (DSA article 9(1)), and preserves what it removed (TCO article 6)."""
    european = [load_pack(name).pack for name in ("eu_dsa", "eu_tco")]
    rules = [rule.model_copy(update={"id": f"eu_{rule.id}"}) for pack in european for rule in pack.rules]
    duties = [
        duty.model_copy(update={"term": duty.term.model_copy(update={"rule": f"eu_{duty.term.rule}"})})
        for pack in european
        for duty in pack.duties
    ]
    put_in_force(monkeypatch, duties=duties, rules=[*load_pack("kz").pack.rules, *rules])
    case = sent_case(drafted)
    told = ("platform", "eu_effect_told", local(date(2026, 11, 24), 0))  # the third day is a Saturday
    assert [one for one in due_now(drafted, case) if one[1].startswith("eu_")] == [told]
    see(drafted, case, Verdict.REMOVED)
    drafted.at(NOON + timedelta(hours=2))
    see(drafted, case, Verdict.REMOVED)
    book(drafted, NOON.date())
    kept = ("platform", "eu_preservation", local(date(2027, 5, 19), 0))
    assert [one for one in due_now(drafted, case) if one[1].startswith("eu_")] == [told, kept]


def test_the_terms_of_another_pack_are_not_guessed(drafted: Chain) -> None:
    case = drafted.cases(CaseState.PROPOSED)[0]
    drafted.draft(case)
    drafted.approve(case)
    assert due(drafted, case, LoadedPack(drafted.here.pack.pack, "0" * 64)) == []
