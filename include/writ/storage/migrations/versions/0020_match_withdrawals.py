"""A match of an answer can be withdrawn by a person; the match stays on record and does not count from then on.

A stop of the clock that rests on nothing but what was withdrawn ends at that moment. Books and figures that were drawn
up for a time before stay as they are. An answer that is back in the holding pen can be set aside once more.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

FUNCTIONS = """
CREATE FUNCTION writ.check_match_withdrawal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT (writ.holds_role(NEW.person, 'drafter') OR writ.holds_role(NEW.person, 'approver'))
       OR NOT EXISTS (SELECT FROM writ.responses WHERE id = NEW.response_id AND matched_from IS NOT NULL
                      AND collected_at <= NEW.withdrawn_at) THEN
        RAISE EXCEPTION 'answer: a drafter or an approver withdraws what a person has matched, and nothing else';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.asks_for_stop(of_order uuid, of_cause text, answer uuid, since timestamptz)
RETURNS boolean LANGUAGE sql STABLE AS $$
    -- whether an answer that was not withdrawn keeps a clock still: the one that stopped it, or one that came since
    SELECT EXISTS (SELECT FROM writ.responses r WHERE r.order_id = of_order
        AND (r.outcome, of_cause) IN (('clarification', 'clarification'), ('impossible', 'impossibility'))
        AND (r.id = answer OR r.collected_at >= since)
        AND NOT EXISTS (SELECT FROM writ.match_withdrawals w WHERE w.response_id = r.id))
$$;

CREATE OR REPLACE FUNCTION writ.check_stop() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.resumed_at IS NOT NULL OR NEW.ended_by IS NOT NULL THEN
            RAISE EXCEPTION 'stop: it begins before it ends';
        END IF;
        IF NEW.position <> 1 + (SELECT count(*) FROM writ.clock_stops WHERE order_id = NEW.order_id) THEN
            RAISE EXCEPTION 'stop: % is not the next one', NEW.position;
        END IF;
        IF NEW.cause <> 'appeal' AND NOT writ.asks_for_stop(NEW.order_id, NEW.cause, NEW.response_id, NULL) THEN
            RAISE EXCEPTION 'stop: the platform has not asked for it';
        END IF;
        IF NEW.cause = 'appeal' AND NOT EXISTS (
            SELECT FROM writ.appeals a JOIN writ.orders o ON o.id = a.order_id
            JOIN writ.decisions d ON d.id = o.decision_id
            WHERE a.id = NEW.appeal_id AND a.order_id = NEW.order_id AND d.appeal_suspends) THEN
            RAISE EXCEPTION 'stop: no appeal that suspends the order';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.resumed_at IS NOT NULL THEN
        RAISE EXCEPTION 'stop: it has ended';
    END IF;
    IF NEW.cause <> 'appeal' AND EXISTS (
        SELECT FROM writ.match_withdrawals w JOIN writ.responses r ON r.id = w.response_id
        WHERE r.order_id = NEW.order_id AND (w.person, w.withdrawn_at) = (NEW.ended_by, NEW.resumed_at))
       AND NOT writ.asks_for_stop(NEW.order_id, NEW.cause, NEW.response_id, NEW.stopped_at) THEN
        RETURN NEW;
    END IF;
    IF NEW.cause = 'clarification' AND NOT EXISTS (
        SELECT FROM writ.outbox o JOIN writ.deliveries d ON d.outbox_id = o.id
        WHERE o.order_id = NEW.order_id AND o.notice_kind = 'clarification' AND o.version = NEW.position
          AND d.receipt_id IS NOT NULL) THEN
        RAISE EXCEPTION 'stop: the platform has no clarification yet';
    END IF;
    IF NEW.cause = 'impossibility' AND NOT (writ.holds_role(NEW.ended_by, 'drafter')
                                            OR writ.holds_role(NEW.ended_by, 'law_reviewer')) THEN
        RAISE EXCEPTION 'stop: % may not say that the impossibility is over', coalesce(NEW.ended_by, 'nobody');
    END IF;
    IF NEW.cause = 'appeal' AND EXISTS (
        SELECT FROM writ.appeals WHERE order_id = NEW.order_id
          AND (state = 'in_review' OR state = 'received' AND answer_code_sha256 IS NULL)) THEN
        RAISE EXCEPTION 'stop: an appeal is not decided yet';
    END IF;
    RETURN NEW;
END $$;
"""


def upgrade() -> None:
    op.create_table(
        "match_withdrawals",
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("btrim(reason) <> ''", name=op.f("ck_match_withdrawals_says_why")),
        sa.ForeignKeyConstraint(["response_id"], ["writ.responses.id"], name=op.f("fk_match_withdrawals_response_id")),
        sa.ForeignKeyConstraint(["person"], ["writ.people.id"], name=op.f("fk_match_withdrawals_person")),
        sa.PrimaryKeyConstraint("response_id", name=op.f("pk_match_withdrawals")),
        schema="writ",
    )
    op.create_index("ix_match_withdrawals_withdrawn_at", "match_withdrawals", ["withdrawn_at"], schema="writ")
    op.execute(FUNCTIONS)
    _trigger("lawful", "BEFORE INSERT", "ROW", "check_match_withdrawal()")
    _trigger("append_only", "BEFORE UPDATE OR DELETE", "ROW", "refuse_change()")
    _trigger("no_truncate", "BEFORE TRUNCATE", "STATEMENT", "refuse_change()")
    op.execute("GRANT SELECT ON writ.match_withdrawals TO writ_worker, writ_docket")
    op.execute("GRANT INSERT ON writ.match_withdrawals TO writ_docket")
    _let_set_aside_again()


def downgrade() -> None:
    raise NotImplementedError("guards are not taken away; restore a backup instead")


def _let_set_aside_again() -> None:
    op.add_column(
        "set_asides", sa.Column("position", sa.Integer(), nullable=False, server_default=sa.text("1")), schema="writ"
    )
    op.alter_column("set_asides", "position", server_default=None, schema="writ")
    op.drop_constraint(op.f("pk_set_asides"), "set_asides", schema="writ")
    op.create_primary_key(op.f("pk_set_asides"), "set_asides", ["response_id", "position"], schema="writ")


def _trigger(name: str, when: str, each: str, function: str) -> None:
    op.execute(
        f"CREATE TRIGGER {name} {when} ON writ.match_withdrawals FOR EACH {each} EXECUTE FUNCTION writ.{function}"
    )
    op.execute(f"ALTER TABLE writ.match_withdrawals ENABLE ALWAYS TRIGGER {name}")
