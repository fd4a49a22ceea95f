"""How many orders were approved on each local day, by officer, drafter, ground and platform; read from the record.

It counts every approval of a day, not only those of one question: a flood that is split over many questions is one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import Uuid

from include.writ.domain.volume import Approvals, Counted
from include.writ.domain.workload import WINDOW_DAYS

# one row for each combination, so that a day is counted once for all four
COUNTS = text("""
    SELECT (o.approved_at AT TIME ZONE :zone)::date AS day, a.approver AS officer, d.drafted_by AS drafter, c.ground,
           o.platform, count(*) AS number, bool_or(o.id = ANY (:asked)) AS is_asked
    FROM writ.orders o JOIN writ.approvals a ON a.id = o.approval_id JOIN writ.decisions d ON d.id = o.decision_id
    JOIN writ.cases c ON c.id = o.case_id
    WHERE o.is_specimen = :is_specimen AND o.approved_at >= :first AND o.approved_at <= :now
    GROUP BY 1, 2, 3, 4, 5
""").bindparams(bindparam("asked", type_=ARRAY(Uuid)))

BEGINNINGS = text("""
    SELECT (min(approved_at) AT TIME ZONE :zone)::date AS since,
           (min(approved_at) FILTER (WHERE id = ANY (:asked)) AT TIME ZONE :zone)::date AS first_asked
    FROM writ.orders WHERE is_specimen = :is_specimen
""").bindparams(bindparam("asked", type_=ARRAY(Uuid)))


def count_approvals(
    session: Session, order_ids: Collection[UUID], *, is_specimen: bool, zone: ZoneInfo, now: datetime
) -> Approvals:
    """Approvals up to `now` on the days of those of `order_ids`, and on the days with which these are compared."""
    known = {"zone": str(zone), "asked": list(order_ids), "is_specimen": is_specimen}
    began = session.execute(BEGINNINGS, known).one()
    counts: defaultdict[tuple[Counted, str], Counter[date]] = defaultdict(Counter)
    asked: set[tuple[Counted, str, date]] = set()
    if began.first_asked is None:
        return Approvals(counts, asked, began.since)
    first = datetime.combine(began.first_asked - timedelta(days=WINDOW_DAYS), time(), zone)
    for row in session.execute(COUNTS, known | {"first": first, "now": now}):
        for counted in Counted:
            who = getattr(row, counted)
            counts[counted, who][row.day] += row.number
            if row.is_asked:
                asked.add((counted, who, row.day))
    return Approvals(counts, asked, began.since)
