"""R21: the author is told of an order, or another officer says with reasons, and for a limited time, why not."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text

from include.writ.domain.states import CaseState
from include.writ.errors import NotAllowed, NotPossible
from include.writ.services import deployment as standing
from include.writ.services import non_disclosure
from include.writ.services.drafts import latest_version
from include.writ.storage.models import DecisionRow, LedgerRow, NonDisclosureRow, OutboxRow
from include.writ.storage.roles import DatabaseRole
from include.writ.wiring.deployment import for_docket
from tests.due_process.test_refusals import refused
from tests.support.acting import refused_as
from tests.support.chain import Chain
from tests.support.packs import DAYS, NON_DISCLOSURE, put_in_force

WORKER, DOCKET = DatabaseRole.WORKER, DatabaseRole.DOCKET
WHY = "the police arrest the seller tomorrow"
SILENCE = "INSERT INTO writ.non_disclosures VALUES (:id, :decision, :hash, :person, :reasons, :until, :on, :at)"
APPROVE = "SELECT writ.approve(:id, :decision, :person, :hash, :at)"


@pytest.fixture
def case(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> UUID:
    """A case with a draft under a pack that lets an author not be told for some weeks."""
    put_in_force(monkeypatch, **NON_DISCLOSURE)
    found = chain.cases(CaseState.PROPOSED)[0]
    chain.draft(found)
    return found


def draft_of(chain: Chain, case: UUID) -> DecisionRow:
    with chain.begin() as session:
        found = latest_version(session, case)
    assert found
    return found


def decide(chain: Chain, case: UUID, person: str = "reviewer_1", **changed: Any) -> NonDisclosureRow:
    """A person decides that the author is not told of the newest draft's order, for as long as can be."""
    here, draft = for_docket(), draft_of(chain, case)
    said = {"draft_hash": draft.draft_hash, "reasons": WHY, "until": here.today + timedelta(days=DAYS)}
    said |= {"is_specimen": True} | changed
    with here.begin() as session:
        acting = standing.person(session, person)
        return non_disclosure.run(
            session, case_id=case, person=acting, pack=here.pack, today=here.today, now=here.clock(), **said
        )


def row(chain: Chain, case: UUID, **changed: Any) -> dict[str, Any]:
    """The same by SQL."""
    draft, today = draft_of(chain, case), chain.here.today
    said = {"id": uuid4(), "decision": draft.id, "hash": draft.draft_hash, "person": "reviewer_1", "reasons": WHY}
    return said | {"until": today + timedelta(days=DAYS), "on": today, "at": chain.here.clock()} | changed


def author_notice(chain: Chain, case: UUID) -> dict[str, Any]:
    """What the notice of the case's order says of the author."""
    order_id = chain.approve(case).id
    with chain.begin() as session:
        document = session.scalars(select(OutboxRow.document).where(OutboxRow.order_id == order_id)).one()
    found: dict[str, Any] = json.loads(document)["author_notice"]
    assert re.fullmatch("([A-Z2-7]{4}-){3}[A-Z2-7]{4}", found.pop("reference"))
    return found


def notice_with(chain: Chain, old: str, new: str) -> str:
    """A statement that puts up the notice once more, as version 2, with other words in it."""
    columns = [column.name for column in OutboxRow.__table__.columns]
    words = f"convert_to(replace(convert_from(document, 'UTF8'), '{old}', '{new}'), 'UTF8')"
    swapped = {"id": "gen_random_uuid()", "version": "2", "document": words}
    chosen = ", ".join(swapped.get(name, name) for name in columns)
    return f"INSERT INTO writ.outbox ({', '.join(columns)}) SELECT {chosen} FROM writ.outbox"


@pytest.mark.requirement("R21")
def test_an_order_says_that_the_platform_tells_the_author(chain: Chain, case: UUID) -> None:
    assert author_notice(chain, case) == {
        "by": "platform",
        "says": ["reasons", "redress", "territory", "reference"],
        "when": "at the latest when the order is given effect",
    }
    refused_as(DOCKET, "does not say what was ordered", notice_with(chain, "author_notice", "no_notice"))
    silent = '"author_notice":{"non_disclosure_until":"2026-12-01",'
    refused_as(DOCKET, "nobody decided", notice_with(chain, '"author_notice":{', silent))
    refused_as(DOCKET, "an order has one notice", notice_with(chain, "nothing", "nothing"))


@pytest.mark.requirement("R21")
def test_a_decision_not_to_tell_ends_by_itself(chain: Chain, case: UUID) -> None:
    last = chain.here.today + timedelta(days=DAYS)
    decide(chain, case)
    after = str(last + timedelta(days=1))
    assert author_notice(chain, case) == {
        "by": "platform",
        "says": ["reasons", "redress", "territory", "reference"],
        "when": f"on {after}, and not before",
        "from": after,
        "non_disclosure_until": str(last),
    }
    longer = notice_with(chain, f'"non_disclosure_until":"{last}"', f'"non_disclosure_until":"{after}"')
    refused_as(DOCKET, "nobody decided", longer)


@pytest.mark.requirement("R21")
def test_what_has_ended_before_the_approval_keeps_nothing_back(chain: Chain, case: UUID) -> None:
    decide(chain, case)
    chain.at(chain.here.clock() + timedelta(days=DAYS + 1))
    assert "non_disclosure_until" not in author_notice(chain, case)


