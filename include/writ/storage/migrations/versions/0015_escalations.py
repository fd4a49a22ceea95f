"""What became of a mismatch that waits too long: its platform was reminded, once, or an approver is to look.

A reminder needs an order in force whose time is over, and a look that saw the content after that. It waits for a
releaser like every notice.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

FUNCTIONS = """
CREATE FUNCTION writ.check_reminder() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.version <> 1 OR NOT EXISTS (
        SELECT FROM writ.orders o JOIN writ.probes p ON p.order_id = o.id
        WHERE o.id = NEW.order_id AND o.state = 'sent' AND p.verdict = 'available' AND p.probed_at > o.due_at) THEN
        RAISE EXCEPTION 'outbox: a platform is reminded once, of an order whose content was seen after its time';
    END IF;
    RETURN NEW;
END $$;
"""


def upgrade() -> None:
    op.create_table(
        "escalations",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("book_day", sa.Date(), nullable=False),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("step IN ('reminder', 'person')", name=op.f("ck_escalations_step_known")),
        sa.ForeignKeyConstraint(["order_id"], ["writ.orders.id"], name=op.f("fk_escalations_order_id")),
        sa.PrimaryKeyConstraint("order_id", "step", name=op.f("pk_escalations")),
        schema="writ",
    )
    # by which a new case is shown the orders that rest on the same capture
    op.create_index("ix_decisions_evidence", "decisions", ["evidence"], schema="writ", postgresql_using="gin")
    op.execute(FUNCTIONS)
    _trigger("outbox", "reminds_of_what_is_over", "BEFORE INSERT", "check_reminder()", "NEW.notice_kind = 'reminder'")
    _trigger("escalations", "append_only", "BEFORE UPDATE OR DELETE", "refuse_change()", "true")
    op.execute("CREATE TRIGGER no_truncate BEFORE TRUNCATE ON writ.escalations EXECUTE FUNCTION writ.refuse_change()")
    op.execute("ALTER TABLE writ.escalations ENABLE ALWAYS TRIGGER no_truncate")
    op.execute("GRANT SELECT ON writ.escalations TO writ_worker, writ_docket")
    op.execute("GRANT INSERT ON writ.escalations TO writ_worker")


def downgrade() -> None:
    raise NotImplementedError("guards are not taken away; restore a backup instead")


def _trigger(table: str, name: str, when: str, function: str, condition: str) -> None:
    op.execute(
        f"CREATE TRIGGER {name} {when} ON writ.{table} FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION writ.{function}"
    )
    op.execute(f"ALTER TABLE writ.{table} ENABLE ALWAYS TRIGGER {name}")
