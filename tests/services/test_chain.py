"""The whole chain over three sample days, stage by stage."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import func, select, text

from include.writ.domain.balance import Cohort
from include.writ.domain.states import CaseState
from include.writ.ledger.append import broken_at
from include.writ.storage.models import BatchRow, CaseRow, DiscrepancyRow, FindingRow, OrderRow, ReconciliationRow
from include.writ.wiring import looking, stages
from tests.support.chain import DAY, Chain, local
from tests.support.digest import digest

DAYS = [DAY + timedelta(days=n) for n in range(3)]


def run_day(chain: Chain, day: date) -> None:
    after = day + timedelta(days=1)
    chain.at(local(after, 6))
    chain.bring_in(day)
    chain.at(local(after, 10))
    chain.decide_all(limit=150)
    chain.at(local(after, 11))
    for waiting in stages.days_to_ask_about():
        chain.release(date.fromisoformat(waiting), f"run-{day}-{waiting}")
    chain.deliver()
    for hour in (14, 20):
        chain.at(local(after, hour))
        chain.collect()
        looking.probe_due()
    chain.at(local(after, 24))
    assert stages.draw_up_book(after)["gaps"] == {}


def test_three_days_end_in_books_that_balance(chain: Chain) -> None:
    for day in DAYS:
        run_day(chain, day)
    with chain.begin() as session:
        rows = session.scalars(select(ReconciliationRow).where(ReconciliationRow.book_day == DAYS[-1] + timedelta(1)))
        total = sum((Cohort(**row.counts) for row in rows), Cohort())
        batches = session.scalars(select(func.sum(BatchRow.row_count))).one()
        assert broken_at(session) is None
        kinds = set(session.scalars(select(DiscrepancyRow.kind).distinct()))
    assert total.gaps() == {}
    assert total.findings == batches
    must_happen = "quarantined joined opened sighted removed withheld refused overdue restricted awaiting"
    assert {name for name in must_happen.split() if getattr(total, name) == 0} == set()
    assert total.cases > total.sent == 450
    assert {"silently_gone", "claimed_still_available", "reappeared", "refused", "overdue"} <= kinds


def test_running_every_stage_again_changes_nothing(chain: Chain) -> None:
    run_day(chain, DAY)
    before = digest(chain.here.database_url)
    after = DAY + timedelta(days=1)
    chain.bring_in(DAY)
    assert stages.days_to_ask_about() == []
    assert stages.ask_release(DAY, "run-again") is None
    assert chain.deliver() == {}
    assert stages.draw_up_book(after)["gaps"] == {}
    assert digest(chain.here.database_url) == before


def test_every_accepted_finding_has_its_case(chain: Chain) -> None:
    chain.bring_in(DAY)
    with chain.begin() as session:
        assert session.scalars(select(func.count()).where(FindingRow.case_id.is_(None))).one() == 0
        twins = text(
            "SELECT count(*) FROM (SELECT content_item_id, ground FROM writ.cases GROUP BY 1, 2 HAVING count(*) > 1) t"
        )
        assert session.scalar(twins) == 0
        assert session.scalars(select(func.count()).where(CaseRow.state != CaseState.PROPOSED)).one() == 0


def test_a_source_that_stays_silent_is_on_record_and_holds_up_nobody(chain: Chain) -> None:
    chain.at(local(DAY, 12))
    assert chain.pull(DAY) == [None, None]
    ancient = date(2026, 10, 1)
    assert [pulled and pulled["state"] for pulled in chain.pull(ancient)] == ["missing", "missing"]
    assert stages.batches_of(ancient) == []


def test_orders_carry_numbers_without_gaps(chain: Chain) -> None:
    chain.bring_in(DAY)
    chain.decide_all(limit=12)
    with chain.begin() as session:
        numbers = sorted(session.scalars(select(OrderRow.number)))
    assert numbers == [f"MCI-SPECIMEN-2026-{n:06d}" for n in range(1, 13)]
