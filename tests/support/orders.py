"""Orders that have reached their platforms, and what to do about them, person by person."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select

from include.writ.domain.delivery import HeldBecause, Outcome
from include.writ.domain.ids import sha256_hex, stable_id
from include.writ.domain.redress import Appellant
from include.writ.domain.states import AppealState
from include.writ.domain.verdict import Judgement, Sight, Verdict
from include.writ.services import probe
from include.writ.services.clock_stops import stop_for_answer
from include.writ.storage.models import OrderRow, OutboxRow, ResponseRow, ReversalRow
from include.writ.wiring import looking, redress, stages
from tests.support.chain import DAY, Chain, local

NOON = local(DAY + timedelta(days=1), 12)
LATER = NOON + timedelta(hours=3)
STATEMENT = "The post quotes a court report; nothing in it is praise."
REASONS = "The item reports on a trial; the order mistook the quotation for the author's own words."


def sent_case(chain: Chain, index: int = 0) -> UUID:
    """The case of an order that its platform has received at noon."""
    return sent_cases(chain, index + 1)[index]


def sent_cases(chain: Chain, number: int) -> list[UUID]:
    """Cases of orders that their platforms have received at noon, in order of id."""
    chain.decide_all(limit=number)
    chain.at(NOON)
    chain.release(DAY)
    chain.deliver()
    with chain.begin() as session:
        return list(session.scalars(select(OrderRow.case_id).order_by(OrderRow.number)))


def order_of(chain: Chain, case_id: UUID) -> OrderRow:
    with chain.begin() as session:
        return session.scalars(select(OrderRow).where(OrderRow.case_id == case_id)).one()


def reversal_of(chain: Chain, case_id: UUID) -> ReversalRow:
    with chain.begin() as session:
        of_case = select(ReversalRow).join(OrderRow, OrderRow.id == ReversalRow.order_id)
        return session.scalars(of_case.where(OrderRow.case_id == case_id)).one()


def notices_of(chain: Chain, case_id: UUID) -> dict[str, OutboxRow]:
    """The notices of an order by kind."""
    with chain.begin() as session:
        rows = select(OutboxRow).join(OrderRow, OrderRow.id == OutboxRow.order_id).where(OrderRow.case_id == case_id)
        return {row.notice_kind: row for row in session.scalars(rows.order_by(OutboxRow.version))}


def lodge(
    case_id: UUID,
    appellant: Appellant = Appellant.AUTHOR,
    statement: str = STATEMENT,
    learned_on: date | None = None,
    person: str = "drafter_2",
) -> redress.Lodged:
    """A complaint that somebody writes down."""
    return redress.lodge(case_id, person, appellant, "ru", statement, learned_on)


def decide(
    appeal_id: UUID,
    outcome: AppealState = AppealState.ANNULLED,
    *,
    ends_on: date | None = None,
    lateness: str = "",
    person: str = "appeals_1",
) -> redress.Decided:
    """Taken and decided by the reviewer of the higher body."""
    redress.take(appeal_id, person)
    return redress.decide(appeal_id, person, redress.Ruling(outcome, REASONS, lateness, ends_on))


def annul(case_id: UUID) -> UUID:
    """A complaint about the order, and its annulment; the complaint's id."""
    appeal = lodge(case_id).appeal
    decide(appeal.id)
    return appeal.id


def answer(chain: Chain, case_id: UUID, outcome: Outcome) -> None:
    """The platform answers, as `collect` would write it down."""
    order = order_of(chain, case_id)
    with chain.begin() as session:
        now = chain.here.clock()
        response = ResponseRow(
            id=stable_id("response", order.platform, f"{order.number}-{outcome}-{now}"),
            platform=order.platform,
            seq=10_000,
            answer_id=f"{order.number}-{outcome}-{now}",
            order_number=order.number,
            order_id=order.id,
            outcome=outcome,
            reason="what is meant?",
            answered_at=now,
            collected_at=now,
        )
        session.add(response)
        session.flush()
        stop_for_answer(session, order.id, response.id, outcome, now)


def held(chain: Chain, order: OrderRow, reason: str = "Which of the two images?", at: datetime = LATER) -> UUID:
    """An answer of the order's platform that nobody could match."""
    chain.at(at)
    with chain.begin() as session:
        row = ResponseRow(
            id=uuid4(),
            platform=order.platform,
            seq=0,
            answer_id=str(uuid4()),
            reason=reason,
            held_because=HeldBecause.NO_ORDER,
            answered_at=at,
            collected_at=at,
        )
        session.add(row)
        return row.id


def see(chain: Chain, case_id: UUID, verdict: Verdict, outside: Verdict | None = None) -> None:
    """A probe looks at the item of an order now, and perhaps from outside the territory too."""
    order = order_of(chain, case_id)
    target = probe.Target(order.id, order.platform, order.url)
    beyond = {order.id: _sight(outside)} if outside else {}
    with chain.begin() as session:
        probe.record(session, seen=[(target, _sight(verdict))], now=chain.here.clock(), outside=beyond)


def _sight(verdict: Verdict) -> Sight:
    return Sight(Judgement(verdict, "test"), 200, sha256_hex(b"a page"), {})


def release_again(chain: Chain, run_id: str) -> dict[str, int]:
    """What waits is asked about, released and sent."""
    chain.release(DAY, run_id)
    return chain.deliver()


def book(chain: Chain, day: date) -> dict[str, object]:
    """The book of a day that is over."""
    chain.at(local(day + timedelta(days=1), 0) + timedelta(minutes=10))
    return stages.draw_up_book(day)


def see_twice(chain: Chain, case_id: UUID, verdict: Verdict) -> None:
    """Two probes that agree, now and in an hour; it is an hour later then."""
    see(chain, case_id, verdict)
    chain.at(chain.here.clock() + timedelta(hours=1))
    see(chain, case_id, verdict)


def look_twice(chain: Chain) -> None:
    """All that is due is looked at, and an hour later again."""
    looking.probe_due()
    chain.at(chain.here.clock() + timedelta(hours=1))
    looking.probe_due()
