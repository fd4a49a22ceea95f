"""Matches every order of a book in the database: facts as they were at a cut-off, and by the decision table its class.

Nothing of an order passes through Python but the decision table, so a million orders need no memory here. The same
cut-off gives the same classes whenever it is asked for, as every fact has the time at which it was known. What an order
was before is what the books before have on record, so a fact that was written down late is a change of today.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from include.writ.domain.decision_table import by_key
from include.writ.domain.delivery import Outcome
from include.writ.domain.reckoning import MEANINGS, OrderClass

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
DONE = frozenset({Outcome.REMOVED, Outcome.ALREADY_REMOVED, Outcome.WITHHELD})
LIMITED = frozenset({Outcome.RESTRICTED, Outcome.PARTIAL})
NOT_THERE = frozenset({Outcome.NOT_FOUND})


def _list(outcomes: frozenset[Outcome]) -> str:
    return ", ".join(f"'{outcome}'" for outcome in sorted(outcomes))


# compiling the query takes longer than it saves; a second process is worth its start
_SETTINGS = {"jit": "off", "parallel_setup_cost": "0", "parallel_tuple_cost": "0"}
# orders that may be open, were settled since the book before (and a day more), or are of a cohort in the book; and
# settled ones of which a person matched an answer since, or withdrew a match
_ORDERS = """
    SELECT id FROM writ.orders WHERE state IN ('approved', 'released', 'sent')
    UNION SELECT id FROM writ.orders WHERE confirmed_at >= :earlier
    UNION SELECT order_id FROM writ.reversals
          WHERE to_be_restored AND restored_at IS NULL OR greatest(reversed_at, restored_at) >= :earlier
    UNION SELECT order_id FROM writ.probes WHERE is_back
    UNION SELECT p.order_id FROM writ.match_withdrawals m JOIN writ.responses p ON p.id = m.response_id
          WHERE m.withdrawn_at >= :earlier AND m.withdrawn_at < :cutoff
    UNION SELECT order_id FROM writ.responses
          WHERE matched_from IS NOT NULL AND collected_at >= :earlier AND collected_at < :cutoff
    UNION SELECT o.id FROM writ.cases c JOIN writ.orders o ON o.case_id = c.id WHERE c.opened_day >= :first
