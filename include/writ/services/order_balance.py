"""The balance of open orders over a day, per platform and ground, and each order that stands otherwise than before.

Opening + new + reopened - closed = closing. The opening is counted order by order from what the books before say of
each, and must be the closing that the book before has on record: else an order was lost, or a book before was drawn up
anew since.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from include.writ.services.reckoning import open_classes
from include.writ.storage.conditions import counts_by
from include.writ.storage.models import OrderBalanceRow, OrderChangeRow

_BALANCES = text("""
    INSERT INTO writ.order_balances (book_day, platform, ground, opening, new, reopened, closed, closing, classes, gaps)
    WITH both_days AS (
        SELECT platform, ground, order_class, before, coalesce(order_class = ANY (:open), false) AS is_open,
               coalesce(before = ANY (:open), false) AS was_open
        FROM pg_temp.reckoned
    ), counted AS (
        SELECT platform, ground, count(*) FILTER (WHERE was_open) AS opening,
               count(*) FILTER (WHERE before IS NULL) AS new,
               count(*) FILTER (WHERE before IS NOT NULL AND NOT was_open AND is_open) AS reopened,
               count(*) FILTER (WHERE (was_open OR before IS NULL) AND NOT is_open) AS closed,
               count(*) FILTER (WHERE is_open) AS closing,
               count(*) FILTER (WHERE order_class IS NULL) AS unclassified
        FROM both_days GROUP BY platform, ground
    ), shares AS (
        SELECT platform, ground, jsonb_object_agg(order_class, number) AS classes FROM (
            SELECT platform, ground, order_class, count(*) AS number FROM both_days
            WHERE order_class IS NOT NULL GROUP BY platform, ground, order_class) one
        GROUP BY platform, ground
    ), stored AS (
        SELECT platform, ground, closing FROM writ.order_balances
        WHERE book_day = (SELECT max(book_day) FROM writ.order_balances WHERE book_day < :book_day)
    )
    SELECT :book_day, platform, ground, coalesce(c.opening, 0), coalesce(new, 0), coalesce(reopened, 0),
           coalesce(closed, 0), coalesce(c.closing, 0), coalesce(classes, '{}'), jsonb_strip_nulls(jsonb_build_object(
               'opening', nullif(coalesce(c.opening, 0) - coalesce(stored.closing, 0), 0),
               'closing', nullif(opening + new + reopened - closed - c.closing, 0),
               'unclassified', nullif(unclassified, 0)))
    FROM counted c FULL JOIN stored USING (platform, ground) LEFT JOIN shares USING (platform, ground)
""")
_CHANGES = text("""
    INSERT INTO writ.order_changes (book_day, order_id, change, order_class, before, since)
    SELECT :book_day, id, CASE WHEN before IS NULL THEN 'new'
                               WHEN before = ANY (:open) AND NOT order_class = ANY (:open) THEN 'closed'
                               WHEN order_class = ANY (:open) AND NOT before = ANY (:open) THEN 'reopened'
                               ELSE 'changed' END, order_class, before, since
    FROM pg_temp.reckoned WHERE order_class IS DISTINCT FROM before
""")


@dataclass(frozen=True, slots=True)
class Balance:
    """Open orders at the beginning and the end of a day; `gaps` by platform and ground: each equation that fails."""

    opening: int
    closing: int
    gaps: dict[str, dict[str, int]]


def store(session: Session, book_day: date) -> Balance:
    """Write the balance of a day from what was reckoned for it."""
    of_day = OrderBalanceRow.book_day == book_day
    session.execute(delete(OrderBalanceRow).where(of_day))
    session.execute(_BALANCES, {"book_day": book_day, "open": open_classes()})
    sums = select(func.sum(OrderBalanceRow.opening), func.sum(OrderBalanceRow.closing)).where(of_day)
    opening, closing = session.execute(sums).one()
    uneven = select(OrderBalanceRow).where(of_day, OrderBalanceRow.gaps != {})
    gaps = {f"open orders {row.platform} {row.ground}": dict(row.gaps) for row in session.scalars(uneven)}
    return Balance(opening or 0, closing or 0, gaps)


def store_changes(session: Session, book_day: date) -> dict[str, int]:
    """Write down each order of another class than a day before; counts by kind of change."""
    of_day = OrderChangeRow.book_day == book_day
    session.execute(delete(OrderChangeRow).where(of_day))
    session.execute(_CHANGES, {"book_day": book_day, "open": open_classes()})
    return counts_by(session, OrderChangeRow.change, of_day)
