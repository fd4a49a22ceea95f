"""What a drafter sent and was not taken as a version: kept whole, changed by nobody, read beside its case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

GUARDS = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON writ.refused_drafts FOR EACH ROW
EXECUTE FUNCTION writ.refuse_change();
ALTER TABLE writ.refused_drafts ENABLE ALWAYS TRIGGER append_only;
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON writ.refused_drafts EXECUTE FUNCTION writ.refuse_change();
ALTER TABLE writ.refused_drafts ENABLE ALWAYS TRIGGER no_truncate;
GRANT SELECT, INSERT ON writ.refused_drafts TO writ_docket;
"""


def upgrade() -> None:
    op.create_table(
        "refused_drafts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("worksheet", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("seen >= 0", name=op.f("ck_refused_drafts_seen_is_a_version")),
        sa.CheckConstraint("refusal <> ''", name=op.f("ck_refused_drafts_says_why")),
        sa.ForeignKeyConstraint(["case_id"], ["writ.cases.id"], name=op.f("fk_refused_drafts_case_id")),
        sa.ForeignKeyConstraint(["person"], ["writ.people.id"], name=op.f("fk_refused_drafts_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refused_drafts")),
        schema="writ",
    )
    op.create_index("ix_refused_drafts_case_id", "refused_drafts", ["case_id"], schema="writ")
    op.execute(GUARDS)


def downgrade() -> None:
    raise NotImplementedError("what people wrote is not taken away; restore a backup instead")
