"""Tables of the daily chain."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("pack", sa.Text(), nullable=False),
        sa.Column("pack_version", sa.Text(), nullable=False),
        sa.Column("pack_sha256", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("provision", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column("territory", sa.Text(), nullable=False),
        sa.Column("deadline_hours", sa.Integer(), nullable=False),
        sa.Column("review_after_days", sa.Integer(), nullable=False),
        sa.Column("redress_platform", sa.Text(), nullable=False),
        sa.Column("redress_author", sa.Text(), nullable=False),
        sa.Column("elements", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("requires", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("incites", sa.Boolean(), nullable=False),
        sa.Column("to_be_written", sa.Text(), nullable=False),
        sa.CheckConstraint("pack_sha256 ~ '^[0-9a-f]{64}$'", name=op.f("ck_bases_pack_sha256_is_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bases")),
        sa.UniqueConstraint("pack_sha256", "ground", name=op.f("uq_bases_pack_sha256_ground")),
        schema="writ",
    )
    op.create_table(
        "content_items",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("content_id", sa.Text(), nullable=False),
        sa.Column("canonical_url", sa.Text(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "canonical_url LIKE 'https://_%/_%' AND canonical_url NOT LIKE '%*%' AND split_part(canonical_url, '/', 3) <> '' AND split_part(canonical_url, '/', 3) NOT LIKE '%?%' AND split_part(canonical_url, '/', 3) NOT LIKE '%#%'",
            name=op.f("ck_content_items_url_names_content"),
        ),
        sa.CheckConstraint(
            "kind IN ('post', 'comment', 'reply', 'photo', 'album', 'video', 'clip', 'audio', 'story', 'live', 'note', 'topic', 'article', 'playlist', 'document', 'event', 'ad')",
            name=op.f("ck_content_items_kind_known"),
        ),
        sa.CheckConstraint("platform ~ '^[a-z][a-z0-9_]*$'", name=op.f("ck_content_items_platform_is_name")),
        sa.CheckConstraint(
            "uuid_send(id) = set_byte(set_byte(substr(sha256(convert_to(platform || ':' || kind || ':' || content_id, 'UTF8')), 1, 16), 6, 128), 8, 128)",
            name=op.f("ck_content_items_id_names_content"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_items")),
        schema="writ",
    )
    op.create_table(
        "ledger",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("data", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.CheckConstraint("hash ~ '^[0-9a-f]{64}$'", name=op.f("ck_ledger_hash_is_sha256")),
        sa.CheckConstraint("previous ~ '^[0-9a-f]{64}$'", name=op.f("ck_ledger_previous_is_sha256")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_ledger")),
        sa.UniqueConstraint("hash", name=op.f("uq_ledger_hash")),
        schema="writ",
    )
    op.create_index(op.f("ix_ledger_subject"), "ledger", ["subject"], unique=False, schema="writ")
    op.create_table(
        "order_numbers",
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("authority", "year", name=op.f("pk_order_numbers")),
        schema="writ",
    )
    op.create_table(
        "people",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("roles", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("name <> '' AND post <> ''", name=op.f("ck_people_named_with_post")),
        sa.CheckConstraint(
            "roles <@ ARRAY['drafter', 'approver', 'releaser', 'law_reviewer', 'auditor', 'engineer']::text[]",
            name=op.f("ck_people_roles_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        schema="writ",
    )
    op.create_table(
        "platforms",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("contact_point", sa.Text(), nullable=False),
        sa.Column("languages", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("connection_id", sa.Text(), nullable=False),
        sa.CheckConstraint("contact_point <> ''", name=op.f("ck_platforms_has_contact_point")),
        sa.CheckConstraint("name ~ '^[a-z][a-z0-9_]*$'", name=op.f("ck_platforms_name_is_name")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_platforms")),
        schema="writ",
    )
    op.create_table(
        "reconciliations",
        sa.Column("book_day", sa.Date(), nullable=False),
        sa.Column("cohort_day", sa.Date(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("cutoff_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counts", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("gaps", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("book_day", "cohort_day", "platform", name=op.f("pk_reconciliations")),
        schema="writ",
    )
    op.create_table(
        "sources",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("connection_id", sa.Text(), nullable=False),
        sa.Column("layout", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("pull", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("patience_hours", sa.Integer(), nullable=False),
        sa.Column("max_bad_share", sa.Double(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("max_bad_share BETWEEN 0 AND 1", name=op.f("ck_sources_bad_share_is_a_share")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sources")),
        sa.UniqueConstraint("connection_id", name=op.f("uq_sources_connection_id")),
        schema="writ",
    )
    op.create_table(
        "batches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("blob", sa.Text(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("modified", sa.Text(), nullable=True),
        sa.Column("size_bytes", sa.BigInteger(), nullable=True),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("layout_sha256", sa.Text(), nullable=True),
        sa.Column("reading", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("validated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_count", sa.Integer(), nullable=True),
        sa.Column("accepted", sa.Integer(), nullable=True),
        sa.Column("quarantined", sa.Integer(), nullable=True),
        sa.Column("duplicates", sa.Integer(), nullable=True),
        sa.Column("profile", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("refusal", sa.Text(), nullable=True),
        sa.Column("docs", sa.Text(), nullable=True),
        sa.Column("let_in_by", sa.Text(), nullable=True),
        sa.Column("let_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'missing') = (sha256 IS NULL)", name=op.f("ck_batches_missing_has_no_file")),
        sa.CheckConstraint("(state = 'opened') = (opened_at IS NOT NULL)", name=op.f("ck_batches_opened_has_a_time")),
        sa.CheckConstraint("(state = 'refused') = (refusal IS NOT NULL)", name=op.f("ck_batches_refused_says_why")),
        sa.CheckConstraint("layout_sha256 ~ '^[0-9a-f]{64}$'", name=op.f("ck_batches_layout_sha256_is_sha256")),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name=op.f("ck_batches_sha256_is_sha256")),
        sa.CheckConstraint(
            "state IN ('stored', 'validated', 'held', 'opened', 'refused', 'missing', 'superseded')",
            name=op.f("ck_batches_state_known"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('validated', 'held', 'opened') OR (row_count = accepted + quarantined AND duplicates BETWEEN 0 AND accepted)",
            name=op.f("ck_batches_every_row_accounted_for"),
        ),
        sa.CheckConstraint("(let_in_by IS NULL) = (let_in_at IS NULL)", name=op.f("ck_batches_let_in_by_someone")),
        sa.ForeignKeyConstraint(["let_in_by"], ["writ.people.id"], name=op.f("fk_batches_let_in_by")),
        sa.ForeignKeyConstraint(["source"], ["writ.sources.name"], name=op.f("fk_batches_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batches")),
        sa.UniqueConstraint("source", "day", "sha256", name=op.f("uq_batches_source_day_sha256")),
        sa.UniqueConstraint("source", "day", "version", name=op.f("uq_batches_source_day_version")),
        schema="writ",
    )
    op.create_index(op.f("ix_batches_day"), "batches", ["day"], unique=False, schema="writ")
    op.create_table(
        "cases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("content_item_id", sa.Uuid(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("reappearance_of", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("basis_id", sa.Uuid(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_day", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_source", sa.Text(collation="C"), nullable=True),
        sa.Column("opened_by_ref", sa.Text(collation="C"), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("basis_id IS NOT NULL OR state = 'open'", name=op.f("ck_cases_nothing_without_a_proposal")),
        sa.CheckConstraint(
            "jurisdiction BETWEEN 'AA' AND 'ZZ' AND length(jurisdiction) = 2",
            name=op.f("ck_cases_jurisdiction_is_one_country"),
        ),
        sa.CheckConstraint(
            "state IN ('open', 'proposed', 'drafted', 'law_review', 'declined', 'ordered', 'closed')",
            name=op.f("ck_cases_state_known"),
        ),
        sa.CheckConstraint(
            "uuid_send(id) = set_byte(set_byte(substr(uuid_send(content_item_id), 1, 8) || substr(sha256(convert_to(encode(uuid_send(content_item_id), 'hex') || ':' || ground || ':' || jurisdiction || ':' || occurrence, 'UTF8')), 1, 8), 6, 128), 8, 128)",
            name=op.f("ck_cases_id_names_case"),
        ),
        sa.CheckConstraint("(basis_id IS NULL) = (proposed_at IS NULL)", name=op.f("ck_cases_proposal_has_a_time")),
        sa.CheckConstraint(
            "(occurrence = 1) = (reappearance_of IS NULL)", name=op.f("ck_cases_later_occurrence_names_earlier")
        ),
        sa.CheckConstraint(
            "(opened_by_source IS NULL) = (opened_by_ref IS NULL)", name=op.f("ck_cases_opener_is_named_in_full")
        ),
        sa.CheckConstraint(
            "opened_by_ref IS NOT NULL OR reappearance_of IS NOT NULL", name=op.f("ck_cases_opened_for_a_reason")
        ),
        sa.ForeignKeyConstraint(["basis_id"], ["writ.bases.id"], name=op.f("fk_cases_basis_id")),
        sa.ForeignKeyConstraint(["content_item_id"], ["writ.content_items.id"], name=op.f("fk_cases_content_item_id")),
        sa.ForeignKeyConstraint(["reappearance_of"], ["writ.cases.id"], name=op.f("fk_cases_reappearance_of")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        schema="writ",
    )
    op.create_index(
        "ix_cases_opened_day", "cases", ["opened_day"], unique=False, schema="writ", postgresql_using="brin"
    )
    op.create_index(
        "ix_cases_reappearance_of",
        "cases",
        ["reappearance_of"],
        unique=False,
        schema="writ",
        postgresql_where="reappearance_of IS NOT NULL",
    )
    op.create_index(
        "ix_cases_state_opened_day",
        "cases",
        ["state", "opened_day"],
        unique=False,
        schema="writ",
        postgresql_where="state NOT IN ('open', 'proposed')",
    )
    op.create_table(
        "pack_adoptions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("pack", sa.Text(), nullable=False),
        sa.Column("pack_version", sa.Text(), nullable=False),
        sa.Column("pack_sha256", sa.Text(), nullable=False),
        sa.Column("adopted_by", sa.Text(), nullable=False),
        sa.Column("adopted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("pack_sha256 ~ '^[0-9a-f]{64}$'", name=op.f("ck_pack_adoptions_pack_sha256_is_sha256")),
        sa.ForeignKeyConstraint(["adopted_by"], ["writ.people.id"], name=op.f("fk_pack_adoptions_adopted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack_adoptions")),
        sa.UniqueConstraint("pack", "pack_sha256", name=op.f("uq_pack_adoptions_pack_pack_sha256")),
        schema="writ",
    )
    op.create_table(
        "releases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("asked_by_run", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("summary", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'asked') = (answered_by IS NULL)", name=op.f("ck_releases_answer_has_a_giver")),
        sa.CheckConstraint("digest ~ '^[0-9a-f]{64}$'", name=op.f("ck_releases_digest_is_sha256")),
        sa.CheckConstraint("state IN ('asked', 'released', 'held', 'withdrawn')", name=op.f("ck_releases_state_known")),
        sa.CheckConstraint("(answered_by IS NULL) = (answered_at IS NULL)", name=op.f("ck_releases_answer_has_a_time")),
        sa.ForeignKeyConstraint(["answered_by"], ["writ.people.id"], name=op.f("fk_releases_answered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_releases")),
        sa.UniqueConstraint("asked_by_run", name=op.f("uq_releases_asked_by_run")),
        schema="writ",
    )
    op.create_table(
        "batch_checks",
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("is_met", sa.Boolean(), nullable=False),
        sa.Column("checked", sa.Integer(), nullable=False),
        sa.Column("broken", sa.Integer(), nullable=False),
        sa.Column("observed", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint("scope IN ('row', 'batch')", name=op.f("ck_batch_checks_scope_known")),
        sa.CheckConstraint("broken BETWEEN 0 AND checked", name=op.f("ck_batch_checks_broken_are_of_the_checked")),
        sa.ForeignKeyConstraint(["batch_id"], ["writ.batches.id"], name=op.f("fk_batch_checks_batch_id")),
        sa.PrimaryKeyConstraint("batch_id", "rule", name=op.f("pk_batch_checks")),
        schema="writ",
    )
    op.create_table(
        "decisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("pack", sa.Text(), nullable=False),
        sa.Column("pack_version", sa.Text(), nullable=False),
        sa.Column("pack_sha256", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("provision", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column("territory", sa.Text(), nullable=False),
        sa.Column("deadline_hours", sa.Integer(), nullable=False),
        sa.Column("review_after_days", sa.Integer(), nullable=False),
        sa.Column("redress_platform", sa.Text(), nullable=False),
        sa.Column("redress_author", sa.Text(), nullable=False),
        sa.Column("elements", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("requires", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("incites", sa.Boolean(), nullable=False),
        sa.Column("evidence", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("worksheet", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("drafted_by", sa.Text(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("draft_hash", sa.Text(), nullable=False),
        sa.CheckConstraint("draft_hash ~ '^[0-9a-f]{64}$'", name=op.f("ck_decisions_draft_hash_is_sha256")),
        sa.CheckConstraint("pack_sha256 ~ '^[0-9a-f]{64}$'", name=op.f("ck_decisions_pack_sha256_is_sha256")),
        sa.CheckConstraint("provision <> '' AND authority <> ''", name=op.f("ck_decisions_has_legal_basis")),
        sa.CheckConstraint("redress_platform <> '' AND redress_author <> ''", name=op.f("ck_decisions_has_redress")),
        sa.CheckConstraint("territory ~ '^[A-Z]{2}$'", name=op.f("ck_decisions_territory_is_one_country")),
        sa.CheckConstraint("cardinality(evidence) > 0", name=op.f("ck_decisions_has_evidence")),
        sa.CheckConstraint(
            "deadline_hours > 0 AND review_after_days > 0", name=op.f("ck_decisions_has_deadline_and_review")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["writ.cases.id"], name=op.f("fk_decisions_case_id")),
        sa.ForeignKeyConstraint(["drafted_by"], ["writ.people.id"], name=op.f("fk_decisions_drafted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sa.UniqueConstraint("case_id", "version", name=op.f("uq_decisions_case_id_version")),
        schema="writ",
    )
    op.create_index("ix_decisions_reasons", "decisions", [sa.literal_column("md5(reasons)")], schema="writ")
    op.create_table(
        "evidence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('finding_row', 'capture', 'probe')", name=op.f("ck_evidence_kind_known")),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name=op.f("ck_evidence_sha256_is_sha256")),
        sa.ForeignKeyConstraint(["case_id"], ["writ.cases.id"], name=op.f("fk_evidence_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("case_id", "kind", "sha256", name=op.f("uq_evidence_case_id_kind_sha256")),
        schema="writ",
    )
    op.create_table(
        "openings",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("draft_hash", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("draft_hash ~ '^[0-9a-f]{64}$'", name=op.f("ck_openings_draft_hash_is_sha256")),
        sa.ForeignKeyConstraint(["case_id"], ["writ.cases.id"], name=op.f("fk_openings_case_id")),
        sa.ForeignKeyConstraint(["person"], ["writ.people.id"], name=op.f("fk_openings_person")),
        sa.PrimaryKeyConstraint("case_id", "person", "draft_hash", name=op.f("pk_openings")),
        schema="writ",
    )
    op.create_table(
        "findings",
        sa.Column("finding_ref", sa.Text(collation="C"), nullable=False),
        sa.Column("source", sa.Text(collation="C"), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("opens_case", sa.Boolean(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("detected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("excerpt", sa.Text(), nullable=False),
        sa.Column("capture_sha256", sa.LargeBinary(), nullable=True),
        sa.Column("row_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("taken_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("octet_length(capture_sha256) = 32", name=op.f("ck_findings_capture_sha256_is_digest")),
        sa.CheckConstraint("octet_length(row_sha256) = 32", name=op.f("ck_findings_row_sha256_is_digest")),
        sa.ForeignKeyConstraint(["batch_id"], ["writ.batches.id"], name=op.f("fk_findings_batch_id")),
        sa.ForeignKeyConstraint(["case_id"], ["writ.cases.id"], name=op.f("fk_findings_case_id")),
        sa.PrimaryKeyConstraint("finding_ref", "source", name=op.f("pk_findings")),
        schema="writ",
    )
    op.create_index(
        "ix_findings_batch_id", "findings", ["batch_id"], unique=False, schema="writ", postgresql_using="brin"
    )
    op.create_index("ix_findings_day", "findings", ["day"], unique=False, schema="writ", postgresql_using="brin")
    op.create_index(
        "ix_findings_joined", "findings", ["case_id"], unique=False, schema="writ", postgresql_where="NOT opens_case"
    )
    op.create_table(
        "quarantined_rows",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("raw", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("reasons", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("quarantined_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["writ.batches.id"], name=op.f("fk_quarantined_rows_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantined_rows")),
        sa.UniqueConstraint("batch_id", "row_number", name=op.f("uq_quarantined_rows_batch_id_row_number")),
        schema="writ",
    )
    op.create_table(
        "approvals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("approver", sa.Text(), nullable=False),
        sa.Column("draft_hash", sa.Text(), nullable=False),
        sa.Column("pack_version", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("draft_hash ~ '^[0-9a-f]{64}$'", name=op.f("ck_approvals_draft_hash_is_sha256")),
        sa.CheckConstraint("opened_at <= approved_at", name=op.f("ck_approvals_opened_first")),
        sa.ForeignKeyConstraint(["approver"], ["writ.people.id"], name=op.f("fk_approvals_approver")),
        sa.ForeignKeyConstraint(["decision_id"], ["writ.decisions.id"], name=op.f("fk_approvals_decision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_approvals_decision_id")),
        schema="writ",
    )
    op.create_table(
        "case_acts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=True),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("acted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "act IN ('declined', 'law_review', 'reopened', 'returned')", name=op.f("ck_case_acts_act_known")
        ),
        sa.CheckConstraint("btrim(reason) <> ''", name=op.f("ck_case_acts_says_why")),
        sa.ForeignKeyConstraint(["case_id"], ["writ.cases.id"], name=op.f("fk_case_acts_case_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["writ.decisions.id"], name=op.f("fk_case_acts_decision_id")),
        sa.ForeignKeyConstraint(["person"], ["writ.people.id"], name=op.f("fk_case_acts_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_acts")),
        sa.UniqueConstraint("case_id", "position", name=op.f("uq_case_acts_case_id_position")),
        schema="writ",
    )
    op.create_table(
        "quarantine_acts",
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("cells", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("reasons", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("acted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(act = 'corrected') = (cells IS NOT NULL)", name=op.f("ck_quarantine_acts_corrected_has_cells")
        ),
        sa.CheckConstraint(
            "(act = 'refused_again') = (reasons IS NOT NULL)", name=op.f("ck_quarantine_acts_refused_has_reasons")
        ),
        sa.CheckConstraint(
            "act IN ('accepted', 'refused_again') OR person IS NOT NULL",
            name=op.f("ck_quarantine_acts_people_are_named"),
        ),
        sa.CheckConstraint(
            "act IN ('corrected', 'set_aside', 'taken_up', 'accepted', 'refused_again')",
            name=op.f("ck_quarantine_acts_act_known"),
        ),
        sa.CheckConstraint("person IS NULL OR btrim(note) <> ''", name=op.f("ck_quarantine_acts_says_why")),
        sa.ForeignKeyConstraint(["person"], ["writ.people.id"], name=op.f("fk_quarantine_acts_person")),
        sa.ForeignKeyConstraint(["row_id"], ["writ.quarantined_rows.id"], name=op.f("fk_quarantine_acts_row_id")),
        sa.PrimaryKeyConstraint("row_id", "position", name=op.f("pk_quarantine_acts")),
        schema="writ",
    )
    op.create_table(
        "orders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("approval_id", sa.Uuid(), nullable=False),
        sa.Column("content_item_id", sa.Uuid(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("territory", sa.Text(), nullable=False),
        sa.Column("deadline_hours", sa.Integer(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("is_specimen", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("effected_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'effected') = (effected_at IS NOT NULL)", name=op.f("ck_orders_effected_has_time")
        ),
        sa.CheckConstraint(
            "(state IN ('approved', 'released')) = (received_at IS NULL)", name=op.f("ck_orders_sent_has_receipt")
        ),
        sa.CheckConstraint("state IN ('approved', 'released', 'sent', 'effected')", name=op.f("ck_orders_state_known")),
        sa.CheckConstraint("territory ~ '^[A-Z]{2}$'", name=op.f("ck_orders_territory_is_one_country")),
        sa.CheckConstraint("url ~ '^https://[^/?#*]+/[^*]+$'", name=op.f("ck_orders_url_names_content")),
        sa.CheckConstraint("(received_at IS NULL) = (due_at IS NULL)", name=op.f("ck_orders_clock_runs_from_receipt")),
        sa.CheckConstraint(
            "due_at = received_at + make_interval(hours => deadline_hours)",
            name=op.f("ck_orders_deadline_is_the_packs"),
        ),
        sa.ForeignKeyConstraint(["approval_id"], ["writ.approvals.id"], name=op.f("fk_orders_approval_id")),
        sa.ForeignKeyConstraint(["case_id"], ["writ.cases.id"], name=op.f("fk_orders_case_id")),
        sa.ForeignKeyConstraint(["content_item_id"], ["writ.content_items.id"], name=op.f("fk_orders_content_item_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["writ.decisions.id"], name=op.f("fk_orders_decision_id")),
        sa.ForeignKeyConstraint(["platform"], ["writ.platforms.name"], name=op.f("fk_orders_platform")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("approval_id", name=op.f("uq_orders_approval_id")),
        sa.UniqueConstraint("case_id", name=op.f("uq_orders_case_id")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_orders_decision_id")),
        sa.UniqueConstraint("number", name=op.f("uq_orders_number")),
        schema="writ",
    )
    op.create_index(
        "ix_orders_probed",
        "orders",
        ["sent_at"],
        unique=False,
        schema="writ",
        postgresql_where="state IN ('sent', 'effected')",
    )
    op.create_table(
        "discrepancies",
        sa.Column("book_day", sa.Date(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('said_done_still_available', 'done_without_answer', 'overdue', 'refused', 'unknown', 'reappeared')",
            name=op.f("ck_discrepancies_kind_known"),
        ),
        sa.ForeignKeyConstraint(["order_id"], ["writ.orders.id"], name=op.f("fk_discrepancies_order_id")),
        sa.ForeignKeyConstraint(["owner"], ["writ.people.id"], name=op.f("fk_discrepancies_owner")),
        sa.PrimaryKeyConstraint("book_day", "order_id", "kind", name=op.f("pk_discrepancies")),
        schema="writ",
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("notice_kind", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("document_sha256", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=True),
        sa.Column("ask_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.CheckConstraint("document_sha256 ~ '^[0-9a-f]{64}$'", name=op.f("ck_outbox_document_sha256_is_sha256")),
        sa.CheckConstraint("notice_kind IN ('order')", name=op.f("ck_outbox_notice_kind_known")),
        sa.CheckConstraint(
            "state = 'waiting' OR release_id IS NOT NULL", name=op.f("ck_outbox_nothing_leaves_without_release")
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'released', 'sending', 'sent', 'uncertain', 'refused')",
            name=op.f("ck_outbox_state_known"),
        ),
        sa.ForeignKeyConstraint(["order_id"], ["writ.orders.id"], name=op.f("fk_outbox_order_id")),
        sa.ForeignKeyConstraint(["platform"], ["writ.platforms.name"], name=op.f("fk_outbox_platform")),
        sa.ForeignKeyConstraint(["release_id"], ["writ.releases.id"], name=op.f("fk_outbox_release_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint(
            "order_id",
            "platform",
            "notice_kind",
            "version",
            name=op.f("uq_outbox_order_id_platform_notice_kind_version"),
        ),
        schema="writ",
    )
    op.create_index(
        "ix_outbox_pending",
        "outbox",
        ["platform"],
        unique=False,
        schema="writ",
        postgresql_where="state IN ('released', 'sending', 'uncertain')",
    )
    op.create_index(op.f("ix_outbox_release_id"), "outbox", ["release_id"], unique=False, schema="writ")
    op.create_index(
        "ix_outbox_waiting", "outbox", ["ask_after"], unique=False, schema="writ", postgresql_where="state = 'waiting'"
    )
    op.create_table(
        "probes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("slot", sa.DateTime(timezone=True), nullable=False),
        sa.Column("probed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("body_sha256", sa.Text(), nullable=True),
        sa.CheckConstraint("body_sha256 ~ '^[0-9a-f]{64}$'", name=op.f("ck_probes_body_sha256_is_sha256")),
        sa.CheckConstraint(
            "verdict IN ('available', 'removed', 'withheld', 'restricted', 'account_gone', 'unknown')",
            name=op.f("ck_probes_verdict_known"),
        ),
        sa.ForeignKeyConstraint(["order_id"], ["writ.orders.id"], name=op.f("fk_probes_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_probes")),
        sa.UniqueConstraint("order_id", "slot", name=op.f("uq_probes_order_id_slot")),
        schema="writ",
    )
    op.create_table(
        "responses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("answer_id", sa.Text(), nullable=False),
        sa.Column("notice_key", sa.Text(), nullable=True),
        sa.Column("order_number", sa.Text(), nullable=True),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("collected_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('acknowledged', 'removed', 'withheld', 'restricted', 'refused', 'clarification', 'not_found')",
            name=op.f("ck_responses_outcome_known"),
        ),
        sa.ForeignKeyConstraint(["order_id"], ["writ.orders.id"], name=op.f("fk_responses_order_id")),
        sa.ForeignKeyConstraint(["platform"], ["writ.platforms.name"], name=op.f("fk_responses_platform")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responses")),
        sa.UniqueConstraint("platform", "answer_id", name=op.f("uq_responses_platform_answer_id")),
        schema="writ",
    )
    op.create_index(
        "ix_responses_holding_pen",
        "responses",
        ["platform"],
        unique=False,
        schema="writ",
        postgresql_where="order_id IS NULL",
    )
    op.create_index(op.f("ix_responses_order_id"), "responses", ["order_id"], unique=False, schema="writ")
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("outbox_id", sa.Uuid(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("receipt_id", sa.Text(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(result IS NOT NULL AND result IN ('sent', 'found')) = (receipt_id IS NOT NULL)",
            name=op.f("ck_deliveries_sent_has_receipt"),
        ),
        sa.CheckConstraint(
            "result IN ('sent', 'found', 'busy', 'uncertain', 'refused')", name=op.f("ck_deliveries_result_known")
        ),
        sa.CheckConstraint("(finished_at IS NULL) = (result IS NULL)", name=op.f("ck_deliveries_finished_has_result")),
        sa.ForeignKeyConstraint(["outbox_id"], ["writ.outbox.id"], name=op.f("fk_deliveries_outbox_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("outbox_id", "attempt", name=op.f("uq_deliveries_outbox_id_attempt")),
        schema="writ",
    )


def downgrade() -> None:
    raise NotImplementedError("the first version has nothing to go back to; drop the database instead")
