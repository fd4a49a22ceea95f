"""When a platform's time stands still, and when it runs again (R14).

It stands still while a platform waits for a clarification or can not obey (TCO article 3(7) and (8)), and, where the
pack says so, while an appeal is decided. Afterwards the whole time runs anew: the database reckons it from the stops.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.writ.domain.delivery import NoticeKind, Outcome, Receipt
from include.writ.domain.people import Person, Role, signature
from include.writ.domain.redress import StopCause
from include.writ.errors import NotPossible
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.notices.follow_up import clarification
from include.writ.services.matches import stands
from include.writ.services.orders import ENDED, order_of_case, require_in_force
from include.writ.services.outgoing import enqueue_after
from include.writ.services.positions import next_position
from include.writ.storage.models import AppealRow, ClockStopRow, OrderRow, OutboxRow, ResponseRow

ASKED_BY = {Outcome.CLARIFICATION: StopCause.CLARIFICATION, Outcome.IMPOSSIBLE: StopCause.IMPOSSIBILITY}


def stop_for_answer(session: Session, order_id: UUID, response_id: UUID, outcome: Outcome, now: datetime) -> None:
    """The platform asks what is meant, or says that it can not obey for now."""
    if outcome in ASKED_BY:
        order = session.get_one(OrderRow, order_id, with_for_update=True)
        _stop(session, order, ASKED_BY[outcome], now, "collect_responses", response_id=response_id)


def stop_for_appeal(session: Session, order: OrderRow, appeal: AppealRow, now: datetime, actor: str) -> None:
    """An appeal suspends the order, where its law says so."""
    _stop(session, order, StopCause.APPEAL, now, actor, appeal_id=appeal.id)


def resume_after_appeal(session: Session, order: OrderRow, now: datetime, actor: str) -> None:
    """The last open appeal of an order was decided or withdrawn."""
    stop = _open_stop(session, order.id, StopCause.APPEAL)
    if stop:
        _resume(session, stop, now, now, actor)


def clarify(session: Session, *, case_id: UUID, person: Person, text: str, now: datetime) -> OutboxRow:
    """Answer a platform that asked what an order means. Its time runs anew once it has received this."""
    person.require(Role.DRAFTER)
    if not text.strip():
        raise NotPossible("text: say what the order means")
    order = order_of_case(session, case_id)
    require_in_force(order)
    stop = _open_stop(session, order.id, StopCause.CLARIFICATION)
    if stop is None:
        raise NotPossible(f"order {order.number}: the platform does not wait for a clarification")
    kind = NoticeKind.CLARIFICATION
    known = select(OutboxRow).where(OutboxRow.order_id == order.id, OutboxRow.notice_kind == kind)
    if session.scalar(known.where(OutboxRow.version == stop.position)):
        raise NotPossible(
            f"order {order.number}: this question was answered already; the notice waits or is on its way"
        )
    said = clarification(text.strip(), signature(person))
    notice = enqueue_after(session, order, kind, stop.position, said, now)
    session.flush()
    facts = {"notice": str(notice.id), "document": notice.document_sha256}
    append(session, now, [Event("order.clarified", f"order:{order.id}", person.id, facts)])
    return notice


def clarified(session: Session, notice: OutboxRow, receipt: Receipt) -> None:
    """The platform has the clarification."""
    stop = session.get(ClockStopRow, (notice.order_id, notice.version), with_for_update=True)
    if stop and stop.resumed_at is None:
        resumed_at = max(receipt.received_at, stop.stopped_at)
        _resume(session, stop, resumed_at, resumed_at, "issue_notices")


def possible_again(session: Session, *, case_id: UUID, person: Person, reason: str, now: datetime) -> OrderRow:
    """A person notes that what kept the platform from obeying has ended; its time runs anew from now."""
    person.require(Role.DRAFTER, Role.LAW_REVIEWER)
    if not reason.strip():
        raise NotPossible("reason: say how it is known that the platform can obey again")
    order = order_of_case(session, case_id)
    require_in_force(order)
    stop = _open_stop(session, order.id, StopCause.IMPOSSIBILITY)
    if stop is None:
        raise NotPossible(f"order {order.number}: the platform has not said that it can not obey")
    stop.ended_by = person.id
    _resume(session, stop, now, now, person.id, reason=reason.strip())
    session.refresh(order)
    return order


def end_unfounded(
    session: Session, order_id: UUID, withdrawn: ResponseRow, person: Person, withdrawn_at: datetime
) -> None:
    """An answer that stopped the time was matched in error, so the time runs; unless another answer keeps it still.

    The stop ends with the withdrawal and not before it: until then the register said that the time stood still, so
    nothing of that time counts against the platform, and the whole time runs anew as after any stop. A stop that ended
    before stays as it was. Whoever calls has locked the order.
    """
    cause = ASKED_BY.get(Outcome(withdrawn.outcome))
    stop = _open_stop(session, order_id, cause) if cause else None
    if stop and not _has_ground(session, stop, withdrawn.outcome):
        stop.ended_by = person.id
        _resume(session, stop, withdrawn_at, withdrawn_at, person.id, withdrawn=str(withdrawn.id))


def _has_ground(session: Session, stop: ClockStopRow, outcome: str) -> bool:
    """Whether the answer that stopped the time stands, or one that asked for the same while it stood still."""
    asks = (ResponseRow.id == stop.response_id) | (ResponseRow.collected_at >= stop.stopped_at)
    same = ResponseRow.order_id == stop.order_id, ResponseRow.outcome == outcome
    return session.scalar(select(ResponseRow.id).where(*same, asks, stands()).limit(1)) is not None


def _stop(session: Session, order: OrderRow, cause: StopCause, now: datetime, actor: str, **because: UUID) -> None:
    if order.state in ENDED or _open_stop(session, order.id, cause):
        return
    position = next_position(session, ClockStopRow.order_id, order.id)
    session.add(ClockStopRow(order_id=order.id, position=position, cause=cause, stopped_at=now, **because))
    session.flush()
    session.expire(order)
    facts = {"cause": cause, **{name: str(one) for name, one in because.items()}}
    append(session, now, [Event("clock.stopped", f"order:{order.id}", actor, facts)])


def _resume(
    session: Session, stop: ClockStopRow, resumed_at: datetime, now: datetime, actor: str, **because: str
) -> None:
    stop.resumed_at = resumed_at
    session.flush()
    facts = {"cause": stop.cause, "resumed_at": resumed_at.isoformat(), **because}
    append(session, now, [Event("clock.resumed", f"order:{stop.order_id}", actor, facts)])


def _open_stop(session: Session, order_id: UUID, cause: StopCause) -> ClockStopRow | None:
    of_order = ClockStopRow.order_id == order_id, ClockStopRow.cause == cause
    return session.scalar(select(ClockStopRow).where(*of_order, ClockStopRow.resumed_at.is_(None)).with_for_update())
