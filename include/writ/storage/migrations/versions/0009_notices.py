"""Notices: what a platform gets as one message, with the orders or the follow-up that it carries.

A notice carries what was sealed, unchanged, on a cover to the contact in force, and leaves when all that it says is
released and it is signed. Numbers of one authority and year have no gaps. One that the platform certainly does not have
can be made void; what it carried then goes with another.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SEALED = "id, order_id, announcement_id, day, platform, notice_kind, version, document, document_sha256"
CONFIRMED = "'confirmed_by', 'confirmed_at'"
WRITTEN_ONCE = "'signature', 'pdf_sha256', 'voided_at', 'void_because'"
FUNCTIONS = """
CREATE FUNCTION writ.check_notice_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext(format('writ.notices.%s.%s.%s', NEW.authority, NEW.is_specimen, NEW.year)));
    IF NEW.position <> (SELECT coalesce(max(position), 0) + 1 FROM writ.notices
                        WHERE authority = NEW.authority AND is_specimen = NEW.is_specimen AND year = NEW.year) THEN
        RAISE EXCEPTION 'notice: its number is not the next one of % in %', NEW.authority, NEW.year;
    END IF;
    NEW.signature := NULL;
    NEW.pdf_sha256 := NULL;
    NEW.voided_at := NULL;
    NEW.void_because := NULL;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.check_void_notice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM writ.deliveries d WHERE d.notice_id = NEW.id
               AND (d.result IN ('sent', 'handed', 'found') OR coalesce(d.result, 'uncertain') = 'uncertain'
                    AND NOT EXISTS (SELECT FROM writ.deliveries later WHERE later.notice_id = d.notice_id
                                    AND later.started_at >= d.started_at AND later.result = 'not_there'))) THEN
        RAISE EXCEPTION 'notice: the platform has it, or may have it';
    END IF;
    IF NEW.void_because = 'contact_changed' AND (writ.current_contact(NEW.platform)).email
       = convert_from(NEW.document, 'UTF8')::jsonb #>> '{addressee,contact_point}' THEN
        RAISE EXCEPTION 'notice: it names the contact in force';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.check_in_notice() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    notice writ.notices;
    says jsonb;
BEGIN
    IF OLD.notice_id IS NOT NULL AND NEW.notice_id IS DISTINCT FROM OLD.notice_id
       AND NOT EXISTS (SELECT FROM writ.notices WHERE id = OLD.notice_id AND voided_at IS NOT NULL)
       AND NOT EXISTS (SELECT FROM writ.returns WHERE outbox_id = OLD.id AND notice_id = OLD.notice_id) THEN
        RAISE EXCEPTION 'outbox: it goes with the notice that carries it, until that is void or came back';
    END IF;
    SELECT * INTO notice FROM writ.notices WHERE id = NEW.notice_id;
    IF NEW.notice_id IS DISTINCT FROM OLD.notice_id AND NEW.notice_id IS NOT NULL THEN
        says := convert_from(notice.document, 'UTF8')::jsonb;
        IF NOT EXISTS (SELECT FROM jsonb_array_elements(says -> 'items') item
                       WHERE item = convert_from(NEW.document, 'UTF8')::jsonb
                         AND notice.platform = NEW.platform AND notice.notice_kind = NEW.notice_kind) THEN
            RAISE EXCEPTION 'outbox: the notice does not say what was sealed';
        END IF;
        IF says #>> '{addressee,contact_point}' IS DISTINCT FROM (writ.current_contact(NEW.platform)).email THEN
            RAISE EXCEPTION 'outbox: the notice does not name the contact that two persons registered (R16)';
        END IF;
    END IF;
    IF NEW.state = 'sending' AND OLD.state <> 'sending'
       AND (notice.signature IS NULL OR notice.voided_at IS NOT NULL) THEN
        RAISE EXCEPTION 'outbox: no notice that is whole and signed carries it';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.check_whole_notice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF jsonb_array_length(convert_from(NEW.document, 'UTF8')::jsonb -> 'items')
       <> (SELECT count(*) FROM writ.outbox WHERE notice_id = NEW.id) THEN
        RAISE EXCEPTION 'notice: it is signed when all that it says goes with it';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.check_confirmation() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    who text := CASE TG_OP WHEN 'INSERT' THEN NEW.typed_by ELSE NEW.confirmed_by END;
