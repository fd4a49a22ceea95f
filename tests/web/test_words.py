"""A state, verdict or answer without words would stop the page of each case that has it."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from include.writ.domain.case import Act, EvidenceKind
from include.writ.domain.delivery import AttemptResult, HeldBecause, NoticeKind, Outcome, ReportKind
from include.writ.domain.finding import FIELDS
from include.writ.domain.intake import QuarantineAct, RowStanding
from include.writ.domain.people import Role
from include.writ.domain.reckoning import EscalationStep, Mismatch
from include.writ.domain.redress import RULINGS, Appellant
from include.writ.domain.separations import Separation
from include.writ.domain.standing import PackStanding
from include.writ.domain.states import BatchState, CaseState, OrderState, OutboxState
from include.writ.domain.verdict import Vantage, Verdict
from include.writ.domain.worksheet import Aim, Protected, RabatFactor, Worksheet
from include.writ.web import (
    words,
    words_acts,
    words_books,
    words_help,
    words_intake,
    words_ledger,
    words_packs,
    words_people,
    words_places,
)
from include.writ.wiring.docket_ledger import Fault
from include.writ.wiring.docket_pages import WAITS_FOR
from include.writ.wiring.notices import NoticeEvent, NoticeStanding


@pytest.mark.parametrize(
    ("said", "all_of_them"),
    [
        (words.ROLE, Role),
        (words.CASE_STATE, CaseState),
        (words.WAITING, WAITS_FOR),
        (words.WAITS, WAITS_FOR),
        (words.ORDER_STATE, OrderState),
        (words.NOTICE_STATE, OutboxState),
        (words.NOTICE, NoticeKind),
        (words.NOTICE_STANDING, NoticeStanding),
        (words.NOTICE_EVENT, NoticeEvent),
        (words.REPORT, ReportKind),
        (words.ATTEMPT, AttemptResult),
        (words.ACT, Act),
        (words.EVIDENCE, EvidenceKind),
        (words.VERDICT, Verdict),
        (words.OUTSIDE, Verdict),
        (words.PROBE, Vantage),
        (words.OUTCOME, Outcome),
        (words_books.DISCREPANCY, Mismatch),
        (words_books.ESCALATION, EscalationStep),
        (words_books.HELD, HeldBecause),
        (words.WORKSHEET, Worksheet.__slots__),
        (words.AIM, Aim),
        (words_acts.PROTECTED, Protected),
        (words_acts.RABAT, RabatFactor),
        (words_acts.CASE_ACTS, Act),
        (words_acts.APPELLANT, Appellant),
        (words_acts.RULING, RULINGS),
        (words_ledger.FAULT, Fault),
        (words_packs.STANDING, PackStanding),
        (words_people.SEPARATION, Separation),
        (words_intake.BATCH_STATE, BatchState),
        (words_intake.STANDING, RowStanding),
        (words_intake.QUARANTINE_ACT, QuarantineAct),
        (words_help.ABOUT, {path for places in words_places.PLACES.values() for path in places}),
        (words_intake.FIELD, {*FIELDS, "text", "row"}),
    ],
)
def test_each_has_words_of_its_own(said: dict[str, str], all_of_them: Iterable[str]) -> None:
    assert set(said) == set(all_of_them)
    assert len(set(said.values())) == len(said)
    assert not [text for text in said.values() if "_" in str(text)]
