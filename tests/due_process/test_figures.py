"""R30: what is published is counted from the record, by every ground, and nobody can make it say anything else."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from include.writ.domain.case import Act
from include.writ.domain.delivery import Outcome
from include.writ.domain.figures import Figure
from include.writ.domain.redress import Appellant
from include.writ.domain.states import AppealState, CaseState
from include.writ.domain.verdict import Verdict
from include.writ.errors import NotPossible
from include.writ.storage.models import AppealRow, CaseRow, DecisionRow, FindingRow, LedgerRow, OrderRow
from include.writ.storage.roles import DatabaseRole
from include.writ.wiring import docket, redress
from include.writ.wiring.docket_figures import figures
from tests.support.acting import refused_as
from tests.support.chain import DAY, Chain, local
from tests.support.orders import annul, answer, book, decide, lodge, release_again, see, see_twice, sent_cases

pytestmark = pytest.mark.requirement("R30")
NEXT = DAY + timedelta(days=1)
OTHER_FIGURES = """
    CREATE OR REPLACE FUNCTION writ.figures(first timestamptz, until timestamptz, of_specimens boolean)
    RETURNS TABLE (ground text, figure text, number bigint) LANGUAGE sql AS $$ SELECT 'drugs', 'opened', 0 $$"""
A_YEAR_BEFORE = "UPDATE writ.{0} SET {1} = {1} - interval '1 year' WHERE {1} IS NOT NULL"
NO_RIGHT = "permission denied|must be owner"
# what somebody might try who wants other figures, and how that is refused where there is a right to try it at all
CHANGES = {
    OTHER_FIGURES: NO_RIGHT,
    "DROP FUNCTION writ.figures": NO_RIGHT,
    "DELETE FROM writ.cases": NO_RIGHT,
    "DELETE FROM writ.case_acts": NO_RIGHT,
    "UPDATE writ.cases SET ground = 'drugs'": NO_RIGHT,
    "UPDATE writ.responses SET outcome = 'removed'": NO_RIGHT,
    "UPDATE writ.orders SET is_specimen = NOT is_specimen": NO_RIGHT,
    A_YEAR_BEFORE.format("cases", "opened_at"): NO_RIGHT,
    A_YEAR_BEFORE.format("orders", "approved_at"): NO_RIGHT,
    A_YEAR_BEFORE.format("orders", "sent_at"): "not written down twice",
    A_YEAR_BEFORE.format("orders", "effected_at"): "first of two looks",
    A_YEAR_BEFORE.format("appeals", "decided_at"): "not written down twice",
    A_YEAR_BEFORE.format("reversals", "reversed_at"): NO_RIGHT,
    A_YEAR_BEFORE.format("reversals", "restored_at"): "no probe saw the content back",
    "UPDATE writ.orders SET sent_at = now() WHERE state = 'approved'": "sent when its notice has a receipt",
    "UPDATE writ.orders SET sent_at = now(), received_at = now() WHERE state = 'approved'": "sent when its notice has",
    "UPDATE writ.orders SET state = 'effected', effected_at = now() WHERE state = 'sent'": "first of two looks",
    "UPDATE writ.outbox SET state = 'cancelled' WHERE state = 'waiting'": "is not cancelled",
}


@pytest.fixture
def lived(chain: Chain) -> Chain:
    """Some days in which everything that is counted happened at least once."""
    cases = sent_cases(chain, 8)
    declined, drafted, *_ = chain.cases(CaseState.PROPOSED)
    docket.act(declined, "drafter_1", Act.DECLINED, "it reports; it calls for nothing")
    chain.draft(drafted)
    chain.draft(drafted, "drafter_2")
    answer(chain, cases[0], Outcome.REFUSED)
    see_twice(chain, cases[1], Verdict.REMOVED)
    chain.at(local(NEXT, 14))
    answer(chain, cases[0], Outcome.REFUSED)
    see(chain, cases[1], Verdict.REMOVED)
    annul(cases[2])
    decide(lodge(cases[3]).appeal.id, AppealState.UPHELD)
    partly = lodge(cases[4], Appellant.PLATFORM, "it is needed for a week at most").appeal
    decide(partly.id, AppealState.PARTLY_ANNULLED, ends_on=NEXT + timedelta(days=7))
    redress.lift(cases[5], "reviewer_1", "what it called for is over")
    release_again(chain, "run-2")
    chain.at(local(NEXT, 15))
    see(chain, cases[2], Verdict.AVAILABLE)
    book(chain, NEXT)
    return chain


def of_days(first: date, last: date) -> Counter[tuple[str, Figure]]:
    """The figures of these days that are not 0."""
    counted = figures(first, last).figures
    return +Counter({(ground, kind): number for ground, of in counted.items() for kind, number in of.items()})


def test_each_figure_is_what_the_ledger_tells(lived: Chain) -> None:
    of_events = {
        "case.declined": Figure.DECLINED,
        "order.approved": Figure.ORDERED,
        "order.effected": Figure.COMPLIED,
        "appeal.received": Figure.COMPLAINTS,
        "appeal.upheld": Figure.UPHELD,
        "appeal.partly_annulled": Figure.PARTLY_ANNULLED,
        "appeal.annulled": Figure.ANNULLED,
        "order.restored": Figure.RESTORED,
    }
    with lived.begin() as session:
        told = session.execute(select(LedgerRow.event, LedgerRow.subject).where(LedgerRow.event.in_(of_events))).all()
        grounds = {f"case:{case.id}": case.ground for case in session.scalars(select(CaseRow))}
        orders = {order.id: grounds[f"case:{order.case_id}"] for order in session.scalars(select(OrderRow))}
        grounds |= {f"order:{order}": ground for order, ground in orders.items()}
        grounds |= {f"appeal:{one.id}": orders[one.order_id] for one in session.scalars(select(AppealRow))}
    expected = Counter((grounds[subject], of_events[event]) for event, subject in told)
    counted = of_days(DAY, NEXT)
    assert {kind for _, kind in counted} == set(Figure)
    assert expected == Counter({key: n for key, n in counted.items() if key[1] in of_events.values()})


def test_what_is_not_an_event_of_its_own_is_counted_by_orders_and_cases(lived: Chain) -> None:
    totals: Counter[Figure] = Counter()
    for (_, kind), number in of_days(DAY, NEXT).items():
        totals[kind] += number
    with lived.begin() as session:
        opened = len(session.scalars(select(CaseRow.id)).all())
        sent = len(session.scalars(select(OrderRow.id).where(OrderRow.sent_at.is_not(None))).all())
        found = len(session.scalars(select(FindingRow.finding_ref)).all())
        joined = len(session.scalars(select(FindingRow.finding_ref).where(~FindingRow.opens_case)).all())
        drafted = len(set(session.scalars(select(DecisionRow.case_id))))
        drafts = len(session.scalars(select(DecisionRow.id)).all())
    assert (totals[Figure.OPENED], totals[Figure.SENT]) == (opened, sent)
    assert (totals[Figure.FOUND], totals[Figure.DRAFTED]) == (found, drafted)
    assert joined
    assert drafts > drafted
    assert (totals[Figure.REFUSED], totals[Figure.LIFTED]) == (1, 1)


def test_days_add_up_and_the_past_stays(lived: Chain) -> None:
    before = of_days(DAY, NEXT)
    assert of_days(DAY, DAY) + of_days(NEXT, NEXT) == before
    lived.at(local(NEXT + timedelta(days=3), 9))
    lived.decide_all(limit=2)
    annul(lived.cases(CaseState.ORDERED)[0])
    assert of_days(DAY, NEXT) == before
    assert of_days(NEXT + timedelta(days=1), NEXT + timedelta(days=3))


def test_no_ground_is_left_out(lived: Chain) -> None:
    quiet = figures(date(2026, 1, 1), date(2026, 1, 2))
    assert set(quiet.figures) >= {ground.id for ground in lived.here.pack.pack.grounds}
    assert all(of == dict.fromkeys(Figure, 0) for of in quiet.figures.values())
    with lived.begin() as session:
        row = session.execute(text("SELECT ground FROM writ.figures(now(), now(), true)")).scalars().all()
    assert len(row) == len(set(row)) > 1


def test_rehearsals_are_counted_apart(lived: Chain) -> None:
    assert figures(DAY, NEXT).is_specimen
    in_earnest = text("SELECT figure FROM writ.figures('2026-01-01', '2027-01-01', false)")
    with lived.begin() as session:
        assert set(session.scalars(in_earnest)) == {"found", "opened", "drafted", "declined", None}


def test_days_in_the_wrong_order_are_refused(chain: Chain) -> None:
    with pytest.raises(NotPossible, match="the last day 2026-11-17 is before the first, 2026-11-18"):
        figures(NEXT, DAY)


@pytest.mark.parametrize("role", DatabaseRole)
def test_nobody_makes_the_record_tell_another_story(lived: Chain, role: DatabaseRole) -> None:
    lived.decide_all(limit=1)
    for change, refusal in CHANGES.items():
        refused_as(role, f"{refusal}|permission denied", change)
