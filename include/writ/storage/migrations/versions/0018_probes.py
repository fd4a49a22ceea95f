"""What is kept of a page that was judged, and when each ordered item is looked at next.

An item becomes due when its order is sent, when it is reversed and is to be restored, and when its review day moves.
The database sees to that, whoever does it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

# A day that moved was in the past or is in the future; either way its former midnight is soon enough.
FUNCTION = """
CREATE FUNCTION writ.make_due() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.state = 'sent' AND OLD.state <> 'sent' THEN
        INSERT INTO writ.looks (order_id, next_at) VALUES (NEW.id, NEW.sent_at) ON CONFLICT (order_id) DO NOTHING;
    ELSIF NEW.state = 'reversed' AND OLD.state <> 'reversed' THEN
        INSERT INTO writ.looks AS known (order_id, next_at)
        SELECT NEW.id, reversed_at FROM writ.reversals WHERE order_id = NEW.id AND to_be_restored
        ON CONFLICT (order_id) DO UPDATE
        SET next_at = greatest(excluded.next_at, known.looked_at + interval '1 second');
    ELSIF NEW.review_on <> OLD.review_on AND NEW.state IN ('sent', 'effected') THEN
        UPDATE writ.looks SET next_at = greatest(OLD.review_on::timestamp AT TIME ZONE 'UTC',
                                                 looked_at + interval '1 second')
        WHERE order_id = NEW.id AND next_at IS NULL;
    END IF;
    RETURN NULL;
END $$
"""
SENT_ALREADY = """
INSERT INTO writ.looks (order_id, next_at)
SELECT o.id, coalesce(r.reversed_at, o.sent_at) FROM writ.orders o LEFT JOIN writ.reversals r ON r.order_id = o.id
WHERE o.state IN ('sent', 'effected') OR r.to_be_restored AND r.restored_at IS NULL
"""


def upgrade() -> None:
    op.add_column(
        "probes",
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        schema="writ",
    )
    op.create_check_constraint(
        op.f("ck_probes_evidence_is_small"), "probes", "octet_length(evidence::text) <= 2048", schema="writ"
    )
    op.add_column(
        "probes",
        sa.Column("outside_evidence", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        schema="writ",
    )
    op.create_check_constraint(
        op.f("ck_probes_outside_has_evidence"),
        "probes",
        "(outside IS NULL) = (outside_evidence IS NULL)",
        schema="writ",
    )
    op.create_check_constraint(
        op.f("ck_probes_outside_evidence_is_small"),
        "probes",
        "octet_length(outside_evidence::text) <= 2048",
        schema="writ",
    )
    op.create_table(
        "looks",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("doubts", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("next_at > looked_at", name=op.f("ck_looks_next_is_later")),
        sa.ForeignKeyConstraint(["order_id"], ["writ.orders.id"], name=op.f("fk_looks_order_id")),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_looks")),
        schema="writ",
    )
    op.create_index(
        "ix_looks_due",
        "looks",
        ["next_at", "order_id"],
        schema="writ",
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )
    op.execute(FUNCTION)
    op.execute(
        "CREATE TRIGGER makes_due AFTER UPDATE OF state, review_on ON writ.orders FOR EACH ROW"
        " WHEN (OLD.state <> NEW.state OR OLD.review_on <> NEW.review_on) EXECUTE FUNCTION writ.make_due()"
    )
    op.execute("ALTER TABLE writ.orders ENABLE ALWAYS TRIGGER makes_due")
    op.execute(SENT_ALREADY)
    op.execute("GRANT SELECT, INSERT, UPDATE ON writ.looks TO writ_worker")
    op.execute("GRANT SELECT ON writ.looks TO writ_docket")


def downgrade() -> None:
    raise NotImplementedError("guards are not taken away; restore a backup instead")
