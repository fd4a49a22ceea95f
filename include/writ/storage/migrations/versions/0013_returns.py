"""What goes back to wait for a releaser: released for a contact that changed before it left, or refused and mended.

Whoever writes a return moves with it, by the database, what follows: the thing waits again without release and notice,
a notice to a former contact is void, the order is approved and no more. Nothing returns that may have arrived.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

STEPS = [("outbox", "released", "waiting"), ("outbox", "refused", "waiting"), ("order", "released", "approved")]
OF_TASKS = "outbox_id, release_id, notice_id, contact_id, returned_at"

FUNCTIONS = """
CREATE FUNCTION writ.may_have_arrived(of_notice uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    -- an attempt that is neither refused nor certainly without effect nor come back, or a word that it is there
    SELECT EXISTS (
        SELECT FROM writ.deliveries d WHERE d.notice_id = of_notice AND (
            d.result IN ('sent', 'found')
            OR d.result = 'handed' AND NOT EXISTS (
                SELECT FROM writ.delivery_reports WHERE notice_id = of_notice AND kind = 'failed'
                    AND collected_at >= d.started_at)
            OR coalesce(d.result, 'uncertain') = 'uncertain' AND NOT EXISTS (
                SELECT FROM writ.deliveries later WHERE later.notice_id = of_notice
                    AND later.started_at >= d.started_at AND later.result = 'not_there')))
        OR EXISTS (SELECT FROM writ.delivery_reports WHERE notice_id = of_notice AND kind = 'delivered')
        OR EXISTS (SELECT FROM writ.pushed_receipts WHERE notice_id = of_notice)
        OR EXISTS (SELECT FROM writ.confirmations WHERE notice_id = of_notice AND confirmed_by IS NOT NULL)
$$;

CREATE FUNCTION writ.is_still_due(of_order uuid, kind text) RETURNS boolean LANGUAGE sql STABLE AS $$
    -- whether the platform is still to be told this, now that the order may have been reversed
    SELECT CASE WHEN kind IN ('order', 'clarification', 'reminder')
                THEN NOT EXISTS (SELECT FROM writ.reversals WHERE order_id = of_order)
                WHEN kind = 'restoration'
                THEN EXISTS (SELECT FROM writ.reversals WHERE order_id = of_order AND to_be_restored)
                ELSE kind <> 'announcement' END  -- which is asked for anew
$$;

CREATE FUNCTION writ.check_return() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    back writ.outbox;
BEGIN
    SELECT * INTO back FROM writ.outbox WHERE id = NEW.outbox_id FOR UPDATE;
    IF (NEW.release_id, NEW.notice_id) IS DISTINCT FROM (back.release_id, back.notice_id) THEN
        RAISE EXCEPTION 'return: that release did not let it go, or that notice does not carry it';
    END IF;
    IF NEW.person IS NULL THEN
        IF back.state <> 'released' OR writ.is_about_current_contact(back.release_id, back.platform)
           OR NEW.contact_id IS DISTINCT FROM (writ.current_contact(back.platform)).id THEN
            RAISE EXCEPTION 'return: it was not released for a contact that changed before it left (R16)';
        END IF;
        RETURN NEW;
    END IF;
    IF NOT (writ.holds_role(NEW.person, 'releaser') OR writ.holds_role(NEW.person, 'approver')) THEN
        RAISE EXCEPTION 'return: % is no active releaser or approver', NEW.person;
    END IF;
    IF back.state <> 'refused' THEN
        RAISE EXCEPTION 'return: it was not refused and did not come back';
    END IF;
    IF writ.may_have_arrived(NEW.notice_id) THEN
        RAISE EXCEPTION 'return: the platform has the notice, or may have it';
    END IF;
    IF NOT writ.is_still_due(back.order_id, back.notice_kind) THEN
        RAISE EXCEPTION 'return: the order was reversed, so the platform is not told this any more';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.carry_out_return() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.contact_id IS NOT NULL THEN
        UPDATE writ.notices SET voided_at = NEW.returned_at, void_because = 'contact_changed'
        WHERE id = NEW.notice_id AND voided_at IS NULL;
    END IF;
    UPDATE writ.outbox SET state = 'waiting', release_id = NULL, notice_id = NULL, retry_at = NULL,
        ask_after = NEW.returned_at WHERE id = NEW.outbox_id;
    UPDATE writ.orders o SET state = 'approved', released_at = NULL FROM writ.outbox back
    WHERE back.id = NEW.outbox_id AND back.notice_kind = 'order' AND o.id = back.order_id AND o.state = 'released';
    RETURN NULL;
END $$;

CREATE FUNCTION writ.check_returned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM writ.returns WHERE outbox_id = OLD.id AND release_id = OLD.release_id
                   AND notice_id IS NOT DISTINCT FROM OLD.notice_id)
       OR NEW.release_id IS NOT NULL OR NEW.notice_id IS NOT NULL THEN
        RAISE EXCEPTION 'outbox: what was released waits again for a reason on record, and for a new release';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.check_order_returned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.released_at IS NOT NULL OR NOT EXISTS (
        SELECT FROM writ.outbox WHERE order_id = NEW.id AND notice_kind = 'order' AND state = 'waiting') THEN
        RAISE EXCEPTION 'order: its notice does not wait for a release';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION writ.acted_on(person text, of_order uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    -- whether a person had a part in an order, or in anything that led to it or followed from it, but its appeals
    SELECT EXISTS (SELECT FROM writ.orders o JOIN writ.decisions d ON d.case_id = o.case_id
                   WHERE o.id = of_order AND d.drafted_by = person)
        OR EXISTS (SELECT FROM writ.orders o JOIN writ.approvals a ON a.id = o.approval_id
                   WHERE o.id = of_order AND a.approver = person)
        OR EXISTS (SELECT FROM writ.orders o JOIN writ.case_acts c ON c.case_id = o.case_id
                   WHERE o.id = of_order AND c.person = acted_on.person)
        OR EXISTS (SELECT FROM writ.outbox n JOIN writ.releases r ON r.id = n.release_id
                   WHERE n.order_id = of_order AND r.answered_by = person)
        OR EXISTS (SELECT FROM writ.outbox n JOIN writ.returns b ON b.outbox_id = n.id
                   JOIN writ.releases r ON r.id = b.release_id
                   WHERE n.order_id = of_order AND acted_on.person IN (b.person, r.answered_by))
        OR EXISTS (SELECT FROM writ.reviews WHERE order_id = of_order AND reviewer = person)
$$;
"""


def upgrade() -> None:
    op.create_table(
        "returns",
        sa.Column("outbox_id", sa.Uuid(), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=True),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("num_nonnulls(contact_id, person) = 1", name=op.f("ck_returns_one_cause")),
        sa.CheckConstraint("(person IS NULL) = (reasons IS NULL)", name=op.f("ck_returns_person_says_why")),
        sa.CheckConstraint("btrim(reasons) <> ''", name=op.f("ck_returns_reasons_say_something")),
        sa.CheckConstraint("person IS NULL OR notice_id IS NOT NULL", name=op.f("ck_returns_mended_is_of_a_notice")),
        sa.ForeignKeyConstraint(["outbox_id"], ["writ.outbox.id"], name=op.f("fk_returns_outbox_id")),
        sa.ForeignKeyConstraint(["release_id"], ["writ.releases.id"], name=op.f("fk_returns_release_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["writ.notices.id"], name=op.f("fk_returns_notice_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["writ.platform_contacts.id"], name=op.f("fk_returns_contact_id")),
        sa.ForeignKeyConstraint(["person"], ["writ.people.id"], name=op.f("fk_returns_person")),
        sa.PrimaryKeyConstraint("outbox_id", "release_id", name=op.f("pk_returns")),
        schema="writ",
    )
    op.create_index(op.f("ix_returns_notice_id"), "returns", ["notice_id"], schema="writ")
    for machine, before, after in STEPS:
        op.execute(f"INSERT INTO writ.allowed_transitions VALUES ('{machine}', '{before}', '{after}')")
    op.execute(FUNCTIONS)
    _trigger("returns", "append_only", "BEFORE UPDATE OR DELETE", "refuse_change()")
    _trigger("returns", "lawful", "BEFORE INSERT", "check_return()")
    _trigger("returns", "carried_out", "AFTER INSERT", "carry_out_return()")
    again = "OLD.state IN ('released', 'refused') AND NEW.state = 'waiting'"
    _trigger("outbox", "waits_again_for_a_reason", "BEFORE UPDATE", "check_returned()", again)
    not_released = "OLD.state = 'released' AND NEW.state = 'approved'"
    _trigger("orders", "released_anew", "BEFORE UPDATE", "check_order_returned()", not_released)
    op.execute("CREATE TRIGGER no_truncate BEFORE TRUNCATE ON writ.returns EXECUTE FUNCTION writ.refuse_change()")
    op.execute("ALTER TABLE writ.returns ENABLE ALWAYS TRIGGER no_truncate")
    op.execute("GRANT SELECT ON writ.returns TO writ_worker, writ_docket")
    op.execute(f"GRANT INSERT ({OF_TASKS}) ON writ.returns TO writ_worker")
    op.execute("GRANT INSERT ON writ.returns TO writ_docket")


def downgrade() -> None:
    raise NotImplementedError("guards are not taken away; restore a backup instead")


def _trigger(table: str, name: str, when: str, function: str, condition: str = "true") -> None:
    op.execute(
        f"CREATE TRIGGER {name} {when} ON writ.{table} FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION writ.{function}"
    )
    op.execute(f"ALTER TABLE writ.{table} ENABLE ALWAYS TRIGGER {name}")