"""
_EARLIER = text("SELECT max(cutoff_at) FROM writ.reconciliations WHERE book_day < :book_day")
# a look that could not tell is no look; of an order to be restored only looks since its reversal count
_FACTS = f"""
    CREATE TEMPORARY TABLE reckoned ON COMMIT DROP AS
    WITH known AS (
        SELECT o.id, o.platform, c.ground, c.opened_day, m.drafted_by AS owner, o.sent_at < :cutoff AS is_sent,
               o.received_at, o.deadline_hours, t.started_at, t.finished_at, t.result, s.is_still, s.resumed_at,
               r.order_id IS NOT NULL AS is_reversed, r.to_be_restored, r.reversed_at,
               CASE WHEN r.received_at < :cutoff THEN r.due_at END AS restore_by, a.*,
               l.probed_at AS looked_at, l.seen AS shown, l.agrees_since, l.is_confirmed,
               e.effected_at, e.confirmed_at, e.effect, b.back_at, z.is_back, h.before
        FROM writ.orders o JOIN writ.cases c ON c.id = o.case_id JOIN writ.decisions m ON m.id = o.decision_id
        LEFT JOIN writ.reversals r ON r.order_id = o.id AND r.reversed_at < :cutoff
        LEFT JOIN (
            SELECT order_id, bool_or(resumed_at IS NULL OR resumed_at >= :cutoff) AS is_still,
                   max(resumed_at) FILTER (WHERE resumed_at < :cutoff) AS resumed_at
            FROM writ.clock_stops WHERE stopped_at < :cutoff GROUP BY order_id
        ) s ON s.order_id = o.id
        LEFT JOIN LATERAL (
            SELECT d.started_at, d.finished_at, d.result FROM writ.outbox x JOIN writ.deliveries d ON d.outbox_id = x.id
            WHERE x.order_id = o.id AND x.notice_kind = 'order' AND d.started_at < :cutoff
              AND (o.sent_at IS NULL OR o.sent_at >= :cutoff)
            ORDER BY d.attempt DESC LIMIT 1
        ) t ON true
        LEFT JOIN LATERAL (
            SELECT p.probed_at, p.seen, p.agrees_since, p.is_confirmed FROM writ.probes p
            WHERE p.order_id = o.id AND p.verdict <> 'unknown' AND p.probed_at < :cutoff
              AND p.probed_at > coalesce(r.reversed_at, '-infinity')
            ORDER BY p.probed_at DESC LIMIT 1
        ) l ON true
        LEFT JOIN LATERAL (
            SELECT p.agrees_since AS effected_at, p.probed_at AS confirmed_at, p.seen AS effect FROM writ.probes p
            WHERE r.order_id IS NULL AND p.order_id = o.id AND p.is_confirmed AND p.probed_at < :cutoff
            ORDER BY p.probed_at LIMIT 1
        ) e ON true
        LEFT JOIN LATERAL (
            SELECT p.probed_at AS back_at FROM writ.probes p
            WHERE coalesce(r.reversed_at, e.confirmed_at) IS NOT NULL AND p.order_id = o.id AND p.verdict = 'available'
              AND p.probed_at > coalesce(r.reversed_at, e.confirmed_at) AND p.probed_at < :cutoff
            ORDER BY p.probed_at LIMIT 1
        ) b ON true
        LEFT JOIN LATERAL (
            SELECT p.is_back FROM writ.probes p
            WHERE b.back_at IS NOT NULL AND p.order_id = o.id AND p.verdict <> 'unknown' AND p.probed_at < :cutoff
              AND (p.is_back OR p.is_confirmed)
            ORDER BY p.probed_at DESC LIMIT 1
        ) z ON true
        LEFT JOIN LATERAL (
            SELECT min(collected_at) FILTER (WHERE outcome IN ({_list(DONE | LIMITED | NOT_THERE)})) AS claimed_at,
                   max(collected_at) FILTER (WHERE outcome IN ({_list(DONE)})) AS done_last,
                   max(collected_at) FILTER (WHERE outcome IN ({_list(LIMITED)})) AS limited_last,
                   max(collected_at) FILTER (WHERE outcome IN ({_list(NOT_THERE)})) AS not_there_last,
                   min(collected_at) FILTER (WHERE outcome = 'refused') AS refused_at,
                   max(collected_at) FILTER (WHERE outcome = 'refused') AS refused_last,
                   min(collected_at) FILTER (WHERE outcome = 'restored' AND collected_at > r.reversed_at)
                       AS said_restored_at
            FROM writ.responses p
            WHERE order_id = o.id AND collected_at < :cutoff AND (matched_from IS NULL OR NOT EXISTS (
                SELECT FROM writ.match_withdrawals m WHERE m.response_id = p.id AND m.withdrawn_at < :cutoff))
        ) a ON true
        LEFT JOIN LATERAL (
            SELECT h.order_class AS before FROM writ.order_changes h
            WHERE h.order_id = o.id AND h.book_day < :book_day ORDER BY h.book_day DESC LIMIT 1
        ) h ON true
        WHERE o.id IN ({_ORDERS})
    ), timed AS (
        SELECT *, greatest(done_last, limited_last, not_there_last) AS claimed_last,
               CASE WHEN NOT is_reversed AND is_sent THEN 'in_force'
                    WHEN is_reversed AND to_be_restored THEN 'to_restore'
                    WHEN is_reversed THEN 'lifted'
                    WHEN finished_at < :cutoff AND result IN ('handed', 'busy', 'not_there') THEN 'on_the_way'
                    ELSE 'in_doubt' END AS course,
               CASE WHEN is_reversed THEN restore_by
                    WHEN is_sent AND is_still IS NOT TRUE
                    THEN greatest(received_at, resumed_at) + make_interval(hours => deadline_hours) END AS due_at
        FROM known WHERE is_sent OR started_at IS NOT NULL
    ), worded AS (
        SELECT *, CASE WHEN due_at IS NULL THEN 'still' WHEN due_at < :cutoff THEN 'over' ELSE 'running' END AS clock,
               CASE WHEN is_reversed THEN CASE WHEN said_restored_at IS NULL THEN 'nothing' ELSE 'restored' END
                    WHEN refused_last >= claimed_last THEN 'both'
                    WHEN limited_last = claimed_last THEN 'limited'
                    WHEN not_there_last = claimed_last THEN 'not_there'
                    WHEN claimed_last IS NOT NULL THEN 'done'
                    WHEN refused_at IS NOT NULL THEN 'refused'
                    ELSE 'nothing' END AS said,
               CASE WHEN is_reversed AND back_at IS NOT NULL THEN 'there'
                    WHEN shown IS NULL THEN 'never'
                    WHEN NOT is_reversed AND is_confirmed
                    THEN CASE shown WHEN 'withheld' THEN 'withheld' ELSE 'gone' END
                    WHEN is_back THEN 'back'
                    WHEN effected_at IS NOT NULL THEN CASE effect WHEN 'withheld' THEN 'withheld' ELSE 'gone' END
                    WHEN shown = 'available' THEN 'there'
                    WHEN shown = 'elsewhere' THEN 'elsewhere'
                    WHEN shown = 'restricted' THEN 'walled'
                    ELSE 'gone_once' END AS seen,
               coalesce(looked_at > due_at, false) AS is_late,
               coalesce(looked_at > CASE WHEN is_reversed THEN said_restored_at ELSE claimed_last END, false)
                   AS is_since_said
        FROM timed
    )
    SELECT w.id, w.platform, w.ground, w.opened_day, w.owner, w.is_sent, w.before, t.order_class, t.standing,
           w.effected_at, w.confirmed_at, w.back_at,
           coalesce(CASE t.since
               WHEN 'due' THEN w.due_at WHEN 'refused' THEN w.refused_at WHEN 'effect' THEN w.effected_at
               WHEN 'looked' THEN w.agrees_since WHEN 'reversed' THEN w.reversed_at
               WHEN 'said' THEN CASE WHEN w.is_reversed THEN w.said_restored_at ELSE w.claimed_at END
           END, w.received_at, w.started_at) AS since
    FROM worded w LEFT JOIN unnest(CAST(:keys AS text[]), CAST(:classes AS text[]), CAST(:standings AS text[]),
                                   CAST(:sinces AS text[])) AS t (key, order_class, standing, since)
        ON t.key = concat_ws(' ', w.course, w.clock, w.said, w.seen, w.is_late::int, w.is_since_said::int)
