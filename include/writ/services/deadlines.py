"""What is due when in one case, on either side, and by which rule of the pack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.writ.domain.clocks import Deadline, end_of_day, ends_at
from include.writ.domain.worksheet import Worksheet
from include.writ.packs.loader import LoadedPack
from include.writ.packs.rules import Beginning, Term, Whose
from include.writ.storage.models import AppealRow, DecisionRow, OrderRow, ReversalRow


@dataclass(frozen=True, slots=True)
class _Counting:
    """How terms of one pack are counted at one place; `on`: the day whose law counts."""

    pack: LoadedPack
    zone: ZoneInfo
    on: date

    def end(self, what: str, whose: str, counted_from: str, began_at: datetime, term: Term) -> Deadline:
        due_at = ends_at(began_at, term.amount, term.unit, self.zone, self.pack.calendar)
        return self.at(what, whose, counted_from, due_at, term)

    def at(self, what: str, whose: str, counted_from: str, due_at: datetime, term: Term) -> Deadline:
        rule = self.pack.pack.rule(term.rule, self.on)
        return Deadline(what, whose, counted_from, due_at, rule.id, rule.says)


def deadlines_of(
    session: Session, decision: DecisionRow | None, order: OrderRow | None, pack: LoadedPack, zone: ZoneInfo
) -> list[Deadline]:
    """All that run or ran, the earliest first. They are those of the pack of the decision; of another one, none."""
    if decision is None or decision.pack_sha256 != pack.sha256:
        return []
    counting = _Counting(pack, zone, decision.drafted_at.astimezone(zone).date())
    found = [*_of_duties(decision, order, counting)]
    if order:
        found += [*_of_order(decision, order, counting), *_of_redress(session, order, counting)]
    return sorted(found, key=lambda deadline: deadline.due_at)


def _of_duties(decision: DecisionRow, order: OrderRow | None, counting: _Counting) -> Iterator[Deadline]:
    began = {**_begun_with_experts(decision, counting.zone), **_begun_with(order)}
    for duty in counting.pack.pack.duties:
        if began_at := began.get(duty.begins):
            yield counting.end(duty.what, duty.whose, duty.counted_from, began_at, duty.term)


def _begun_with_experts(decision: DecisionRow, zone: ZoneInfo) -> dict[Beginning, datetime]:
    decided = Worksheet.from_json(decision.worksheet).expert_decision
    if decided is None or decided.applied_on is None:
        return {}
    applied_at = datetime.combine(decided.applied_on, time(), zone)
    if decided.extended_on is None:
        return {Beginning.APPLICATION: applied_at}
    extended_at = datetime.combine(decided.extended_on, time(), zone)
    return {Beginning.EXTENDED_APPLICATION: applied_at, Beginning.EXTENSION: extended_at}


def _begun_with(order: OrderRow | None) -> dict[Beginning, datetime | None]:
    return {Beginning.RECEIPT: order.received_at, Beginning.EFFECT: order.effected_at} if order else {}


def _of_order(decision: DecisionRow, order: OrderRow, counting: _Counting) -> Iterator[Deadline]:
    pack = counting.pack.pack
    due = end_of_day(order.review_on, counting.zone)
    yield counting.at("The authority reviews the order, or lifts it", Whose.AUTHORITY, "approval", due, pack.review)
    if order.received_at is None:
        return
    term = next(ground.platform_term for ground in pack.grounds if ground.id == decision.ground)
    if order.due_at:
        began = "receipt" if order.clock_from == order.received_at else "the end of the last stop"
        yield counting.at("The platform acts on the order", Whose.PLATFORM, began, order.due_at, term)
    route = pack.redress.platform  # when the author learns of the order, each complaint says
    yield counting.end(route.what, Whose.PLATFORM, "receipt", order.received_at, route.term)


def _of_redress(session: Session, order: OrderRow, counting: _Counting) -> Iterator[Deadline]:
    redress = counting.pack.pack.redress
    appeals = select(AppealRow).where(AppealRow.order_id == order.id).order_by(AppealRow.received_at, AppealRow.id)
    for appeal in session.scalars(appeals):
        if redress.decided:
            what = f"The higher body decides complaint {appeal.number}"
            began = "receipt of the complaint"
            yield counting.end(what, Whose.AUTHORITY, began, appeal.received_at, redress.decided)
        if appeal.in_time_until and appeal.learned_on:
            what, began = f"Complaint {appeal.number} was in time until then", "the author learned of the order"
            yield counting.at(what, Whose.AUTHOR, began, appeal.in_time_until, redress.author.term)
    reversal = session.get(ReversalRow, order.id)
    if reversal and reversal.due_at:
        what, began = "The platform brings the content back", "receipt of the notice to restore"
        yield counting.at(what, Whose.PLATFORM, began, reversal.due_at, redress.restored)
