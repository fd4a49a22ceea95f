"""Answers that are pushed, or seen in a portal: the Docket's login keeps what came, and a task makes an answer of it.

The web server can write down that a message came, and no answer: a task looks at the signature again, under the key that
it reads itself, before it takes anything from it. What came is never changed; that it was taken up is noted once.
What a portal says is written down by one person and confirmed by another; then a task makes an answer of it as well.
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
    "came_one_way": "num_nonnulls(letter_sha256, push_sha256, written_by) < 2",
}
SEEN_CHECKS = {
    "seen_by_two": "(written_by IS NULL) = (confirmed_by IS NULL)",
    "seen_by_two_people": "written_by <> confirmed_by",
    "seen_for_an_order": "written_by IS NULL OR order_id IS NOT NULL AND matched_from IS NULL AND seq = 0",
}
OUTCOMES = (
    "'acknowledged', 'removed', 'already_removed', 'withheld', 'restricted', 'partial', 'refused', 'clarification', "
    "'not_found', 'duplicate', 'impossible', 'appealed', 'restored'"
)
PORTAL_CHECKS = {
    "outcome_known": f"outcome IN ({OUTCOMES})",
    "evidence_sha256_is_sha256": "evidence_sha256 ~ '^[0-9a-f]{64}$'",
    "refusal_has_a_ground": "outcome <> 'refused' OR btrim(reason) <> ''",
    "reason_is_short": "length(reason) <= 20000",
    "evidence_is_somewhere": "length(btrim(evidence_at)) BETWEEN 1 AND 500",
    "not_in_the_future": "answered_at <= written_at",
    "by_two_people": "confirmed_by <> written_by",
    "confirmed_by_has_a_time": "(confirmed_by IS NULL) = (confirmed_at IS NULL)",
    "confirmed_after_it_was_written": "confirmed_at >= written_at",
    "taken_once_confirmed": "taken_at IS NULL OR confirmed_by IS NOT NULL",
}
FUNCTIONS = """
CREATE FUNCTION writ.check_portal_answer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    who text := CASE TG_OP WHEN 'INSERT' THEN NEW.written_by ELSE NEW.confirmed_by END;
BEGIN
    IF TG_OP = 'INSERT' AND num_nonnulls(NEW.confirmed_by, NEW.taken_at) > 0 THEN
        RAISE EXCEPTION 'portal: it is confirmed by another person, afterwards';
    END IF;
    IF NOT (writ.holds_role(who, 'drafter') OR writ.holds_role(who, 'approver')) THEN
        RAISE EXCEPTION 'portal: % is no active drafter or approver', coalesce(who, 'nobody');
    END IF;
    IF EXISTS (SELECT FROM writ.portal_answers WHERE order_id = NEW.order_id AND version > NEW.version) THEN
        RAISE EXCEPTION 'portal: something else was written down since';
    END IF;
    IF NOT EXISTS (SELECT FROM writ.orders r JOIN writ.outbox o ON o.order_id = r.id
                   JOIN writ.confirmations c ON c.notice_id = o.notice_id
                   WHERE r.id = NEW.order_id AND c.confirmed_by IS NOT NULL AND r.received_at <= NEW.answered_at) THEN
        RAISE EXCEPTION 'portal: two people have seen no receipt of this order in a portal before that time';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.check_seen_response() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM writ.portal_answers p WHERE p.order_id = NEW.order_id
        AND NEW.answer_id = concat('portal:', p.order_id, ':', p.version)
        AND (p.outcome, p.reason, p.answered_at) = (NEW.outcome, NEW.reason, NEW.answered_at)
        AND (p.written_by, p.confirmed_by) = (NEW.written_by, NEW.confirmed_by)) THEN
        RAISE EXCEPTION 'answer: two people have not seen this in a portal';
    END IF;
    RETURN NEW;
END $$;

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
                   AND push_sha256 IS NOT DISTINCT FROM NEW.push_sha256
                   AND held_because IS DISTINCT FROM 'unsigned') THEN
        RAISE EXCEPTION 'answer: what is matched is matched as it came, and what nobody signed is matched by nobody';
    END IF;
    RETURN NEW;
END $$;
"""


def upgrade() -> None:
    op.execute(FUNCTIONS)
    _pushed_answers()
    op.add_column("responses", sa.Column("push_sha256", sa.Text(), nullable=True), schema="writ")
    for column in ("written_by", "confirmed_by"):
        op.add_column("responses", sa.Column(column, sa.Text(), nullable=True), schema="writ")
        op.create_foreign_key(
            op.f(f"fk_responses_{column}"),
            "responses",
            "people",
            [column],
            ["id"],
            source_schema="writ",
            referent_schema="writ",
        )
    op.drop_constraint(op.f("ck_responses_held_because_known"), "responses", schema="writ")
    for name, condition in (CHECKS | SEEN_CHECKS).items():
        op.create_check_constraint(op.f(f"ck_responses_{name}"), "responses", condition, schema="writ")
    _trigger("responses", "of_a_push", "BEFORE INSERT", "check_pushed_response()", "NEW.push_sha256 IS NOT NULL")
    _trigger("responses", "push_as_it_came", "BEFORE INSERT", "check_matched_push()", "NEW.matched_from IS NOT NULL")
    _trigger("responses", "seen_by_two", "BEFORE INSERT", "check_seen_response()", "NEW.written_by IS NOT NULL")
    _portal_answers()
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


def _portal_answers() -> None:
    op.create_table(
        "portal_answers",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("evidence_sha256", sa.Text(), nullable=False),
        sa.Column("evidence_at", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        *(sa.CheckConstraint(said, name=op.f(f"ck_portal_answers_{name}")) for name, said in PORTAL_CHECKS.items()),
        sa.ForeignKeyConstraint(["order_id"], ["writ.orders.id"], name=op.f("fk_portal_answers_order_id")),
        sa.ForeignKeyConstraint(["written_by"], ["writ.people.id"], name=op.f("fk_portal_answers_written_by")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["writ.people.id"], name=op.f("fk_portal_answers_confirmed_by")),
        sa.PrimaryKeyConstraint("order_id", "version", name=op.f("pk_portal_answers")),
        schema="writ",
    )
    op.create_index(
        "ix_portal_answers_due",
        "portal_answers",
        ["confirmed_at"],
        schema="writ",
        postgresql_where=sa.text("confirmed_by IS NOT NULL AND taken_at IS NULL"),
    )
    course = "'confirmed_by', 'confirmed_at', 'taken_at'"
    _trigger("portal_answers", "no_delete", "BEFORE DELETE", "refuse_change()")
    _trigger("portal_answers", "only_its_course", "BEFORE UPDATE", f"refuse_other_columns({course})")
    _trigger("portal_answers", "written_once", "BEFORE UPDATE", f"refuse_second_value({course})")
    _trigger("portal_answers", "by_two_people", "BEFORE INSERT OR UPDATE OF confirmed_by", "check_portal_answer()")
    op.execute(
        "CREATE TRIGGER no_truncate BEFORE TRUNCATE ON writ.portal_answers EXECUTE FUNCTION writ.refuse_change()"
    )
    op.execute("ALTER TABLE writ.portal_answers ENABLE ALWAYS TRIGGER no_truncate")
    op.execute("GRANT SELECT ON writ.portal_answers TO writ_worker, writ_docket")
    op.execute("GRANT INSERT, UPDATE (confirmed_by, confirmed_at) ON writ.portal_answers TO writ_docket")
    op.execute("GRANT UPDATE (taken_at) ON writ.portal_answers TO writ_worker")


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
