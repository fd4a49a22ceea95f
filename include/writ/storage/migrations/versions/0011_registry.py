"""The register of platforms: one person proposes a contact, another confirms it, and only that makes it current.

`platforms` takes the current contact over by the database alone. Nothing is sealed for anybody else, and nothing is let
go or leaves for a contact that its releaser was not asked about (R16). Platforms that were registered before need a
confirmed contact first.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

FUNCTIONS = """
CREATE FUNCTION writ.current_contact(of_platform text) RETURNS writ.platform_contacts LANGUAGE sql STABLE AS $$
    -- the newest confirmed contact point, or where there is none the newest confirmed representative
    SELECT c FROM writ.platform_contacts c WHERE c.platform = of_platform AND c.confirmed_at IS NOT NULL
    ORDER BY c.role = 'contact_point' DESC, c.position DESC LIMIT 1
$$;

CREATE FUNCTION writ.is_for_current_contact(document bytea, platform text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(convert_from(document, 'UTF8')::jsonb ->> 'addressee' = (writ.current_contact(platform)).email, false)
$$;

CREATE FUNCTION writ.is_about_current_contact(of_release uuid, of_platform text) RETURNS boolean LANGUAGE sql STABLE AS $$
    -- whether the question named, for this platform, the contact that its notices go to now
    SELECT EXISTS (
        SELECT FROM writ.releases r
        JOIN writ.platform_contacts c ON c.id = (r.summary #>> ARRAY['by_platform', of_platform, 'contact'])::uuid
        WHERE r.id = of_release AND c.email = (writ.current_contact(of_platform)).email)
$$;

CREATE FUNCTION writ.keeps_register(person text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM writ.people WHERE id = person AND is_active
                   AND roles && ARRAY['drafter', 'approver', 'law_reviewer'])
$$;

CREATE FUNCTION writ.check_contact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF num_nonnulls(NEW.confirmed_by, NEW.confirmed_at) > 0 THEN
            RAISE EXCEPTION 'contact: it is proposed before it is confirmed';
        END IF;
        IF NOT writ.keeps_register(NEW.proposed_by) THEN
            RAISE EXCEPTION 'contact: % is no active drafter, approver or law reviewer', NEW.proposed_by;
        END IF;
        IF NEW.position <> 1 + (SELECT count(*) FROM writ.platform_contacts
                                WHERE platform = NEW.platform AND role = NEW.role) THEN
            RAISE EXCEPTION 'contact: version % is not the next one', NEW.position;
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.confirmed_by IS NOT NULL THEN
        RAISE EXCEPTION 'contact: it was confirmed once, by %', OLD.confirmed_by;
    END IF;
    IF NOT writ.holds_role(NEW.confirmed_by, 'law_reviewer') THEN
        RAISE EXCEPTION 'contact: % is no active law reviewer', coalesce(NEW.confirmed_by, 'nobody');
    END IF;
    IF EXISTS (SELECT FROM writ.platform_contacts
               WHERE platform = NEW.platform AND role = NEW.role AND position > NEW.position) THEN
        RAISE EXCEPTION 'contact: a newer one is proposed';
    END IF;
    -- a local day can be that of tomorrow in UTC
    IF NEW.valid_from > (NEW.confirmed_at AT TIME ZONE 'UTC')::date + 1 THEN
        RAISE EXCEPTION 'contact: it is valid from %, and not before', NEW.valid_from;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.take_contact() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE writ.platforms p SET contact_point = c.email, languages = c.languages
    FROM writ.current_contact(NEW.platform) c WHERE p.name = NEW.platform;
    RETURN NULL;
END $$;

CREATE FUNCTION writ.check_platform() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    contact writ.platform_contacts := writ.current_contact(NEW.name);
BEGIN
    IF (NEW.contact_point, NEW.languages) IS DISTINCT FROM (contact.email, contact.languages) THEN
        RAISE EXCEPTION 'platform: its contact is what one person proposed and another confirmed (R16)';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.check_current_addressee() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT writ.is_for_current_contact(NEW.document, NEW.platform) THEN
        RAISE EXCEPTION 'outbox: the notice is not addressed to the contact that two persons registered (R16)';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.check_asked_contact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT writ.is_about_current_contact(NEW.release_id, NEW.platform) THEN
        RAISE EXCEPTION 'outbox: no releaser was asked about the contact that two persons registered (R16)';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.check_users() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT writ.keeps_register(NEW.recorded_by) THEN
        RAISE EXCEPTION 'users: % is no active drafter, approver or law reviewer', NEW.recorded_by;
    END IF;
    IF NEW.read_on > (NEW.recorded_at AT TIME ZONE 'UTC')::date + 1 THEN
        RAISE EXCEPTION 'users: what is read on % can not be on record yet', NEW.read_on;
    END IF;
    RETURN NEW;
END $$;
"""


def upgrade() -> None:
    _create_contacts()
    _create_users()
    op.execute(FUNCTIONS)
    for table in ("platform_contacts", "platform_users"):
        op.execute(f"CREATE TRIGGER no_truncate BEFORE TRUNCATE ON writ.{table} EXECUTE FUNCTION writ.refuse_change()")
        op.execute(f"ALTER TABLE writ.{table} ENABLE ALWAYS TRIGGER no_truncate")
        op.execute(f"GRANT SELECT ON writ.{table} TO writ_worker, writ_docket")
        op.execute(f"GRANT INSERT ON writ.{table} TO writ_docket")
    op.execute("GRANT UPDATE (confirmed_by, confirmed_at) ON writ.platform_contacts TO writ_docket")
    _trigger("platform_users", "append_only", "BEFORE UPDATE OR DELETE", "refuse_change()")
    _trigger("platform_users", "lawful", "BEFORE INSERT", "check_users()")
    _trigger("platform_contacts", "no_delete", "BEFORE DELETE", "refuse_change()")
    confirmed = "refuse_other_columns('confirmed_by', 'confirmed_at')"
    _trigger("platform_contacts", "only_its_course", "BEFORE UPDATE", confirmed)
    _trigger("platform_contacts", "two_persons", "BEFORE INSERT OR UPDATE", "check_contact()")
    _trigger("platform_contacts", "becomes_current", "AFTER UPDATE", "take_contact()")
    _trigger("platforms", "as_confirmed", "BEFORE UPDATE OF contact_point, languages", "check_platform()")
    _trigger("outbox", "to_the_current_contact", "BEFORE INSERT", "check_current_addressee()")
    goes_on = (
        "OLD.state = 'waiting' AND NEW.state = 'released' OR OLD.state = 'released' AND NEW.state = 'sending'"
        " OR NEW.notice_id IS NOT NULL AND NEW.notice_id IS DISTINCT FROM OLD.notice_id"
    )
    _trigger("outbox", "leaves_for_the_contact_asked_about", "BEFORE UPDATE", "check_asked_contact()", goes_on)


def downgrade() -> None:
    raise NotImplementedError("guards are not taken away; restore a backup instead")


def _create_contacts() -> None:
    op.create_table(
        "platform_contacts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("languages", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("established_in", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        _check("platform_contacts", "role_known", "role IN ('contact_point', 'legal_representative')"),
        _check("platform_contacts", "confirmed_at_a_time", "(confirmed_by IS NULL) = (confirmed_at IS NULL)"),
        _check("platform_contacts", "confirmed_by_another_person", "confirmed_by <> proposed_by"),
        _check("platform_contacts", "proposed_before_confirmed", "confirmed_at >= proposed_at"),
        _check("platform_contacts", "says_who_and_where_read", "btrim(name) <> '' AND btrim(source) <> ''"),
        _check("platform_contacts", "email_is_address", "email ~ '^[^@[:space:]]+@[^@[:space:]]+$'"),
        _check("platform_contacts", "established_in_is_country", "established_in ~ '^[A-Z]{2}$'"),
        _check(
            "platform_contacts",
            "languages_are_codes",
            "array_to_string(languages, ',') ~ '^([a-z]{2}(,[a-z]{2})*)?$'",
        ),
        *_references("platform_contacts", "proposed_by", "confirmed_by"),
        sa.UniqueConstraint("platform", "role", "position", name=op.f("uq_platform_contacts_platform_role_position")),
        schema="writ",
    )


def _create_users() -> None:
    op.create_table(
        "platform_users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("territory", sa.Text(), nullable=False),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_until", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        _check("platform_users", "metric_known", "metric IN ('daily_users', 'monthly_recipients')"),
        _check("platform_users", "value_is_a_number_of_people", "value >= 0"),
        _check("platform_users", "period_ends_after_it_begins", "period_from <= period_until"),
        _check("platform_users", "territory_is_code", "territory ~ '^[A-Z]{2}$'"),
        _check("platform_users", "says_where_read", "btrim(source) <> ''"),
        *_references("platform_users", "recorded_by"),
        schema="writ",
    )
    op.create_index(op.f("ix_platform_users_platform"), "platform_users", ["platform"], unique=False, schema="writ")


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _references(table: str, *people: str) -> list[sa.Constraint]:
    of_people = [
        sa.ForeignKeyConstraint([column], ["writ.people.id"], name=op.f(f"fk_{table}_{column}")) for column in people
    ]
    platform = sa.ForeignKeyConstraint(["platform"], ["writ.platforms.name"], name=op.f(f"fk_{table}_platform"))
    return [*of_people, platform, sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))]


def _trigger(table: str, name: str, when: str, function: str, condition: str = "true") -> None:
    op.execute(
        f"CREATE TRIGGER {name} {when} ON writ.{table} FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION writ.{function}"
    )
    op.execute(f"ALTER TABLE writ.{table} ENABLE ALWAYS TRIGGER {name}")
