"""Answers that platforms push: the Docket's login keeps the signed message, and a task makes an answer of it.

The web server can write down that a message came, and no answer: a task looks at the signature again, under the key that
it reads itself, before it takes anything from it. What came is never changed; that it was taken up is noted once.
And up to where a platform's list was read is kept by itself, for what was pushed first is not kept again from the list.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TABLE = "writ.pushed_answers"
CHECKS = {
    "held_because_known": "held_because IN ('no_order', 'no_outcome', 'stranger', 'unsigned')",
    "push_sha256_is_sha256": "push_sha256 ~ '^[0-9a-f]{64}$'",
    "push_has_no_number": "push_sha256 IS NULL OR seq = 0",
    "came_one_way": "num_nonnulls(letter_sha256, push_sha256) < 2",
}
FUNCTIONS = """
CREATE FUNCTION writ.check_pushed_response() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM writ.pushed_answers
                   WHERE (platform, body_sha256) = (NEW.platform, NEW.push_sha256)) THEN
        RAISE EXCEPTION 'answer: this platform pushed no such message';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.check_matched_push() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM writ.responses WHERE id = NEW.matched_from
                   AND push_sha256 IS NOT DISTINCT FROM NEW.push_sha256) THEN
        RAISE EXCEPTION 'answer: what is matched is matched as it came';
    END IF;
    RETURN NEW;
END $$;
"""


def upgrade() -> None:
    op.execute(FUNCTIONS)
    _pushed_answers()
    op.add_column("responses", sa.Column("push_sha256", sa.Text(), nullable=True), schema="writ")
    op.drop_constraint(op.f("ck_responses_held_because_known"), "responses", schema="writ")
    for name, condition in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_responses_{name}"), "responses", condition, schema="writ")
    _trigger("responses", "of_a_push", "BEFORE INSERT", "check_pushed_response()", "NEW.push_sha256 IS NOT NULL")
    _trigger("responses", "push_as_it_came", "BEFORE INSERT", "check_matched_push()", "NEW.matched_from IS NOT NULL")
    _answer_cursors()


def downgrade() -> None:
    raise NotImplementedError("guards are not taken away; restore a backup instead")


def _pushed_answers() -> None:
    op.create_table(
        "pushed_answers",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("body_sha256", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.BigInteger(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("pushed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(message_id) BETWEEN 1 AND 200", name=op.f("ck_pushed_answers_message_id_is_short")),
        sa.CheckConstraint("length(signature) BETWEEN 1 AND 100", name=op.f("ck_pushed_answers_signature_is_short")),
        sa.CheckConstraint("octet_length(body) BETWEEN 1 AND 65536", name=op.f("ck_pushed_answers_body_is_short")),
        sa.CheckConstraint(
            "body_sha256 = encode(sha256(body), 'hex')", name=op.f("ck_pushed_answers_body_has_its_hash")
        ),
        sa.ForeignKeyConstraint(["platform"], ["writ.platforms.name"], name=op.f("fk_pushed_answers_platform")),
        sa.PrimaryKeyConstraint("platform", "body_sha256", "message_id", name=op.f("pk_pushed_answers")),
        schema="writ",
    )
    op.create_index(
        "ix_pushed_answers_waiting",
        "pushed_answers",
        ["platform", "pushed_at"],
        schema="writ",
        postgresql_where=sa.text("taken_at IS NULL"),
    )
    _trigger("pushed_answers", "no_delete", "BEFORE DELETE", "refuse_change()")
    _trigger("pushed_answers", "only_its_course", "BEFORE UPDATE", "refuse_other_columns('taken_at')")
    _trigger("pushed_answers", "written_once", "BEFORE UPDATE", "refuse_second_value('taken_at')")
    op.execute(f"CREATE TRIGGER no_truncate BEFORE TRUNCATE ON {TABLE} EXECUTE FUNCTION writ.refuse_change()")
    op.execute(f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER no_truncate")
    op.execute(f"GRANT SELECT ON {TABLE} TO writ_worker, writ_docket")
    as_it_came = "platform, body_sha256, message_id, signed_at, signature, body, pushed_at"
    op.execute(f"GRANT INSERT ({as_it_came}) ON {TABLE} TO writ_docket")
    op.execute(f"GRANT UPDATE (taken_at) ON {TABLE} TO writ_worker")


def _answer_cursors() -> None:
    op.create_table(
        "answer_cursors",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["platform"], ["writ.platforms.name"], name=op.f("fk_answer_cursors_platform")),
        sa.PrimaryKeyConstraint("platform", name=op.f("pk_answer_cursors")),
        schema="writ",
    )
    op.execute("INSERT INTO writ.answer_cursors SELECT platform, max(seq) FROM writ.responses GROUP BY platform")
    op.execute("GRANT SELECT ON writ.answer_cursors TO writ_worker, writ_docket")
    op.execute("GRANT INSERT, UPDATE (seq) ON writ.answer_cursors TO writ_worker")


def _trigger(table: str, name: str, when: str, function: str, only_if: str = "") -> None:
    condition = f"WHEN ({only_if}) " if only_if else ""
    op.execute(f"CREATE TRIGGER {name} {when} ON writ.{table} FOR EACH ROW {condition}EXECUTE FUNCTION writ.{function}")
    op.execute(f"ALTER TABLE writ.{table} ENABLE ALWAYS TRIGGER {name}")
