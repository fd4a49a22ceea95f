"""Answers that come as letters: where the letter is kept, why it waits for a person, and no outcome where none is sure.

An answer that is matched to an order always has an outcome; only one in the holding pen may lack it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

CHECKS = {
    "held_because_known": "held_because IN ('no_order', 'no_outcome', 'stranger')",
    "letter_sha256_is_sha256": "letter_sha256 ~ '^[0-9a-f]{64}$'",
    "matched_has_outcome": "outcome IS NOT NULL OR order_id IS NULL",
    "letter_has_no_number": "letter_sha256 IS NULL OR seq = 0",
}


def upgrade() -> None:
    op.alter_column("responses", "outcome", nullable=True, schema="writ")
    op.add_column("responses", sa.Column("letter_sha256", sa.Text(), nullable=True), schema="writ")
    op.add_column("responses", sa.Column("held_because", sa.Text(), nullable=True), schema="writ")
    for name, condition in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_responses_{name}"), "responses", condition, schema="writ")


def downgrade() -> None:
    raise NotImplementedError("guards are not taken away; restore a backup instead")
