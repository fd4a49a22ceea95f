"""Claims: who has which case in hand, for half an hour at most; and filters of the queue, with the indexes for them.

A claim is a working note. It decides nothing, so it is not in the ledger, where it would be one link of a chain that
every order waits for; what it said each time is kept beside it, by the database.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

FUNCTIONS = """
CREATE FUNCTION writ.check_claim() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.case_id <> OLD.case_id THEN
        RAISE EXCEPTION 'claim: it is of one case';
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.person <> OLD.person AND OLD.until > NEW.claimed_at THEN
        RAISE EXCEPTION 'claim: % holds the case', OLD.person;
    END IF;
    IF NOT (writ.holds_role(NEW.person, 'drafter') OR writ.holds_role(NEW.person, 'approver')
            OR writ.holds_role(NEW.person, 'law_reviewer')) THEN
        RAISE EXCEPTION 'claim: % does not decide on cases', NEW.person;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.keep_claim() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO writ.case_claim_notes (case_id, person, claimed_at, until)
    VALUES (NEW.case_id, NEW.person, NEW.claimed_at, NEW.until);
    RETURN NULL;
END $$;

CREATE FUNCTION writ.check_saved_filter() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('saved_filters ' || NEW.person, 0));
    IF (SELECT count(*) FROM writ.saved_filters WHERE person = NEW.person AND name <> NEW.name) >= 20 THEN
        RAISE EXCEPTION 'filter: a person keeps 20 at most; delete one first';
    END IF;
    RETURN NEW;
END $$;
"""


def upgrade() -> None:
    op.create_table(
        "case_claims",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "until >= claimed_at AND until <= claimed_at + make_interval(mins => 30)",
            name=op.f("ck_case_claims_until_is_within_half_an_hour"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["writ.cases.id"], name=op.f("fk_case_claims_case_id")),
        sa.ForeignKeyConstraint(["person"], ["writ.people.id"], name=op.f("fk_case_claims_person")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_claims")),
        schema="writ",
    )
    op.create_index("ix_case_claims_person", "case_claims", ["person", "until"], schema="writ")
    op.create_table(
        "case_claim_notes",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_claim_notes")),
        schema="writ",
    )
    op.create_index("ix_case_claim_notes_case_id", "case_claim_notes", ["case_id"], schema="writ")
    op.create_index("ix_cases_kind", "cases", ["state", "platform", "ground", "opened_day", "id"], schema="writ")
    op.create_index("ix_decisions_drafted_by", "decisions", ["drafted_by", "drafted_at"], schema="writ")
    op.create_index("ix_orders_due_at", "orders", ["due_at"], schema="writ", postgresql_where="state = 'sent'")
    op.create_table(
        "saved_filters",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(collation="C"), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.CheckConstraint("char_length(btrim(name)) BETWEEN 1 AND 60", name=op.f("ck_saved_filters_name_is_short")),
        sa.CheckConstraint(
            "query ~ '^[A-Za-z0-9_=&%.+-]+$' AND length(query) <= 2000",
            name=op.f("ck_saved_filters_query_is_of_an_address"),
        ),
        sa.ForeignKeyConstraint(["person"], ["writ.people.id"], name=op.f("fk_saved_filters_person")),
        sa.PrimaryKeyConstraint("person", "name", name=op.f("pk_saved_filters")),
        schema="writ",
    )
    op.execute(FUNCTIONS)
    _trigger("case_claims", "lawful", "BEFORE INSERT OR UPDATE", "check_claim()")
    _trigger("case_claims", "is_kept", "AFTER INSERT OR UPDATE", "keep_claim()")
    _trigger("saved_filters", "are_few", "BEFORE INSERT", "check_saved_filter()")
    _trigger("case_claim_notes", "append_only", "BEFORE UPDATE OR DELETE", "refuse_change()")
    op.execute(
        "CREATE TRIGGER no_truncate BEFORE TRUNCATE ON writ.case_claim_notes EXECUTE FUNCTION writ.refuse_change()"
    )
    op.execute("ALTER TABLE writ.case_claim_notes ENABLE ALWAYS TRIGGER no_truncate")
    op.execute("GRANT SELECT ON writ.case_claims, writ.case_claim_notes TO writ_docket")
    op.execute("GRANT INSERT, UPDATE (person, claimed_at, until) ON writ.case_claims TO writ_docket")
    op.execute("GRANT SELECT, INSERT, UPDATE (query), DELETE ON writ.saved_filters TO writ_docket")


def downgrade() -> None:
    raise NotImplementedError("guards are not taken away; restore a backup instead")


def _trigger(table: str, name: str, when: str, function: str) -> None:
    op.execute(f"CREATE TRIGGER {name} {when} ON writ.{table} FOR EACH ROW EXECUTE FUNCTION writ.{function}")
    op.execute(f"ALTER TABLE writ.{table} ENABLE ALWAYS TRIGGER {name}")
