"""What platform and author are owed with an order: word before the first one, a language they read, and to be told.

`writ.lacking` is all that a draft lacks; `domain.completeness.missing` says the same in words.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = ["announcements", "non_disclosures"]

FUNCTIONS = """
CREATE FUNCTION writ.lacking(draft writ.decisions, at timestamptz) RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT writ.lacking_in_itself(draft) || array_remove(ARRAY[
        CASE WHEN draft.told_before_hours > 0 AND NOT writ.says(draft.worksheet, 'emergency')
            AND NOT EXISTS (
                SELECT FROM writ.announcements a
                WHERE a.platform = c.platform AND a.pack = draft.pack AND (mode.is_specimen OR NOT a.is_specimen)
                  AND a.received_at + make_interval(hours => draft.told_before_hours) <= at)
            AND NOT EXISTS (
                SELECT FROM writ.orders o JOIN writ.decisions d ON d.id = o.decision_id
                WHERE o.platform = c.platform AND d.pack = draft.pack AND (mode.is_specimen OR NOT o.is_specimen)
                  AND o.sent_at IS NOT NULL) THEN 'R15' END,
        CASE WHEN coalesce(
                writ.says(draft.worksheet, 'language') AND (
                    draft.worksheet ->> 'language' = ANY (p.languages)
                    OR draft.worksheet #>> '{translation,language}' = ANY (p.languages)
                    AND length(writ.stripped(draft.worksheet #>> '{translation,text}')) >= 40), false)
            THEN NULL ELSE 'R17' END
    ], NULL)
    FROM (SELECT NOT EXISTS (SELECT FROM writ.pack_adoptions
                             WHERE pack = draft.pack AND pack_sha256 = draft.pack_sha256) AS is_specimen) AS mode
    LEFT JOIN writ.cases c ON c.id = draft.case_id
    LEFT JOIN writ.platforms p ON p.name = c.platform
$$;

CREATE FUNCTION writ.check_announcement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM writ.people WHERE id = NEW.asked_by AND is_active
                   AND roles && ARRAY['drafter', 'law_reviewer', 'approver']) THEN
        RAISE EXCEPTION 'announcement: % is no active drafter, law reviewer or approver', NEW.asked_by;
    END IF;
    IF NOT EXISTS (SELECT FROM writ.bases
                   WHERE pack = NEW.pack AND pack_sha256 = NEW.pack_sha256 AND told_before_hours > 0) THEN
        RAISE EXCEPTION 'announcement: pack % asks for none, and there is no other word to a platform (R27)', NEW.pack;
    END IF;
    IF NEW.is_specimen = EXISTS (SELECT FROM writ.pack_adoptions
                                 WHERE pack = NEW.pack AND pack_sha256 = NEW.pack_sha256) THEN
        RAISE EXCEPTION 'announcement: it is a specimen as long as nobody has adopted this very pack, and only then';
    END IF;
    IF NEW.position <> 1 + (SELECT count(*) FROM writ.announcements WHERE platform = NEW.platform
                            AND pack = NEW.pack AND is_specimen = NEW.is_specimen) THEN
        RAISE EXCEPTION 'announcement: % is not the next one', NEW.position;
    END IF;
    IF EXISTS (SELECT FROM writ.announcements a JOIN writ.outbox o ON o.announcement_id = a.id
               WHERE a.platform = NEW.platform AND a.pack = NEW.pack AND a.is_specimen = NEW.is_specimen
                 AND o.state <> 'refused') THEN
        RAISE EXCEPTION 'announcement: the platform has it, or may get it, and is told once';
    END IF;
    IF EXISTS (SELECT FROM writ.orders o JOIN writ.decisions d ON d.id = o.decision_id
               WHERE o.platform = NEW.platform AND d.pack = NEW.pack AND o.is_specimen = NEW.is_specimen
                 AND o.sent_at IS NOT NULL) THEN
        RAISE EXCEPTION 'announcement: the platform has had an order, and is told no more before the next (R27)';
    END IF;
    NEW.received_at := NULL;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.check_announced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM writ.outbox o JOIN writ.deliveries d ON d.outbox_id = o.id
                   WHERE o.announcement_id = NEW.id AND d.receipt_id IS NOT NULL
                     AND d.received_at = NEW.received_at) THEN
        RAISE EXCEPTION 'announcement: its notice has no such receipt, so no time runs (R15)';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.check_announcing(says jsonb, announced writ.announcements) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    basis writ.bases;
BEGIN
    SELECT * INTO basis FROM writ.bases WHERE pack = announced.pack AND pack_sha256 = announced.pack_sha256
    AND told_before_hours > 0 LIMIT 1;
    IF says - '{schema,mark,authority,form,demand,reminders,time_limits,redress}'::text[]
       - '{order_numbers_begin,asked_by,asked_at}'::text[] IS DISTINCT FROM jsonb_build_object(
        'notice_kind', 'announcement', 'specimen', announced.is_specimen, 'platform', announced.platform,
        'addressee', (SELECT contact_point FROM writ.platforms WHERE name = announced.platform),
        'pack', basis.pack || ' ' || basis.pack_version, 'told_before_hours', basis.told_before_hours,
        'time_runs_from', 'receipt') THEN
        RAISE EXCEPTION 'outbox: the notice does not say what is announced, or says more than that (R25, R26, R27)';
    END IF;
    IF EXISTS (SELECT FROM jsonb_to_recordset(says -> 'time_limits') AS named (ground text, deadline_hours int)
               WHERE NOT EXISTS (SELECT FROM writ.bases b WHERE b.pack_sha256 = announced.pack_sha256
                                 AND b.ground = named.ground AND b.deadline_hours = named.deadline_hours)) THEN
        RAISE EXCEPTION 'outbox: the notice announces another time limit than the pack gives (R13)';
    END IF;
END $$;

CREATE FUNCTION writ.check_non_disclosure() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    draft writ.decisions;
    case_state text;
BEGIN
    SELECT * INTO draft FROM writ.decisions WHERE id = NEW.decision_id;
    SELECT state INTO case_state FROM writ.cases WHERE id = draft.case_id FOR UPDATE;
    IF NOT writ.holds_role(NEW.person, 'law_reviewer') THEN
        RAISE EXCEPTION 'non-disclosure: % is no active law reviewer', NEW.person;
    END IF;
    IF draft.drafted_by = NEW.person THEN
        RAISE EXCEPTION 'non-disclosure: % wrote the draft; it is for another law reviewer (R21)', NEW.person;
    END IF;
    IF draft.draft_hash <> NEW.draft_hash
       OR EXISTS (SELECT FROM writ.decisions WHERE case_id = draft.case_id AND version > draft.version) THEN
        RAISE EXCEPTION 'non-disclosure: not of the newest draft';
    END IF;
    IF case_state NOT IN ('proposed', 'drafted', 'law_review')
       OR EXISTS (SELECT FROM writ.approvals WHERE decision_id = NEW.decision_id) THEN
        RAISE EXCEPTION 'non-disclosure: it is decided before the order, and the case is %', case_state;
    END IF;
    IF draft.non_disclosure_days = 0 THEN
        RAISE EXCEPTION 'non-disclosure: pack % gives no term for it, so the author is told (R21)', draft.pack;
    END IF;
    IF NEW.until NOT BETWEEN NEW.decided_on AND NEW.decided_on + draft.non_disclosure_days THEN
        RAISE EXCEPTION 'non-disclosure: it ends within % days from the day of the decision (R21)',
            draft.non_disclosure_days;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.check_other_officer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM writ.cases WHERE id = (SELECT case_id FROM writ.decisions WHERE id = NEW.decision_id) FOR UPDATE;
    IF EXISTS (SELECT FROM writ.non_disclosures WHERE decision_id = NEW.decision_id AND person = NEW.approver) THEN
        RAISE EXCEPTION 'approval: % decided that the author is not told; another person approves (R21)', NEW.approver;
    END IF;
    IF EXISTS (SELECT FROM writ.non_disclosures
               WHERE decision_id = NEW.decision_id AND decided_at > NEW.opened_at) THEN
        RAISE EXCEPTION 'approval: % read the draft before it was decided that the author is not told (R21)',
            NEW.approver;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.words_of_order(ordered uuid) RETURNS jsonb LANGUAGE sql STABLE AS $$
    -- what the notice of an order says of it, as far as that is on record word for word
    SELECT jsonb_build_object(
        'specimen', o.is_specimen, 'order_number', o.number, 'platform', o.platform, 'addressee', p.contact_point,
        'content', jsonb_build_object('kind', i.kind, 'content_id', i.content_id, 'url', o.url),
        'legal_basis', jsonb_build_object('ground', d.ground, 'provision', d.provision,
                                          'pack', d.pack || ' ' || d.pack_version),
        'language', d.worksheet ->> 'language', 'reasons', d.reasons, 'evidence_sha256', to_jsonb(d.evidence),
        'territory', jsonb_build_array(o.territory), 'deadline_hours', o.deadline_hours,
        'deadline_runs_from', 'receipt', 'review_on', to_char(o.review_on, 'YYYY-MM-DD'))
        || CASE WHEN d.worksheet ? 'material_types'
            THEN jsonb_build_object('material_types', d.worksheet -> 'material_types') ELSE '{}' END
    FROM writ.orders o JOIN writ.decisions d ON d.id = o.decision_id JOIN writ.platforms p ON p.name = o.platform
    JOIN writ.content_items i ON i.id = o.content_item_id WHERE o.id = ordered
$$;

CREATE FUNCTION writ.word_to_author(silent_until date) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object('by', 'platform', 'says', '["reasons", "redress", "territory", "reference"]'::jsonb)
        || CASE WHEN silent_until IS NULL
            THEN jsonb_build_object('when', 'at the latest when the order is given effect')
            ELSE jsonb_build_object('when', format('on %s, and not before', to_char(silent_until + 1, 'YYYY-MM-DD')),
                                    'from', to_char(silent_until + 1, 'YYYY-MM-DD'),
                                    'non_disclosure_until', to_char(silent_until, 'YYYY-MM-DD')) END
$$;

CREATE FUNCTION writ.check_addressee() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ordered writ.orders;
    announced writ.announcements;
    says jsonb;
    silent_until date;
BEGIN
    SELECT * INTO ordered FROM writ.orders WHERE id = NEW.order_id;
    IF NEW.platform <> ordered.platform THEN
        RAISE EXCEPTION 'outbox: order % is for % and not for % (R16)', ordered.number, ordered.platform, NEW.platform;
    END IF;
    SELECT * INTO announced FROM writ.announcements WHERE id = NEW.announcement_id;
    IF NEW.platform <> announced.platform THEN
        RAISE EXCEPTION 'outbox: the announcement is for % and not for % (R16)', announced.platform, NEW.platform;
    END IF;
    says := convert_from(NEW.document, 'UTF8')::jsonb;
    IF says ->> 'addressee' IS DISTINCT FROM (SELECT contact_point FROM writ.platforms WHERE name = NEW.platform) THEN
        RAISE EXCEPTION 'outbox: the notice is not addressed to the registered contact point (R16)';
    END IF;
    IF NEW.notice_kind = 'announcement' THEN
        PERFORM writ.check_announcing(says, announced);
    END IF;
    IF NEW.notice_kind <> 'order' THEN
        RETURN NEW;
    END IF;
    IF says - '{schema,mark,notice_kind,authority,redress,translation,drafted_by,approved_by,approved_at}'::text[]
       - '{author_notice,form,ground,rests_on}'::text[] IS DISTINCT FROM writ.words_of_order(NEW.order_id) THEN
        RAISE EXCEPTION 'outbox: the notice does not say what was ordered (R5, R13, R25, R26)';
    END IF;
    SELECT until INTO silent_until FROM writ.non_disclosures
    WHERE decision_id = ordered.decision_id
      AND says #>> '{author_notice,non_disclosure_until}' = to_char(until, 'YYYY-MM-DD');
    IF (CASE WHEN jsonb_typeof(says -> 'author_notice') = 'object' THEN (says -> 'author_notice') - 'reference' END)
       IS DISTINCT FROM writ.word_to_author(silent_until) THEN
        RAISE EXCEPTION 'outbox: the notice does not say that the author is told, or nobody decided otherwise (R21)';
    END IF;
    RETURN NEW;
END $$;
"""


def upgrade() -> None:
    op.create_table(
        "announcements",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("pack", sa.Text(), nullable=False),
        sa.Column("pack_sha256", sa.Text(), nullable=False),
        sa.Column("is_specimen", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("pack_sha256 ~ '^[0-9a-f]{64}$'", name=op.f("ck_announcements_pack_sha256_is_sha256")),
        sa.ForeignKeyConstraint(["asked_by"], ["writ.people.id"], name=op.f("fk_announcements_asked_by")),
        sa.ForeignKeyConstraint(["platform"], ["writ.platforms.name"], name=op.f("fk_announcements_platform")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcements")),
        sa.UniqueConstraint(
            "platform",
            "pack",
            "is_specimen",
            "position",
            name=op.f("uq_announcements_platform_pack_is_specimen_position"),
        ),
        schema="writ",
    )
    _put_announcements_into_the_outbox()
    op.create_table(
        "non_disclosures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("draft_hash", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("draft_hash ~ '^[0-9a-f]{64}$'", name=op.f("ck_non_disclosures_draft_hash_is_sha256")),
        sa.CheckConstraint("btrim(reasons) <> ''", name=op.f("ck_non_disclosures_says_why")),
        sa.CheckConstraint(
            "abs(decided_on - (decided_at AT TIME ZONE 'UTC')::date) <= 1",
            name=op.f("ck_non_disclosures_day_is_that_of_the_time"),
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["writ.decisions.id"], name=op.f("fk_non_disclosures_decision_id")),
        sa.ForeignKeyConstraint(["person"], ["writ.people.id"], name=op.f("fk_non_disclosures_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_non_disclosures")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_non_disclosures_decision_id")),
        schema="writ",
    )
    op.execute(FUNCTIONS)
    _trigger("non_disclosures", "append_only", "BEFORE UPDATE OR DELETE", "refuse_change()")
    _trigger("announcements", "no_delete", "BEFORE DELETE", "refuse_change()")
    _trigger("announcements", "only_its_course", "BEFORE UPDATE", "refuse_other_columns('received_at')")
    for table in TABLES:
        op.execute(f"CREATE TRIGGER no_truncate BEFORE TRUNCATE ON writ.{table} EXECUTE FUNCTION writ.refuse_change()")
        op.execute(f"ALTER TABLE writ.{table} ENABLE ALWAYS TRIGGER no_truncate")
        op.execute(f"GRANT SELECT ON writ.{table} TO writ_worker, writ_docket")
        op.execute(f"GRANT INSERT ON writ.{table} TO writ_docket")
    op.execute("GRANT UPDATE (received_at) ON writ.announcements TO writ_worker")
    _trigger("announcements", "lawful", "BEFORE INSERT", "check_announcement()")
    _trigger("announcements", "has_a_receipt", "BEFORE UPDATE", "check_announced()")
    _trigger("non_disclosures", "lawful", "BEFORE INSERT", "check_non_disclosure()")
    _trigger("approvals", "other_officer", "BEFORE INSERT", "check_other_officer()")
    _trigger("outbox", "as_registered", "BEFORE INSERT", "check_addressee()")


def _put_announcements_into_the_outbox() -> None:
    """What is told before a first order is about no order, and nothing else is."""
    op.add_column("outbox", sa.Column("announcement_id", sa.Uuid(), nullable=True), schema="writ")
    op.create_unique_constraint(op.f("uq_outbox_announcement_id"), "outbox", ["announcement_id"], schema="writ")
    op.create_foreign_key(
        op.f("fk_outbox_announcement_id"),
        "outbox",
        "announcements",
        ["announcement_id"],
        ["id"],
        source_schema="writ",
        referent_schema="writ",
    )
    for name, condition in {
        "only_an_announcement_has_no_order": "(notice_kind = 'announcement') = (order_id IS NULL)",
        "is_about_one_thing": "(order_id IS NULL) = (announcement_id IS NOT NULL)",
    }.items():
        op.create_check_constraint(op.f(f"ck_outbox_{name}"), "outbox", condition, schema="writ")


def downgrade() -> None:
    raise NotImplementedError("guards are not taken away; restore a backup instead")


def _trigger(table: str, name: str, when: str, function: str) -> None:
    op.execute(f"CREATE TRIGGER {name} {when} ON writ.{table} FOR EACH ROW EXECUTE FUNCTION writ.{function}")
    op.execute(f"ALTER TABLE writ.{table} ENABLE ALWAYS TRIGGER {name}")
