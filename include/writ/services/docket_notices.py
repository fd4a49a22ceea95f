"""Reading notices for the Docket: the list, and what of them does not go on by itself. It changes nothing.

No document is read for a list: its size is that of up to fifty orders.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Subquery, case, cast, func, select, tuple_
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from include.writ.domain.delivery import AttemptResult, NoticeKind
from include.writ.domain.states import OutboxState
from include.writ.errors import NotPossible
from include.writ.services.docket_records import record_of
from include.writ.services.notice_records import (
    LateNotice,
    NeedsPeople,
    NoticeLine,
    NoticeList,
    NoticeStanding,
    OutageRecord,
    ReportRecord,
    Troubles,
    Wanted,
)
from include.writ.storage.models import DeliveryReportRow, DeliveryRow, NoticeRow, OutageRow, OutboxRow

LATE_AFTER = timedelta(days=1)
MOST_SHOWN = 20
CARRIES = {
    NoticeStanding.ON_ITS_WAY: OutboxState.HANDED,
    NoticeStanding.UNCERTAIN: OutboxState.UNCERTAIN,
    NoticeStanding.REFUSED: OutboxState.REFUSED,
}
_STRAY = DeliveryReportRow.notice_id.is_(None)


def list_notices(session: Session, wanted: Wanted, *, after: UUID | None, limit: int) -> NoticeList:
    """Notices, the newest first, in three statements however many there are."""
    columns = (NoticeRow.id, NoticeRow.number, NoticeRow.platform, NoticeRow.notice_kind, NoticeRow.is_specimen)
    times = (NoticeRow.issued_at, NoticeRow.voided_at)
    # what a void notice carried may go with another one now, so only its document knows how much it was
    items = cast(func.convert_from(NoticeRow.document, "UTF8"), JSONB)["items"]
    named = case((NoticeRow.voided_at.is_not(None), func.jsonb_array_length(items, type_=Integer))).label("named")
    conditions = _conditions(wanted) + ([_older_than(session, after)] if after else [])
    newest = select(*columns, *times, named).where(*conditions)
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
    counted = select(func.count(OutboxRow.notice_id.distinct())).where(OutboxRow.state.in_(states))
    return session.scalars(counted).one()


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