@pytest.mark.requirement("R21")
def test_a_changed_draft_has_no_such_decision(chain: Chain, case: UUID) -> None:
    read = draft_of(chain, case)
    decide(chain, case)
    chain.draft(case, "drafter_2")
    with pytest.raises(NotPossible, match="changed since"):
        decide(chain, case, draft_hash=read.draft_hash)
    refused_as(DOCKET, "not of the newest draft", SILENCE, **row(chain, case, hash=read.draft_hash))
    refused_as(DOCKET, "not of the newest draft", SILENCE, **row(chain, case, decision=read.id, hash=read.draft_hash))
    assert "non_disclosure_until" not in author_notice(chain, case)


@pytest.mark.parametrize("person", ["drafter_2", "approver_1", "releaser_1", "engineer", "auditor"])
@pytest.mark.requirement("R1", "R21")
def test_it_is_for_a_law_reviewer(chain: Chain, case: UUID, person: str) -> None:
    with pytest.raises(NotAllowed, match="law_reviewer"):
        decide(chain, case, person)
    refused_as(DOCKET, f"{person} is no active law reviewer", SILENCE, **row(chain, case, person=person))
    refused_as(WORKER, "permission denied", SILENCE, **row(chain, case))


@pytest.mark.requirement("R2", "R21")
def test_it_is_for_neither_the_drafter_nor_the_approver(chain: Chain, case: UUID) -> None:
    chain.draft(case, "reviewer_1")
    with pytest.raises(NotAllowed, match="reviewer_1 wrote the draft"):
        decide(chain, case)
    refused_as(DOCKET, "reviewer_1 wrote the draft", SILENCE, **row(chain, case))
    chain.draft(case, "drafter_1")
    decide(chain, case)
    with chain.begin() as session:
        session.execute(text("UPDATE writ.people SET roles = '{law_reviewer,approver}' WHERE id = 'reviewer_1'"))
    with pytest.raises(NotAllowed, match="reviewer_1 decided that the author is not told"):
        chain.approve(case, "reviewer_1")
    draft, values = draft_of(chain, case), {"id": uuid4(), "person": "reviewer_1", "at": chain.here.clock()}
    refused_as(DOCKET, "another person approves", APPROVE, decision=draft.id, hash=draft.draft_hash, **values)
    assert chain.approve(case).number


@pytest.mark.requirement("R21")
def test_who_approves_it_has_read_that_the_author_is_not_told(chain: Chain, case: UUID) -> None:
    chain.open(case)
    chain.at(chain.here.clock() + timedelta(minutes=1))
    decide(chain, case)
    with pytest.raises(NotPossible, match="approver_1 read the draft before"):
        chain.approve(case)
    draft, values = draft_of(chain, case), {"id": uuid4(), "person": "approver_1", "at": chain.here.clock()}
    refused_as(DOCKET, "read the draft before", APPROVE, decision=draft.id, hash=draft.draft_hash, **values)
    assert chain.approve(case, "approver_2").number


@pytest.mark.parametrize(("days", "allowed"), [(-1, False), (0, True), (DAYS, True), (DAYS + 1, False)])
@pytest.mark.requirement("R21")
def test_it_lasts_no_longer_than_the_pack_lets_it(chain: Chain, case: UUID, days: int, allowed: bool) -> None:
    until = chain.here.today + timedelta(days=days)
    if allowed:
        assert decide(chain, case, until=until).until == until
        return
    with pytest.raises(NotPossible, match=f"R21 until: pack kz allows {DAYS} days"):
        decide(chain, case, until=until)
    refused_as(DOCKET, f"ends within {DAYS} days", SILENCE, **row(chain, case, until=until))
    if days > 0:  # nor by another day of the decision
        moved = row(chain, case, until=until, on=chain.here.today + timedelta(days=2))
        refused_as(DOCKET, "day_is_that_of_the_time", SILENCE, **moved)


@pytest.mark.requirement("R21")
def test_where_the_pack_has_no_term_the_author_is_always_told(chain: Chain) -> None:
    case = chain.cases(CaseState.PROPOSED)[0]
    chain.draft(case)
    with pytest.raises(NotPossible, match="R21: pack kz gives no term"):
        decide(chain, case, until=chain.here.today)
    refused_as(DOCKET, "gives no term", SILENCE, **row(chain, case, until=chain.here.today))


@pytest.mark.requirement("R21")
def test_it_says_why_rests_on_law_that_was_read_and_comes_before_the_order(chain: Chain, case: UUID) -> None:
    with pytest.raises(NotPossible, match="say why"):
        decide(chain, case, reasons=" ")
    refused_as(DOCKET, "says_why", SILENCE, **row(chain, case, reasons=" "))
    with pytest.raises(NotPossible, match="nobody has verified the rule review_policy"):
        decide(chain, case, is_specimen=False)
    chain.approve(case)
    with pytest.raises(NotPossible, match="ordered"):
        decide(chain, case)
    refused_as(DOCKET, "the case is ordered", SILENCE, **row(chain, case))


@pytest.mark.requirement("R21", "R29")
def test_it_is_on_record_once_and_for_good(chain: Chain, case: UUID) -> None:
    decide(chain, case, until=date(2026, 12, 1))
    with pytest.raises(NotPossible, match="already"):
        decide(chain, case)
    refused_as(DOCKET, "uq_non_disclosures", SILENCE, **row(chain, case))
    with chain.begin() as session:
        event = session.scalars(select(LedgerRow).where(LedgerRow.event == "case.non_disclosure")).one()
    assert (event.actor, event.subject, event.data["until"]) == ("reviewer_1", f"case:{case}", "2026-12-01")
    for statement in ("UPDATE writ.non_disclosures SET until = now()", "DELETE FROM writ.non_disclosures"):
        refused(chain, "append-only", statement)
        refused_as(DOCKET, "permission denied", statement)
    refused(chain, "append-only", "TRUNCATE writ.non_disclosures")
