"""R6 to R17: a draft that lacks what it has to say can be kept, and can not be approved by any way."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from include.writ.domain.case import LegalBasis
from include.writ.domain.completeness import Addressee, missing
from include.writ.domain.states import CaseState
from include.writ.domain.worksheet import (
    Aim,
    CourtAct,
    ExpertDecision,
    Protected,
    RabatFactor,
    Requirement,
    Translation,
    Worksheet,
)
from include.writ.errors import NotPossible, RowRefused
from include.writ.storage.models import CaseRow
from tests.support.chain import Chain
from tests.support.drafts import ACT, EXPERT, REASONS, RUSSIAN, complete
from tests.support.registry import register_in

Strict = tuple[Chain, UUID, LegalBasis]
DAY = timedelta(days=1)
# A ground that asks for everything; the tests leave one thing out at a time.
TYPES = ("incitement", "threat")
ALL: dict[str, Any] = {
    "elements": ("material", "propaganda"),
    "material_types": TYPES,
    "requires": tuple(Requirement),
    "incites": True,
}
TODAY = date(2026, 11, 18)
LACKS: list[tuple[str, dict[str, Any]]] = [
    ("R6", {"elements": {"material": "said"}}),
    ("R6", {"elements": {"material": "said", "propaganda": " "}}),
    ("R6", {"material_types": ()}),
    ("R6", {"material_types": ("incitement", "criticism")}),
    ("R8", {"aim": None}),
    ("R8", {"necessity": ""}),
    ("R8", {"less_restrictive": " "}),
    ("R9", {"exceptions": ""}),
    ("R9", {"may_be": [Protected.JOURNALISM]}),
    *(("R10", {"rabat": {other: "said" for other in RabatFactor if other is not factor}}) for factor in RabatFactor),
    ("R6", {"elements": {"material": "said", "propaganda": "\u00a0\u2003"}}),
    ("R11", {"court_act": None}),
    ("R11", {"court_act": replace(ACT, decided_on=None)}),
    ("R11", {"court_act": replace(ACT, in_force_on=None)}),
    ("R11", {"court_act": replace(ACT, court=" ")}),
    ("R11", {"court_act": replace(ACT, number="")}),
    ("R11", {"court_act": replace(ACT, in_force_on=ACT.decided_on - DAY)}),
    ("R11", {"court_act": replace(ACT, in_force_on=TODAY + 9 * DAY)}),
    ("R12", {"expert_decision": None}),
    ("R12", {"expert_decision": replace(EXPERT, applied_on=None)}),
    ("R12", {"expert_decision": replace(EXPERT, decided_on=None)}),
    ("R12", {"expert_decision": replace(EXPERT, number=" ")}),
    ("R12", {"expert_decision": replace(EXPERT, applied_on=EXPERT.decided_on + DAY)}),
    ("R12", {"expert_decision": replace(EXPERT, decided_on=TODAY + 9 * DAY)}),
    ("R12", {"expert_decision": replace(EXPERT, extended_on=EXPERT.applied_on - DAY)}),
    ("R12", {"expert_decision": replace(EXPERT, extended_on=EXPERT.decided_on + DAY)}),
    ("R17", {"language": ""}),
    ("R17", {"language": " "}),
    ("R17", {"language": "de", "translation": None}),
    ("R17", {"language": "de", "translation": Translation("fr", RUSSIAN.text)}),
    ("R17", {"language": "de", "translation": Translation("ru", "слишком коротко")}),
    ("R17", {"language": "de", "translation": Translation("en", "too short")}),
]


@pytest.fixture
def strict(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> Strict:
    """A case whose ground asks for everything that any ground asks for."""
    case = chain.cases(CaseState.PROPOSED)[0]
    with chain.begin() as session:
        ground = session.get_one(CaseRow, case).ground
        session.execute(text("ALTER TABLE writ.bases DISABLE TRIGGER USER"))
        asked = ", ".join(f"{name} = :{name}" for name in ALL)
        values = ALL | {name: list(asked) for name, asked in ALL.items() if isinstance(asked, tuple)}
        session.execute(text(f"UPDATE writ.bases SET {asked} WHERE ground = :ground"), values | {"ground": ground})
        session.execute(text("ALTER TABLE writ.bases ENABLE ALWAYS TRIGGER append_only"))
    basis = replace(chain.here.pack.basis(ground, chain.here.today), **ALL)
    monkeypatch.setattr("include.writ.packs.loader.LoadedPack.basis", lambda *_: basis)
    return chain, case, basis


def approval_of(case: UUID) -> tuple[str, dict[str, Any]]:
    """An approval written behind the services' back, after the case was made to wait for one."""
    return (
        "INSERT INTO writ.approvals SELECT :id, id, 'approver_1', draft_hash, pack_version, now(), now()"
        " FROM writ.decisions WHERE case_id = :case",
        {"id": uuid4(), "case": case},
    )


