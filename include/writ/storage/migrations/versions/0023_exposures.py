"""Who looked at the texts of which case on which day: for that person, who reads what may disturb, and for an auditor."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "exposures",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["writ.people.id"], name=op.f("fk_exposures_person")),
        sa.ForeignKeyConstraint(["case_id"], ["writ.cases.id"], name=op.f("fk_exposures_case_id")),
        sa.PrimaryKeyConstraint("person", "day", "case_id", name=op.f("pk_exposures")),
        schema="writ",
    )
    op.execute("GRANT SELECT, INSERT ON writ.exposures TO writ_docket")


def downgrade() -> None:
    op.drop_table("exposures", schema="writ")
