"""Receipts that platforms push: the Docket's login writes them down, and the next collection takes them up as proof.

A receipt is of a notice that this platform was sent, and is there once. It is never changed, and the Docket can prove
nothing with it: only a task lets a clock run. And an index for the notices that wait for a proof or a person.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

FUNCTION = """
CREATE FUNCTION writ.check_pushed_receipt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM writ.notices n JOIN writ.deliveries d ON d.notice_id = n.id
                   WHERE n.id = NEW.notice_id AND n.platform = NEW.platform) THEN
        RAISE EXCEPTION 'receipt: this platform was sent no such notice';
    END IF;
    RETURN NEW;
END $$;
"""
TABLE = "writ.pushed_receipts"


def upgrade() -> None:
    op.create_table(
        "pushed_receipts",
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("receipt_id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pushed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(receipt_id) BETWEEN 1 AND 200", name=op.f("ck_pushed_receipts_receipt_id_is_short")),
        sa.ForeignKeyConstraint(["notice_id"], ["writ.notices.id"], name=op.f("fk_pushed_receipts_notice_id")),
        sa.ForeignKeyConstraint(["platform"], ["writ.platforms.name"], name=op.f("fk_pushed_receipts_platform")),
        sa.PrimaryKeyConstraint("notice_id", "receipt_id", name=op.f("pk_pushed_receipts")),
        schema="writ",
    )
    op.create_index(
        "ix_outbox_unsettled",
        "outbox",
        ["notice_id"],
        schema="writ",
        postgresql_where=sa.text("state IN ('handed', 'uncertain', 'refused')"),
    )
    op.execute(FUNCTION)
    each = "FOR EACH ROW EXECUTE FUNCTION writ"
    op.execute(f"CREATE TRIGGER of_its_platform BEFORE INSERT ON {TABLE} {each}.check_pushed_receipt()")
    op.execute(f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {TABLE} {each}.refuse_change()")
    op.execute(f"CREATE TRIGGER no_truncate BEFORE TRUNCATE ON {TABLE} EXECUTE FUNCTION writ.refuse_change()")
    for trigger in ("of_its_platform", "append_only", "no_truncate"):
        op.execute(f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER {trigger}")
    op.execute(f"GRANT SELECT ON {TABLE} TO writ_worker, writ_docket")
    op.execute(f"GRANT INSERT ON {TABLE} TO writ_docket")


def downgrade() -> None:
    raise NotImplementedError("guards are not taken away; restore a backup instead")