@pytest.mark.parametrize(("requirement", "change"), LACKS)
@pytest.mark.requirement("R6", "R8", "R9", "R10", "R11", "R12", "R17")
def test_a_draft_that_lacks_it_can_not_be_approved(strict: Strict, requirement: str, change: dict[str, Any]) -> None:
    chain, case, basis = strict
    draft_hash = chain.draft(case, worksheet=replace(complete(basis), **change))
    assert case in chain.cases(CaseState.PROPOSED)
    with pytest.raises(NotPossible, match=rf"not complete: {requirement} .*\(.+\)$"):
        chain.approve(case, draft_hash=draft_hash)
    with chain.begin() as session:  # whatever a service might do: the case is made to wait for an approval
        session.get_one(CaseRow, case).state = CaseState.DRAFTED
    with pytest.raises(NotPossible, match=rf"not complete: {requirement} .*\(.+\)$"):
        chain.approve(case, draft_hash=draft_hash)
    statement, values = approval_of(case)
    with (
        pytest.raises((DBAPIError, RowRefused), match=rf"lacks what \{{{requirement}\}} ask"),
        chain.begin() as session,
    ):
        session.execute(text(statement), values)


def test_with_all_of_it_the_draft_can_be_approved(strict: Strict) -> None:
    chain, case, basis = strict
    chain.draft(case, worksheet=complete(basis))
    assert chain.approve(case).number


@pytest.mark.requirement("R9")
def test_what_may_be_journalism_is_drafted_by_a_law_reviewer(strict: Strict) -> None:
    chain, case, basis = strict
    worksheet = replace(complete(basis), may_be=[Protected.JOURNALISM])
    alone = chain.draft(case, "reviewer_1", worksheet)
    assert case in chain.cases(CaseState.PROPOSED)
    with chain.begin() as session:
        found = session.scalar(
            text("SELECT writ.lacking(d, now()) FROM writ.decisions d WHERE draft_hash = :h"), {"h": alone}
        )
    assert found == ["R9"]
    chain.draft(case, "drafter_1", worksheet)
    assert case in chain.cases(CaseState.PROPOSED)
    chain.draft(case, "reviewer_1", worksheet)
    assert chain.approve(case).number


ANSWERS = st.sampled_from(["", " ", "\t\u00a0\u3000", "said"])
DAYS = st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31))
LANGUAGES = st.sampled_from(["", " ", "en", " ru", "kk", "de"])
TRANSLATIONS = st.builds(Translation, LANGUAGES, st.sampled_from(["", "short", "\u2003" * 50, RUSSIAN.text]))
WORKSHEETS = st.builds(
    Worksheet,
    language=LANGUAGES,
    translation=st.none() | TRANSLATIONS,
    elements=st.dictionaries(st.sampled_from(["material", "propaganda"]), ANSWERS),
    material_types=st.lists(st.sampled_from([*TYPES, "criticism"]), max_size=2),
    aim=st.none() | st.sampled_from(Aim),
    necessity=ANSWERS,
    less_restrictive=ANSWERS,
    exceptions=ANSWERS,
    may_be=st.lists(st.sampled_from(Protected), max_size=2),
    rabat=st.dictionaries(st.sampled_from(RabatFactor), st.just("said"), min_size=5) | st.just({}),
    court_act=st.none() | st.builds(CourtAct, ANSWERS, ANSWERS, DAYS, DAYS),
    expert_decision=st.none() | st.builds(ExpertDecision, ANSWERS, DAYS, DAYS, DAYS),
    emergency=ANSWERS,
)
TOLD_AT = datetime(2027, 5, 31, 12, tzinfo=UTC)


