"""Reading notices for the Docket: the list, and what of them does not go on by itself. It changes nothing.

No document is read for a list: its size is that of up to fifty orders.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, ColumnElement, Integer, Subquery, case, cast, func, select, tuple_
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from include.writ.domain.delivery import AttemptResult, NoticeKind
from include.writ.domain.states import OutboxState
from include.writ.errors import NotPossible
from include.writ.services.notice_records import NoticeLine, NoticeList, NoticeStanding, ReportRecord, Wanted
from include.writ.services.notice_troubles import DoubtfulNotice, LateNotice, NeedsPeople, OutageRecord, Troubles
from include.writ.services.records import record_of
from include.writ.storage.models import DeliveryReportRow, DeliveryRow, NoticeRow, OutageRow, OutboxRow, ReturnRow

LATE_AFTER = timedelta(days=1)
MOST_SHOWN = 20
CARRIES = {
    NoticeStanding.ON_ITS_WAY: OutboxState.HANDED,
    NoticeStanding.UNCERTAIN: OutboxState.UNCERTAIN,
    NoticeStanding.REFUSED: OutboxState.REFUSED,
}
_STRAY = DeliveryReportRow.notice_id.is_(None)
_MENDED = ReturnRow.notice_id == NoticeRow.id, ReturnRow.person.is_not(None)


def list_notices(session: Session, wanted: Wanted, *, after: UUID | None, limit: int) -> NoticeList:
    """Notices, the newest first, in three statements however many there are."""
    columns = (NoticeRow.id, NoticeRow.number, NoticeRow.platform, NoticeRow.notice_kind, NoticeRow.is_specimen)
    times = (NoticeRow.issued_at, NoticeRow.voided_at, NoticeRow.void_because)
    mended_at = select(func.max(ReturnRow.returned_at)).where(*_MENDED).scalar_subquery()
    # what it carried may go with another one now, so only its document knows how much it was
    items = cast(func.convert_from(NoticeRow.document, "UTF8"), JSONB)["items"]
    is_over = NoticeRow.voided_at.is_not(None) | mended_at.is_not(None)
    named = case((is_over, func.jsonb_array_length(items, type_=Integer))).label("named")
    conditions = _conditions(wanted) + ([_older_than(session, after)] if after else [])
    newest = select(*columns, *times, mended_at.label("mended_at"), named).where(*conditions)
    rows = session.execute(newest.order_by(NoticeRow.issued_at.desc(), NoticeRow.id.desc()).limit(limit + 1)).all()
    states = _states(session, [row.id for row in rows[:limit]])
    lines = [_line(row, states.get(row.id, {})) for row in rows[:limit]]
    return NoticeList(lines, lines[-1].id if len(rows) > limit else None)


def needs_people(session: Session, now: datetime) -> NeedsPeople:
    """What a person has to look at: in doubt, refused, long on the way, platforms that are away, stray reports."""
    handed = _long_on_the_way(now)
    late = session.execute(select(handed).order_by(handed.c.handed_at, handed.c.id).limit(MOST_SHOWN))
    away = session.scalars(select(OutageRow).order_by(OutageRow.began_at, OutageRow.platform))
    newest = DeliveryReportRow.reported_at.desc(), DeliveryReportRow.id
    reports = session.scalars(select(DeliveryReportRow).where(_STRAY).order_by(*newest).limit(MOST_SHOWN))
    found = count_troubles(session)
    return NeedsPeople(
        uncertain=found.uncertain,
        in_doubt=_in_doubt(session),
        refused=found.refused,
        late=[record_of(LateNotice, row) for row in late],
        late_total=session.scalars(select(func.count()).select_from(handed)).one(),
        outages=[record_of(OutageRecord, row) for row in away],
        unmatched=[record_of(ReportRecord, row) for row in reports],
        unmatched_total=found.unmatched,
    )


def count_troubles(session: Session) -> Troubles:
    """The same in three numbers, whatever the time is."""
    stray = select(func.count()).where(_STRAY)
    uncertain, refused = (_count_in(session, state) for state in (OutboxState.UNCERTAIN, OutboxState.REFUSED))
    return Troubles(uncertain, refused, session.scalars(stray).one())


def count_unsettled(session: Session, now: datetime) -> int:
    """How many notices wait for a person: in doubt, refused, or long on their way."""
    handed = select(func.count()).select_from(_long_on_the_way(now))
    in_doubt = _count_in(session, OutboxState.UNCERTAIN, OutboxState.REFUSED)
    return in_doubt + session.scalars(handed).one()


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [NoticeRow.platform == wanted.platform] if wanted.platform else []
    if wanted.state == NoticeStanding.VOID:
        found.append(NoticeRow.voided_at.is_not(None))
    elif wanted.state == NoticeStanding.MENDED:
        found.append(select(ReturnRow.notice_id).where(*_MENDED).exists())
    elif wanted.state:
        carries = OutboxRow.notice_id == NoticeRow.id, OutboxRow.state == CARRIES[wanted.state]
        found.append(select(OutboxRow.id).where(*carries).exists())
    return found


def _older_than(session: Session, after: UUID) -> ColumnElement[bool]:
    issued_at = session.scalar(select(NoticeRow.issued_at).where(NoticeRow.id == after))
    if issued_at is None:
        raise NotPossible(f"after: there is no notice {after}")
    return tuple_(NoticeRow.issued_at, NoticeRow.id) < tuple_(issued_at, after)


def _states(session: Session, notice_ids: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    counted = select(OutboxRow.notice_id, OutboxRow.state, func.count()).where(OutboxRow.notice_id.in_(notice_ids))
    found: dict[UUID, dict[str, int]] = {}
    for notice_id, state, number in session.execute(
        counted.group_by(OutboxRow.notice_id, OutboxRow.state).order_by(OutboxRow.state)
    ):
        if notice_id is not None:
            found.setdefault(notice_id, {})[state] = number
    return found


def _line(row: Any, states: dict[str, int]) -> NoticeLine:
    orders = 0 if row.notice_kind == NoticeKind.ANNOUNCEMENT else row.named or sum(states.values())
    return record_of(NoticeLine, row, states=states, orders=orders)


def _count_in(session: Session, *states: OutboxState) -> int:
    """Without what was refused of orders that were reversed since: nobody has to do anything about that."""
    is_due = func.writ.is_still_due(OutboxRow.order_id, OutboxRow.notice_kind, type_=Boolean)
    counted = select(func.count(OutboxRow.notice_id.distinct())).where(
        OutboxRow.state.in_(states), (OutboxRow.state != OutboxState.REFUSED) | is_due
    )
    return session.scalars(counted).one()


def _in_doubt(session: Session) -> list[DoubtfulNotice]:
    tried_at = func.min(DeliveryRow.started_at).label("tried_at")
    in_doubt = select(OutboxRow.notice_id).where(OutboxRow.state == OutboxState.UNCERTAIN)
    rows = session.execute(
        select(NoticeRow.id, NoticeRow.number, NoticeRow.platform, tried_at)
        .join(DeliveryRow, DeliveryRow.notice_id == NoticeRow.id)
        .where(NoticeRow.id.in_(in_doubt))
        .group_by(NoticeRow.id)
        .order_by(tried_at, NoticeRow.id)
        .limit(MOST_SHOWN)
    )
    return [record_of(DoubtfulNotice, row) for row in rows]


def _long_on_the_way(now: datetime) -> Subquery:
    handed_at = func.max(DeliveryRow.finished_at)
    return (
        select(NoticeRow.id, NoticeRow.number, NoticeRow.platform, handed_at.label("handed_at"))
        .join(OutboxRow, OutboxRow.notice_id == NoticeRow.id)
        .join(DeliveryRow, DeliveryRow.outbox_id == OutboxRow.id)
        .where(OutboxRow.state == OutboxState.HANDED, DeliveryRow.result == AttemptResult.HANDED)
        .group_by(NoticeRow.id)
        .having(handed_at < now - LATE_AFTER)
        .subquery()
    )
