"""The figures of a time, by ground: counted from the record at each call, so that they can not be written down wrong.

Each counts one kind of event by the one instant that it has. A ground that a pack gave, or a case had, is there also
where nothing happened, with no figure. Those instants are written once, and an order's only when a receipt or a probe
says the same.
"""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

WRITTEN_ONCE = {
    "announcements": ["received_at"],
    "orders": ["sent_at", "effected_at", "confirmed_at"],
    "appeals": ["decided_at", "reasons", "lateness", "ends_on"],
    "reversals": ["restored_at"],
}
FUNCTIONS = """
CREATE FUNCTION writ.check_facts_of_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.sent_at IS NULL) <> (NEW.received_at IS NULL) OR NEW.received_at IS DISTINCT FROM OLD.received_at
       AND NOT EXISTS (SELECT FROM writ.outbox o JOIN writ.deliveries d ON d.outbox_id = o.id
                       WHERE o.order_id = NEW.id AND o.notice_kind = 'order' AND d.received_at = NEW.received_at) THEN
        RAISE EXCEPTION 'order: it is sent when its notice has a receipt, and received at the time of that';
    END IF;
    IF NEW.effected_at IS DISTINCT FROM OLD.effected_at AND NOT EXISTS (
        SELECT FROM writ.probes WHERE order_id = NEW.id AND is_confirmed
          AND (agrees_since, probed_at) = (NEW.effected_at, NEW.confirmed_at)) THEN
        RAISE EXCEPTION 'order: it has effect from the first of two looks that agree that it was obeyed';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.refuse_second_value() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb := to_jsonb(OLD);
    after jsonb := to_jsonb(NEW);
    name text;
BEGIN
    FOREACH name IN ARRAY TG_ARGV LOOP
        IF before ->> name IS NOT NULL AND before -> name <> after -> name THEN
            RAISE EXCEPTION '%.%: it is on record, and is not written down twice', TG_TABLE_NAME, name;
        END IF;
    END LOOP;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.figures(first timestamptz, until timestamptz, of_specimens boolean)
RETURNS TABLE (ground text, figure text, number bigint) LANGUAGE sql STABLE AS $$
    WITH of_ground AS MATERIALIZED (
        SELECT c.ground, count(*) FILTER (WHERE c.opened_at >= first AND c.opened_at < until) AS opened
        FROM writ.cases c GROUP BY c.ground
    ), of_order AS (
        SELECT o.*, c.ground FROM writ.orders o JOIN writ.cases c ON c.id = o.case_id
        WHERE o.is_specimen = of_specimens
    ), events AS (
        SELECT c.ground, 'declined' AS figure, a.acted_at AS at
            FROM writ.case_acts a JOIN writ.cases c ON c.id = a.case_id WHERE a.act = 'declined'
        UNION ALL SELECT o.ground, 'ordered', o.approved_at FROM of_order o
        UNION ALL SELECT o.ground, 'sent', o.sent_at FROM of_order o
        UNION ALL SELECT o.ground, 'complied', o.effected_at FROM of_order o
        UNION ALL SELECT o.ground, 'refused', min(r.collected_at)
            FROM of_order o JOIN writ.responses r ON r.order_id = o.id WHERE r.outcome = 'refused'
            GROUP BY o.id, o.ground
        UNION ALL SELECT o.ground, 'complaints', a.received_at FROM of_order o JOIN writ.appeals a ON a.order_id = o.id
        UNION ALL SELECT o.ground, a.state, a.decided_at FROM of_order o JOIN writ.appeals a ON a.order_id = o.id
            WHERE a.state IN ('upheld', 'partly_annulled', 'annulled')
        UNION ALL SELECT o.ground, 'lifted', v.reversed_at FROM of_order o JOIN writ.reversals v ON v.order_id = o.id
            WHERE v.cause = 'review'
        UNION ALL SELECT o.ground, 'restored', v.restored_at FROM of_order o JOIN writ.reversals v ON v.order_id = o.id
    )
    SELECT events.ground, events.figure, count(*) FROM events WHERE events.at >= first AND events.at < until
    GROUP BY events.ground, events.figure
    UNION ALL SELECT of_ground.ground, 'opened', opened FROM of_ground WHERE opened > 0
    UNION ALL SELECT given.ground, NULL, 0
    FROM (SELECT b.ground FROM writ.bases b UNION SELECT of_ground.ground FROM of_ground) AS given
$$;
"""


def upgrade() -> None:
    op.execute(FUNCTIONS)
    for table, columns in WRITTEN_ONCE.items():
        names = ", ".join(f"'{column}'" for column in columns)
        op.execute(
            f"CREATE TRIGGER written_once BEFORE UPDATE ON writ.{table} FOR EACH ROW "
            f"EXECUTE FUNCTION writ.refuse_second_value({names})"
        )
        op.execute(f"ALTER TABLE writ.{table} ENABLE ALWAYS TRIGGER written_once")
    op.execute(
        "CREATE TRIGGER as_it_was BEFORE UPDATE ON writ.orders FOR EACH ROW EXECUTE FUNCTION writ.check_facts_of_order()"
    )
    op.execute("ALTER TABLE writ.orders ENABLE ALWAYS TRIGGER as_it_was")


def downgrade() -> None:
    raise NotImplementedError("guards are not taken away; restore a backup instead")
