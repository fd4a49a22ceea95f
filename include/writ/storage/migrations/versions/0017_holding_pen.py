"""The holding pen: a person says which orders an answer speaks of and what it says, or that it speaks of none.

What came stays as it came. For each order a further answer is written beside it, by a person with a role, at the time
at which they did so; so books of the past stay as they are. Only a person writes one, and only tasks write others.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

FUNCTIONS = """
CREATE FUNCTION writ.check_response() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.order_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM writ.orders WHERE id = NEW.order_id AND platform = NEW.platform) THEN
        RAISE EXCEPTION 'answer: the order went to another platform';
    END IF;
    IF NEW.matched_from IS NULL THEN
        IF NOT pg_has_role('writ_worker', 'USAGE') THEN
            RAISE EXCEPTION 'answer: people match what came; nobody writes an answer for a platform';
        END IF;
        RETURN NEW;
    END IF;
    IF NOT pg_has_role('writ_docket', 'USAGE')
       OR NOT (writ.holds_role(NEW.matched_by, 'drafter') OR writ.holds_role(NEW.matched_by, 'approver')) THEN
        RAISE EXCEPTION 'answer: a drafter or an approver matches it, in the Docket';
    END IF;
    IF NOT EXISTS (SELECT FROM writ.responses r WHERE r.id = NEW.matched_from AND r.order_id IS NULL
        AND (r.platform, r.reason, r.answered_at) = (NEW.platform, NEW.reason, NEW.answered_at)
        AND r.letter_sha256 IS NOT DISTINCT FROM NEW.letter_sha256 AND r.collected_at <= NEW.collected_at) THEN
        RAISE EXCEPTION 'answer: what is matched is in the holding pen, and is matched as it came';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.check_set_aside() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT (writ.holds_role(NEW.person, 'drafter') OR writ.holds_role(NEW.person, 'approver'))
       OR NOT EXISTS (SELECT FROM writ.responses WHERE id = NEW.response_id AND order_id IS NULL) THEN
        RAISE EXCEPTION 'answer: a drafter or an approver sets aside what is in the holding pen';
    END IF;
    RETURN NEW;
END $$;
"""


def upgrade() -> None:
    op.add_column("responses", sa.Column("matched_from", sa.Uuid(), nullable=True), schema="writ")
    op.add_column("responses", sa.Column("matched_by", sa.Text(), nullable=True), schema="writ")
    for column, table in (("matched_from", "responses"), ("matched_by", "people")):
        op.create_foreign_key(
            op.f(f"fk_responses_{column}"),
            "responses",
            table,
            [column],
            ["id"],
            source_schema="writ",
            referent_schema="writ",
        )
    for check, condition in (
        ("matched_by_a_person", "(matched_from IS NULL) = (matched_by IS NULL)"),
        ("matched_to_an_order", "matched_from IS NULL OR order_id IS NOT NULL"),
    ):
        op.create_check_constraint(op.f(f"ck_responses_{check}"), "responses", condition, schema="writ")
    op.create_index(
        "ix_responses_matched_from",
        "responses",
        ["matched_from"],
        schema="writ",
        postgresql_where="matched_from IS NOT NULL",
    )
    op.create_table(
        "set_asides",
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_aside_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("btrim(reason) <> ''", name=op.f("ck_set_asides_says_why")),
        sa.ForeignKeyConstraint(["response_id"], ["writ.responses.id"], name=op.f("fk_set_asides_response_id")),
        sa.ForeignKeyConstraint(["person"], ["writ.people.id"], name=op.f("fk_set_asides_person")),
        sa.PrimaryKeyConstraint("response_id", name=op.f("pk_set_asides")),
        schema="writ",
    )
    op.execute(FUNCTIONS)
    _trigger("responses", "of_its_platform", "BEFORE INSERT", "check_response()")
    _trigger("set_asides", "lawful", "BEFORE INSERT", "check_set_aside()")
    _trigger("set_asides", "append_only", "BEFORE UPDATE OR DELETE", "refuse_change()")
    op.execute("CREATE TRIGGER no_truncate BEFORE TRUNCATE ON writ.set_asides EXECUTE FUNCTION writ.refuse_change()")
    op.execute("ALTER TABLE writ.set_asides ENABLE ALWAYS TRIGGER no_truncate")
    op.execute("GRANT SELECT ON writ.set_asides TO writ_worker, writ_docket")
    op.execute("GRANT INSERT ON writ.set_asides, writ.responses TO writ_docket")


def downgrade() -> None:
    raise NotImplementedError("guards are not taken away; restore a backup instead")


def _trigger(table: str, name: str, when: str, function: str) -> None:
    op.execute(f"CREATE TRIGGER {name} {when} ON writ.{table} FOR EACH ROW EXECUTE FUNCTION writ.{function}")
    op.execute(f"ALTER TABLE writ.{table} ENABLE ALWAYS TRIGGER {name}")