BEGIN
    IF TG_OP = 'INSERT' AND NEW.confirmed_by IS NOT NULL THEN
        RAISE EXCEPTION 'confirmation: it is confirmed by another person, afterwards';
    END IF;
    IF NOT writ.holds_role(who, 'releaser') THEN
        RAISE EXCEPTION 'confirmation: % is no active releaser', who;
    END IF;
    IF NOT EXISTS (SELECT FROM writ.outbox WHERE notice_id = NEW.notice_id AND state IN ('handed', 'uncertain')) THEN
        RAISE EXCEPTION 'confirmation: this notice waits for none';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.check_attempt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM writ.outbox WHERE id = NEW.outbox_id AND notice_id = NEW.notice_id) THEN
        RAISE EXCEPTION 'delivery: that notice does not carry it';
    END IF;
    RETURN NEW;
END $$;
"""


def upgrade() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("notice_kind", sa.Text(), nullable=False),
        sa.Column("is_specimen", sa.Boolean(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("document_sha256", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=True),
        sa.Column("pdf_sha256", sa.Text(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_because", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "notice_kind IN ('order', 'clarification', 'reminder', 'restoration', 'appeal_receipt', 'appeal_decision', 'announcement')",
            name=op.f("ck_notices_notice_kind_known"),
        ),
        sa.CheckConstraint("document_sha256 ~ '^[0-9a-f]{64}$'", name=op.f("ck_notices_document_sha256_is_sha256")),
        sa.CheckConstraint("pdf_sha256 ~ '^[0-9a-f]{64}$'", name=op.f("ck_notices_pdf_sha256_is_sha256")),
        sa.CheckConstraint("(signature IS NULL) = (pdf_sha256 IS NULL)", name=op.f("ck_notices_both_are_signed")),
        sa.CheckConstraint(
            "void_because IN ('reversed', 'contact_changed')", name=op.f("ck_notices_void_because_known")
        ),
        sa.CheckConstraint("(voided_at IS NULL) = (void_because IS NULL)", name=op.f("ck_notices_void_for_a_reason")),
        sa.ForeignKeyConstraint(["platform"], ["writ.platforms.name"], name=op.f("fk_notices_platform")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("number", name=op.f("uq_notices_number")),
        sa.UniqueConstraint(
            "authority",
            "is_specimen",
            "year",
            "position",
            name=op.f("uq_notices_authority_is_specimen_year_position"),
        ),
        schema="writ",
    )
    _on_the_way()
    for table, is_nullable in (("outbox", True), ("deliveries", False)):
        op.add_column(table, sa.Column("notice_id", sa.Uuid(), nullable=is_nullable), schema="writ")
        op.create_foreign_key(
            op.f(f"fk_{table}_notice_id"),
            table,
            "notices",
            ["notice_id"],
            ["id"],
            source_schema="writ",
            referent_schema="writ",
        )
        op.create_index(op.f(f"ix_{table}_notice_id"), table, ["notice_id"], schema="writ")
    op.create_index(op.f("ix_deliveries_receipt_id"), "deliveries", ["receipt_id"], schema="writ")
    op.create_index(
        "ix_outbox_cancelled", "outbox", ["platform"], schema="writ", postgresql_where="state = 'cancelled'"
    )
    op.execute(FUNCTIONS)
    op.execute("DROP TRIGGER only_its_course ON writ.outbox")
    course = "'state', 'release_id', 'ask_after', 'retry_at', 'attempts', 'notice_id'"
    # it is not looked at where no statement names it: its document is large, and it takes many steps
    _trigger("outbox", "only_its_course", f"BEFORE UPDATE OF {SEALED}", f"refuse_other_columns({course})")
    is_put = "NEW.notice_id IS DISTINCT FROM OLD.notice_id OR NEW.state = 'sending' AND OLD.state <> 'sending'"
    _trigger("outbox", "in_a_notice", "BEFORE UPDATE", "check_in_notice()", is_put)
    _trigger("deliveries", "of_its_notice", "BEFORE INSERT", "check_attempt()")
    _trigger("notices", "next_number", "BEFORE INSERT", "check_notice_number()")
    _trigger("notices", "no_delete", "BEFORE DELETE", "refuse_change()")
    _trigger("notices", "only_its_course", "BEFORE UPDATE", f"refuse_other_columns({WRITTEN_ONCE})")
    _trigger("notices", "written_once", "BEFORE UPDATE", f"refuse_second_value({WRITTEN_ONCE})")
    # what goes with a signed notice stays with it until it is void, so this is looked at once
    is_signed = "OLD.signature IS NULL AND NEW.signature IS NOT NULL"
    _trigger("notices", "signed_whole", "BEFORE UPDATE", "check_whole_notice()", is_signed)
    _trigger("notices", "void", "BEFORE UPDATE OF voided_at", "check_void_notice()")
    op.execute("CREATE TRIGGER no_truncate BEFORE TRUNCATE ON writ.notices EXECUTE FUNCTION writ.refuse_change()")
    op.execute("ALTER TABLE writ.notices ENABLE ALWAYS TRIGGER no_truncate")
    op.execute("GRANT SELECT ON writ.notices TO writ_worker, writ_docket")
    op.execute("GRANT INSERT, UPDATE (signature, pdf_sha256, voided_at, void_because) ON writ.notices TO writ_worker")
    op.execute("GRANT UPDATE (notice_id) ON writ.outbox TO writ_worker")
    _trigger("delivery_reports", "append_only", "BEFORE UPDATE OR DELETE", "refuse_change()")
    _trigger("confirmations", "no_delete", "BEFORE DELETE", "refuse_change()")
    _trigger("confirmations", "only_its_course", "BEFORE UPDATE", f"refuse_other_columns({CONFIRMED})")
    _trigger("confirmations", "written_once", "BEFORE UPDATE", f"refuse_second_value({CONFIRMED})")
    _trigger("confirmations", "by_releasers", "BEFORE INSERT OR UPDATE", "check_confirmation()")
    for table in ("delivery_reports", "report_cursors", "confirmations", "outages"):
        op.execute(f"GRANT SELECT ON writ.{table} TO writ_worker, writ_docket")
    op.execute("GRANT INSERT ON writ.delivery_reports TO writ_worker")
    op.execute("GRANT INSERT, UPDATE (cursor) ON writ.report_cursors TO writ_worker")
    op.execute("GRANT INSERT, UPDATE (failures, until), DELETE ON writ.outages TO writ_worker")
    op.execute("GRANT INSERT, UPDATE (confirmed_by, confirmed_at) ON writ.confirmations TO writ_docket")


def _on_the_way() -> None:
    """What came back about notices, what people confirmed, and which platforms are away."""
    op.create_table(
        "delivery_reports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("report_id", sa.Text(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("collected_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('delivered', 'delayed', 'failed', 'auto_reply')", name=op.f("ck_delivery_reports_kind_known")
        ),
        sa.ForeignKeyConstraint(["platform"], ["writ.platforms.name"], name=op.f("fk_delivery_reports_platform")),
        sa.ForeignKeyConstraint(["notice_id"], ["writ.notices.id"], name=op.f("fk_delivery_reports_notice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_reports")),
        sa.UniqueConstraint("platform", "report_id", name=op.f("uq_delivery_reports_platform_report_id")),
        schema="writ",
    )
    op.create_index(op.f("ix_delivery_reports_notice_id"), "delivery_reports", ["notice_id"], schema="writ")
    op.create_table(
        "report_cursors",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("cursor", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["platform"], ["writ.platforms.name"], name=op.f("fk_report_cursors_platform")),
        sa.PrimaryKeyConstraint("platform", name=op.f("pk_report_cursors")),
        schema="writ",
    )
    op.create_table(
        "confirmations",
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("typed_by", sa.Text(), nullable=False),
        sa.Column("typed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("btrim(number) <> ''", name=op.f("ck_confirmations_has_number")),
        sa.CheckConstraint("received_at <= typed_at", name=op.f("ck_confirmations_not_in_the_future")),
        sa.CheckConstraint("confirmed_by <> typed_by", name=op.f("ck_confirmations_by_two_people")),
        sa.CheckConstraint(
            "(confirmed_by IS NULL) = (confirmed_at IS NULL)", name=op.f("ck_confirmations_confirmed_by_has_a_time")
        ),
        sa.CheckConstraint("confirmed_at >= typed_at", name=op.f("ck_confirmations_confirmed_after_it_was_typed")),
        sa.ForeignKeyConstraint(["notice_id"], ["writ.notices.id"], name=op.f("fk_confirmations_notice_id")),
        sa.ForeignKeyConstraint(["typed_by"], ["writ.people.id"], name=op.f("fk_confirmations_typed_by")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["writ.people.id"], name=op.f("fk_confirmations_confirmed_by")),
        sa.PrimaryKeyConstraint("notice_id", "version", name=op.f("pk_confirmations")),
        schema="writ",
    )
    op.create_table(
        "outages",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("failures > 0", name=op.f("ck_outages_has_failed")),
        sa.ForeignKeyConstraint(["platform"], ["writ.platforms.name"], name=op.f("fk_outages_platform")),
        sa.PrimaryKeyConstraint("platform", name=op.f("pk_outages")),
        schema="writ",
    )


def downgrade() -> None:
    raise NotImplementedError("guards are not taken away; restore a backup instead")


def _trigger(table: str, name: str, when: str, function: str, condition: str = "true") -> None:
    op.execute(
        f"CREATE TRIGGER {name} {when} ON writ.{table} FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION writ.{function}"
    )
    op.execute(f"ALTER TABLE writ.{table} ENABLE ALWAYS TRIGGER {name}")
