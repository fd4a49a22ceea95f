"""How reliable platforms are and how soon they answer, counted from orders, receipts, answers and looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.orm import Session

from include.writ.services.local_days import instants_of
from include.writ.services.records import record_of

# An acknowledgement confirms that the order is there, and answers nothing. Two machines' clocks differ a little, so
# that a span can come out below 0; without CASE, `greatest` would take one that has not ended for 0.
TIMES = text("""
    SELECT p.name AS platform, p.title, count(o.id) AS released, count(o.received_at) AS received,
           count(a.answered_at) AS answered, count(o.effected_at) AS obeyed,
           count(o.id) FILTER (WHERE o.effected_at <= o.due_at) AS obeyed_in_time,
           percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (
               ORDER BY CASE WHEN o.received_at IS NOT NULL THEN
                   greatest(extract(epoch FROM o.received_at - o.released_at) / 3600, 0) END) AS to_receipt,
           percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (
               ORDER BY CASE WHEN o.received_at IS NOT NULL AND a.answered_at IS NOT NULL THEN
                   greatest(extract(epoch FROM a.answered_at - o.received_at) / 3600, 0) END) AS to_answer
    FROM writ.platforms p
    LEFT JOIN writ.orders o ON o.platform = p.name AND o.released_at >= :first AND o.released_at < :until
        AND o.is_specimen = :specimens
    LEFT JOIN LATERAL (
        SELECT min(r.answered_at) AS answered_at FROM writ.responses r
        WHERE r.order_id = o.id AND r.outcome <> 'acknowledged'
          AND NOT EXISTS (SELECT FROM writ.match_withdrawals w WHERE w.response_id = r.id)
    ) AS a ON true
    GROUP BY p.name ORDER BY p.name
""")


@dataclass(frozen=True, slots=True)
class Hours:
    """How long something took, in hours: half of it at most `median`, nine of ten at most `p90`."""

    median: float
    p90: float


@dataclass(frozen=True, slots=True)
class AnswerTimes:
    """Of the orders to one platform that left within some days: how many it received, answered and obeyed.

    `obeyed_in_time`: before the order's deadline, as it is now. `to_receipt` runs from the release to the proven
    receipt, `to_answer` from there to the first answer other than an acknowledgement; None where there is none yet.
    """

    platform: str
    title: str
    released: int
    received: int
    answered: int
    obeyed: int
    obeyed_in_time: int
    to_receipt: Hours | None
    to_answer: Hours | None


def read_answer_times(
    session: Session, *, first_day: date, last_day: date, is_specimen: bool, zone: ZoneInfo
) -> list[AnswerTimes]:
    """Every platform by name, for orders released on these local days; those of rehearsals or those in earnest.

    Raises `NotPossible` for days in the wrong order.
    """
    first, until = instants_of(first_day, last_day, zone)
    rows = session.execute(TIMES, {"first": first, "until": until, "specimens": is_specimen})
    return [
        record_of(AnswerTimes, row, to_receipt=_hours(row.to_receipt), to_answer=_hours(row.to_answer)) for row in rows
    ]


def _hours(found: list[float | None] | None) -> Hours | None:
    """What was reckoned of one platform; of nothing, the database gives none or two times nothing."""
    if not found or found[0] is None or found[1] is None:
        return None
    return Hours(float(found[0]), float(found[1]))
