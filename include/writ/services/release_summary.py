"""What a releaser is told about a set of notices: counts, days, ids and order numbers, and nothing of any content.

It is frozen with the question, so that the record also shows what the releaser knew when they answered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Boolean, Row, Select, func, select
from sqlalchemy.orm import Session

from include.writ.domain.delivery import NoticeKind
from include.writ.domain.volume import find_unusual, known_days
from include.writ.services.contacts import current_row
from include.writ.services.volumes import count_approvals
from include.writ.storage.models import AnnouncementRow, CaseRow, NonDisclosureRow, OrderRow, OutboxRow, ReversalRow

# the notice, its order's number, approval, time limit and review, its ground, its reversal, until when it is silent,
# who asked for it where it is an announcement and of no order, and whether it names the platform's current contact
Notice = Row[
    OutboxRow,
    str | None,
    datetime | None,
    int | None,
    date | None,
    str | None,
    datetime | None,
    int | None,
    date | None,
    str | None,
    bool,
]


def select_notices() -> Select[OutboxRow, str, datetime, int, date, str, datetime, int, date, str, bool]:
    """Each notice as `OutboxRow`, with what a summary says of its order, decision and reversal, or of who asked."""
    return (
        select(
            OutboxRow,
            OrderRow.number,
            OrderRow.approved_at,
            OrderRow.deadline_hours,
            OrderRow.review_on,
            CaseRow.ground,
            ReversalRow.reversed_at,
            ReversalRow.restore_hours,
            NonDisclosureRow.until.label("silent_until"),
            AnnouncementRow.asked_by,
            func.writ.is_for_current_contact(OutboxRow.document, OutboxRow.platform, type_=Boolean).label("is_current"),
        )
        .outerjoin(OrderRow, OrderRow.id == OutboxRow.order_id)
        .outerjoin(AnnouncementRow, AnnouncementRow.id == OutboxRow.announcement_id)
        .outerjoin(CaseRow, CaseRow.id == OrderRow.case_id)
        .outerjoin(ReversalRow, ReversalRow.order_id == OrderRow.id)
        .outerjoin(NonDisclosureRow, NonDisclosureRow.decision_id == OrderRow.decision_id)
    )


def summarise(
    session: Session, rows: Sequence[Notice], *, day: date, is_specimen: bool, zone: ZoneInfo, now: datetime
) -> dict[str, Any]:
    """The summary of at least one notice, of the cases of `day`, as JSON has it. Times are UTC, days local."""
    today = now.astimezone(zone).date()
    orders = [row for row in rows if row.OutboxRow.notice_kind == NoticeKind.ORDER]
    numbers = [row.number for row in rows if row.number]
    return {
        "notices": len(rows),
        "platforms": _count(row.OutboxRow.platform for row in rows),
        "grounds": _count(row.ground for row in rows),
        "kinds": _count(row.OutboxRow.notice_kind for row in rows),
        "first_order": numbers[0] if numbers else None,
        "last_order": numbers[-1] if numbers else None,
        "specimen": is_specimen,
        "days_ago": (today - day).days,
        "not_told": sum(row.silent_until is not None for row in orders),
        "by_platform": {
            platform: _of_platform(session, rows, platform) for platform in {row.OutboxRow.platform for row in rows}
        },
        "volume": _volume(session, orders, is_specimen=is_specimen, zone=zone, now=now),
    }


def _of_platform(session: Session, rows: Sequence[Notice], platform: str) -> dict[str, Any]:
    """For one platform: notices by ground, and since when and until when its orders and restorations wait.

    `contact`: the version of the contact that they would go to; what another one gets is another question.
    `former_contact`: how many were sealed when another was registered.
    """
    contact = current_row(session, platform)
    those = [row for row in rows if row.OutboxRow.platform == platform]
    orders = [row for row in those if row.OutboxRow.notice_kind == NoticeKind.ORDER]
    back = [row for row in those if row.OutboxRow.notice_kind == NoticeKind.RESTORATION]
    return {
        "grounds": _count(row.ground for row in those),
        "contact": str(contact.id) if contact else None,
        "former_contact": sum(not row.is_current for row in those),
        "approved_first": _earliest(row.approved_at for row in orders),
        "deadline_hours": min((row.deadline_hours for row in orders), default=None),
        "review_on": _earliest(row.review_on for row in orders),
        "restorations": len(back),
        "reversed_first": _earliest(row.reversed_at for row in back),
        "restore_hours": min((row.restore_hours for row in back), default=None),
        "announced_by": sorted(row.asked_by for row in those if row.asked_by),
    }


def _volume(
    session: Session, orders: Sequence[Notice], *, is_specimen: bool, zone: ZoneInfo, now: datetime
) -> dict[str, Any]:
    """What is unusual about the approvals, as sentences, and with how many days of record they can be compared."""
    ids = [row.OutboxRow.order_id for row in orders]
    approvals = count_approvals(session, ids, is_specimen=is_specimen, zone=zone, now=now)
    today = now.astimezone(zone).date()
    return {
        "known_days": known_days(approvals.since, today),
        "unusual": [one.says(today) for one in find_unusual(approvals)],
    }


def _count(names: Iterable[str | None]) -> dict[str, int]:
    """How often each name is there; what is of no order has no ground."""
    return dict(sorted(Counter(name for name in names if name).items()))


def _earliest(times: Iterable[date]) -> str | None:
    return min((time.isoformat() for time in times), default=None)
