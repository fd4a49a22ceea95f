"""Findings and first drafts are among the figures of each ground.

A finding is counted when it was taken in: with its case, if it opened that one, or for itself, if it joined it. A
refusal whose match a person withdrew before the period ends is not counted.
"""

from __future__ import annotations

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

FUNCTION = """
CREATE OR REPLACE FUNCTION writ.figures(first timestamptz, until timestamptz, of_specimens boolean)
RETURNS TABLE (ground text, figure text, number bigint) LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH of_case AS MATERIALIZED (
        SELECT c.ground, count(*) FILTER (WHERE c.opened_at >= first AND c.opened_at < until) AS opened,
               count(c.opened_by_ref) FILTER (WHERE c.opened_at >= first AND c.opened_at < until) AS found
        FROM writ.cases c GROUP BY c.ground
    ), orders AS (
        SELECT o.id, o.approved_at, o.sent_at, o.effected_at, d.ground
        FROM writ.orders o JOIN writ.decisions d ON d.id = o.decision_id WHERE o.is_specimen = of_specimens
    ), of_order AS (
        SELECT o.ground, count(*) FILTER (WHERE o.approved_at >= first AND o.approved_at < until) AS ordered,
               count(*) FILTER (WHERE o.sent_at >= first AND o.sent_at < until) AS sent,
               count(*) FILTER (WHERE o.effected_at >= first AND o.effected_at < until) AS complied
        FROM orders o GROUP BY o.ground
    ), events AS (
        SELECT c.ground, 'found' AS figure, f.taken_in_at AS at
            FROM writ.findings f JOIN writ.cases c ON c.id = f.case_id WHERE NOT f.opens_case
        UNION ALL SELECT c.ground, 'declined', a.acted_at
            FROM writ.case_acts a JOIN writ.cases c ON c.id = a.case_id WHERE a.act = 'declined'
        UNION ALL SELECT o.ground, 'refused', min(r.collected_at)
            FROM orders o JOIN writ.responses r ON r.order_id = o.id WHERE r.outcome = 'refused'
              AND NOT EXISTS (SELECT FROM writ.match_withdrawals w WHERE w.response_id = r.id AND w.withdrawn_at < until)
            GROUP BY o.id, o.ground
        UNION ALL SELECT o.ground, 'complaints', a.received_at FROM orders o JOIN writ.appeals a ON a.order_id = o.id
        UNION ALL SELECT o.ground, a.state, a.decided_at FROM orders o JOIN writ.appeals a ON a.order_id = o.id
            WHERE a.state IN ('upheld', 'partly_annulled', 'annulled')
        UNION ALL SELECT o.ground, 'lifted', v.reversed_at FROM orders o JOIN writ.reversals v ON v.order_id = o.id
            WHERE v.cause = 'review'
        UNION ALL SELECT o.ground, 'restored', v.restored_at FROM orders o JOIN writ.reversals v ON v.order_id = o.id
    ), counted AS (
        SELECT c.ground, counts.* FROM of_case c,
            LATERAL (VALUES ('opened', c.opened), ('found', c.found)) AS counts (figure, number)
        UNION ALL SELECT o.ground, counts.* FROM of_order o,
            LATERAL (VALUES ('ordered', o.ordered), ('sent', o.sent), ('complied', o.complied)) AS counts (figure, number)
        UNION ALL SELECT d.ground, 'drafted', count(*) FROM writ.decisions d
            WHERE d.version = 1 AND d.drafted_at >= first AND d.drafted_at < until GROUP BY d.ground
        UNION ALL SELECT events.ground, events.figure, count(*) FROM events
            WHERE events.at >= first AND events.at < until GROUP BY events.ground, events.figure
    )
    SELECT counted.ground, counted.figure, sum(counted.number)::bigint FROM counted
    GROUP BY counted.ground, counted.figure HAVING sum(counted.number) > 0
    UNION ALL SELECT given.ground, NULL, 0
    FROM (SELECT b.ground FROM writ.bases b UNION SELECT of_case.ground FROM of_case) AS given
$$
"""


def upgrade() -> None:
    op.execute(FUNCTION)


def downgrade() -> None:
    raise NotImplementedError("figures are not taken away; restore a backup instead")