"""


def reckon(session: Session, *, book_day: date, first: date, cutoff: datetime) -> None:
    """Fill the temporary table `reckoned` with the orders of a book, each with its class and that of the book before.

    `first`: the oldest cohort whose orders are counted. The table ends with the transaction; an order that was not on
    its way yet has no row.
    """
    for setting, value in _SETTINGS.items():
        session.execute(text(f"SET LOCAL {setting} = {value}"))
    earlier = session.scalar(_EARLIER, {"book_day": book_day}) or BEGINNING
    days = {"book_day": book_day, "first": first, "cutoff": cutoff, "earlier": earlier - timedelta(days=1)}
    session.execute(text("DROP TABLE IF EXISTS pg_temp.reckoned"))
    session.execute(text(_FACTS), {**days, **_table()})
    session.execute(text("ANALYZE pg_temp.reckoned"))


def _table() -> dict[str, list[str | None]]:
    rules = by_key()
    return {
        "keys": list(rules),
        "classes": [rule.order_class for rule in rules.values()],
        "standings": [rule.standing for rule in rules.values()],
        "sinces": [MEANINGS[rule.order_class].since for rule in rules.values()],
    }


def open_classes() -> list[str]:
    """Classes of orders that are not settled."""
    return [name for name in OrderClass if MEANINGS[name].is_open]


def mismatch_classes() -> list[str]:
    """Classes that a person is to look at."""
    return [name for name in OrderClass if MEANINGS[name].is_mismatch]