@pytest.fixture
def told(chain: Chain) -> tuple[UUID, str]:
    """A case whose platform received an announcement at `TOLD_AT`, though the pack asks for none; its platform."""
    case = chain.cases(CaseState.PROPOSED)[0]
    with chain.begin() as session:
        platform = session.get_one(CaseRow, case).platform
        session.execute(text("ALTER TABLE writ.announcements DISABLE TRIGGER lawful"))
        row = "(gen_random_uuid(), :platform, 'kz', repeat('a', 64), true, 1, 'drafter_1', :at, :at)"
        session.execute(text(f"INSERT INTO writ.announcements VALUES {row}"), {"platform": platform, "at": TOLD_AT})
        session.execute(text("ALTER TABLE writ.announcements ENABLE ALWAYS TRIGGER lawful"))
    return case, platform


@given(
    worksheet=WORKSHEETS,
    reasons=st.sampled_from(["", "short", "\t" * 50, "\u2003" * 50, REASONS]),
    pack=st.sampled_from(["kz", "another"]),
    asked=st.fixed_dictionaries(
        {
            "elements": st.lists(st.sampled_from(["material", "propaganda"]), unique=True),
            "material_types": st.sampled_from([(), TYPES, TYPES[:1]]),
            "requires": st.lists(st.sampled_from(Requirement), unique=True),
            "incites": st.booleans(),
            "told_before_hours": st.sampled_from([0, 12]),
        }
    ),
    drafter=st.sampled_from(["drafter_1", "reviewer_1"]),
    minutes=st.sampled_from([0, 12 * 60 - 1, 12 * 60]),
    declared=st.sampled_from([[], ["en"], ["kk", "ru"]]),
)
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@pytest.mark.requirement("R6", "R8", "R9", "R10", "R11", "R12", "R15", "R17")
def test_the_database_finds_missing_what_the_domain_finds(
    chain: Chain,
    told: tuple[UUID, str],
    worksheet: Worksheet,
    reasons: str,
    pack: str,
    asked: dict[str, Any],
    drafter: str,
    minutes: int,
    declared: list[str],
) -> None:
    """The same requirements, whatever is answered; days are far enough from today for every time zone."""
    case, platform = told
    today, at = date(2027, 6, 1), TOLD_AT + timedelta(minutes=minutes)
    basis = replace(chain.here.pack.basis("drugs", chain.here.today), pack=pack, **asked)
    said = {
        "case_id": str(case),
        "reasons": reasons,
        "worksheet": worksheet.as_json(),
        "drafted_by": drafter,
        "drafted_at": f"{today}T06:00Z",
    }
    lacking = text("SELECT writ.lacking(jsonb_populate_record(NULL::writ.decisions, CAST(:draft AS jsonb)), :at)")
    with chain.begin() as session:
        register_in(session, chain.here, platform, languages=tuple(declared))
        found = session.scalar(lacking, {"draft": json.dumps(basis.as_json() | said), "at": at})
        session.rollback()
    addressee = Addressee(declared, TOLD_AT if pack == "kz" else None)
    expected = missing(reasons, worksheet, basis, addressee, second_look=False, today=today, now=at)
    assert found == list(dict.fromkeys(one.requirement for one in expected))
