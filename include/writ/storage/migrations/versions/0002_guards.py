"""Guards below the services: what a state machine, an approval, an order and a record may never become."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TRANSITIONS = {
    "case": [
        ("", "open"),
        ("", "proposed"),
        ("open", "proposed"),
        ("proposed", "drafted"),
        ("proposed", "law_review"),
        ("proposed", "declined"),
        ("drafted", "proposed"),
        ("drafted", "law_review"),
        ("drafted", "declined"),
        ("drafted", "ordered"),
        ("law_review", "proposed"),
        ("law_review", "drafted"),
        ("law_review", "declined"),
        ("declined", "proposed"),
        ("ordered", "closed"),
    ],
    "order": [("", "approved"), ("approved", "released"), ("released", "sent"), ("sent", "effected")],
    "outbox": [
        ("", "waiting"),
        ("waiting", "released"),
        ("released", "sending"),
        ("sending", "handed"),
        ("handed", "sent"),
        ("handed", "refused"),
        ("sending", "sent"),
        ("sending", "released"),
        ("sending", "uncertain"),
        ("sending", "refused"),
        ("uncertain", "sending"),
        ("uncertain", "sent"),
    ],
    "release": [("", "asked"), ("asked", "released"), ("asked", "held"), ("asked", "withdrawn")],
    "batch": [
        ("", "stored"),
        ("", "missing"),
        ("stored", "opened"),
        ("stored", "held"),
        ("stored", "refused"),
        ("stored", "superseded"),
        ("held", "validated"),
        ("held", "superseded"),
        ("validated", "opened"),
        ("validated", "superseded"),
        ("refused", "stored"),
        ("refused", "superseded"),
        ("superseded", "stored"),
    ],
}
MACHINES = {"orders": "order", "outbox": "outbox", "releases": "release", "batches": "batch"}
APPEND_ONLY = [
    "ledger",
    "decisions",
    "openings",
    "approvals",
    "case_acts",
    "evidence",
    "probes",
    "responses",
    "pack_adoptions",
    "content_items",
    "quarantined_rows",
    "quarantine_acts",
    "batch_checks",
    "bases",
]
CHANGEABLE = {
    "cases": ["state", "closed_at", "basis_id", "proposed_at"],
    "orders": [
        "state",
        "review_on",
        "released_at",
        "sent_at",
        "received_at",
        "clock_from",
        "due_at",
        "effected_at",
        "confirmed_at",
    ],
    "releases": ["state", "answered_by", "answered_at"],
    "outbox": ["state", "release_id", "ask_after", "retry_at", "attempts"],
    "deliveries": ["finished_at", "result", "receipt_id", "received_at", "error"],
    "findings": ["case_id", "opens_case"],
    "batches": [
        "state",
        "validated_at",
        "row_count",
        "accepted",
        "quarantined",
        "duplicates",
        "profile",
        "reading",
        "refusal",
        "docs",
        "layout_sha256",
        "let_in_by",
        "let_in_at",
        "opened_at",
    ],
}

FUNCTIONS = """
CREATE FUNCTION writ.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP;
END $$;

CREATE FUNCTION writ.refuse_other_columns() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - TG_ARGV IS DISTINCT FROM to_jsonb(OLD) - TG_ARGV THEN
        RAISE EXCEPTION '%: only % may change', TG_TABLE_NAME, TG_ARGV;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.check_transition() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before text := '';
BEGIN
    IF TG_OP = 'UPDATE' THEN
        before := OLD.state;
        IF before = NEW.state THEN
            RETURN NEW;
        END IF;
    END IF;
    IF NOT EXISTS (SELECT FROM writ.allowed_transitions
                   WHERE machine = TG_ARGV[0] AND from_state = before AND to_state = NEW.state) THEN
        RAISE EXCEPTION '%: no step from "%" to "%"', TG_ARGV[0], before, NEW.state;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.holds_role(person text, role text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM writ.people WHERE id = person AND is_active AND role = ANY (roles))
$$;

CREATE FUNCTION writ.check_decision() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    case_state text;
BEGIN
    SELECT state INTO case_state FROM writ.cases WHERE id = NEW.case_id FOR UPDATE;
    IF NOT writ.holds_role(NEW.drafted_by, 'drafter') THEN
        RAISE EXCEPTION 'decision: % is no active drafter', NEW.drafted_by;
    END IF;
    IF case_state = 'law_review' AND NOT writ.holds_role(NEW.drafted_by, 'law_reviewer') THEN
        RAISE EXCEPTION 'decision: the case is under law review';
    END IF;
    IF NEW.version <> 1 + (SELECT count(*) FROM writ.decisions WHERE case_id = NEW.case_id) THEN
        RAISE EXCEPTION 'decision: version % is not the next one', NEW.version;
    END IF;
    IF case_state NOT IN ('open', 'proposed', 'drafted', 'law_review') THEN
        RAISE EXCEPTION 'decision: a case that is % takes no draft', case_state;
    END IF;
    IF NOT EXISTS (
        SELECT FROM writ.bases b JOIN writ.cases c ON c.ground = b.ground
        WHERE c.id = NEW.case_id AND c.jurisdiction = b.jurisdiction AND to_jsonb(b) - '{id,to_be_written}'::text[] <@ to_jsonb(NEW)
    ) THEN
        RAISE EXCEPTION 'decision: not the legal basis that a pack gives for the ground of this case (R4)';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.check_occurrence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM writ.cases e
        WHERE e.id = NEW.reappearance_of AND e.content_item_id = NEW.content_item_id AND e.ground = NEW.ground
          AND e.jurisdiction = NEW.jurisdiction AND e.occurrence = NEW.occurrence - 1 AND e.state = 'closed'
    ) THEN
        RAISE EXCEPTION 'case: a further occurrence needs the one before it closed';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.check_proposal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.basis_id IS NOT NULL AND NEW.basis_id IS DISTINCT FROM OLD.basis_id THEN
        RAISE EXCEPTION 'case: what was proposed stays';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.check_letting_in() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.let_in_by IS NULL THEN
        RAISE EXCEPTION 'batch: a person must let in what was held';
    END IF;
    IF NOT writ.holds_role(NEW.let_in_by, 'engineer') THEN
        RAISE EXCEPTION 'batch: % is no active engineer', NEW.let_in_by;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.check_quarantine_act() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.position <> 1 + (SELECT count(*) FROM writ.quarantine_acts WHERE row_id = NEW.row_id) THEN
        RAISE EXCEPTION 'quarantine: act % is not the next one', NEW.position;
    END IF;
    IF NEW.person IS NOT NULL AND NOT EXISTS (
        SELECT FROM writ.people WHERE id = NEW.person AND is_active
          AND roles && ARRAY['engineer', 'drafter', 'approver', 'law_reviewer']) THEN
        RAISE EXCEPTION 'quarantine: % may not mend rows', NEW.person;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.check_adoption() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT writ.holds_role(NEW.adopted_by, 'law_reviewer') THEN
        RAISE EXCEPTION 'adoption: % is no active legal officer', NEW.adopted_by;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.check_act() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM writ.cases WHERE id = NEW.case_id AND state = 'law_review')
       AND NOT writ.holds_role(NEW.person, 'law_reviewer') THEN
        RAISE EXCEPTION 'act: the case is under law review';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.check_opening() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT writ.holds_role(NEW.person, 'approver') THEN
        RAISE EXCEPTION 'opening: % is no active approver', NEW.person;
    END IF;
    IF NOT EXISTS (SELECT FROM writ.decisions WHERE case_id = NEW.case_id AND draft_hash = NEW.draft_hash
                   AND drafted_at <= NEW.opened_at) THEN
        RAISE EXCEPTION 'opening: the case had no such draft then';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.check_approval() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    draft writ.decisions;
BEGIN
    SELECT * INTO draft FROM writ.decisions WHERE id = NEW.decision_id;
    IF draft.drafted_by = NEW.approver THEN
        RAISE EXCEPTION 'approval: drafter and approver are one person';
    END IF;
    IF NOT writ.holds_role(NEW.approver, 'approver') THEN
        RAISE EXCEPTION 'approval: % is no active approver', NEW.approver;
    END IF;
    IF draft.draft_hash <> NEW.draft_hash OR draft.pack_version <> NEW.pack_version THEN
        RAISE EXCEPTION 'approval: not of this draft';
    END IF;
    IF EXISTS (SELECT FROM writ.decisions WHERE case_id = draft.case_id AND version > draft.version) THEN
        RAISE EXCEPTION 'approval: a newer version of the draft exists';
    END IF;
    IF NOT EXISTS (SELECT FROM writ.cases WHERE id = draft.case_id AND state = 'drafted') THEN
        RAISE EXCEPTION 'approval: the case does not wait for approval';
    END IF;
    IF cardinality(writ.lacking(draft, NEW.approved_at)) > 0 THEN
        RAISE EXCEPTION 'approval: the draft lacks what % ask for', writ.lacking(draft, NEW.approved_at);
    END IF;
    IF NOT EXISTS (SELECT FROM writ.openings WHERE case_id = draft.case_id AND person = NEW.approver
                   AND draft_hash = NEW.draft_hash AND opened_at = NEW.opened_at) THEN
        RAISE EXCEPTION 'approval: % must open the case and read version % of the draft first',
            NEW.approver, draft.version;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.check_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM writ.approvals a
        JOIN writ.decisions d ON d.id = a.decision_id
        JOIN writ.cases c ON c.id = d.case_id
        JOIN writ.content_items i ON i.id = c.content_item_id
        WHERE a.id = NEW.approval_id AND d.id = NEW.decision_id AND c.id = NEW.case_id AND i.id = NEW.content_item_id
          AND i.platform = NEW.platform AND i.canonical_url = NEW.url
          AND d.territory = NEW.territory AND d.deadline_hours = NEW.deadline_hours
          AND a.approved_at = NEW.approved_at
          AND NEW.is_specimen = NOT EXISTS (SELECT FROM writ.pack_adoptions p
                                            WHERE p.pack = d.pack AND p.pack_sha256 = d.pack_sha256)
          AND num_nonnulls(NEW.released_at, NEW.sent_at, NEW.received_at, NEW.effected_at) = 0
    ) THEN
        RAISE EXCEPTION 'order: not what was approved';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.check_release() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.answered_by IS NOT NULL AND NOT writ.holds_role(NEW.answered_by, 'releaser') THEN
        RAISE EXCEPTION 'release: % is no active releaser', NEW.answered_by;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.check_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state NOT IN ('waiting', 'cancelled')
       AND NOT EXISTS (SELECT FROM writ.releases WHERE id = NEW.release_id AND state = 'released') THEN
        RAISE EXCEPTION 'outbox: no releaser has let this notice go out';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.check_delivery() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.result IS NOT NULL THEN
        RAISE EXCEPTION 'delivery: an attempt has one result';
    END IF;
    RETURN NEW;
END $$;
"""


def upgrade() -> None:
    op.execute(
        "CREATE TABLE writ.allowed_transitions (machine text, from_state text, to_state text,"
        " CONSTRAINT pk_allowed_transitions PRIMARY KEY (machine, from_state, to_state))"
    )
    for machine, steps in TRANSITIONS.items():
        for before, after in steps:
            op.execute(f"INSERT INTO writ.allowed_transitions VALUES ('{machine}', '{before}', '{after}')")
    op.execute(FUNCTIONS)
    for table in APPEND_ONLY:
        _trigger(table, "append_only", "BEFORE UPDATE OR DELETE", "refuse_change()")
    for table in [*APPEND_ONLY, *CHANGEABLE]:
        op.execute(f"CREATE TRIGGER no_truncate BEFORE TRUNCATE ON writ.{table} EXECUTE FUNCTION writ.refuse_change()")
        op.execute(f"ALTER TABLE writ.{table} ENABLE ALWAYS TRIGGER no_truncate")
    for table, columns in CHANGEABLE.items():
        _trigger(table, "no_delete", "BEFORE DELETE", "refuse_change()")
        _trigger(table, "only_its_course", "BEFORE UPDATE", f"refuse_other_columns({_quoted(columns)})")
    for table, machine in MACHINES.items():
        _trigger(table, "transition", "BEFORE INSERT OR UPDATE", f"check_transition('{machine}')")
    beginning = " OR ".join(f"NEW.state = '{after}'" for before, after in TRANSITIONS["case"] if not before)
    _trigger("cases", "transition", "BEFORE UPDATE", "check_transition('case')")
    # after, not before: a trigger before each row would keep COPY from inserting many rows at once
    _trigger("cases", "beginning", "AFTER INSERT", "check_transition('case')", f"({beginning}) IS NOT TRUE")
    _trigger("cases", "one_live", "AFTER INSERT", "check_occurrence()", "NEW.occurrence > 1")
    _trigger("cases", "proposal_stays", "BEFORE UPDATE OF basis_id", "check_proposal()")
    held = "OLD.state <> 'validated' AND NEW.state = 'validated'"
    _trigger("batches", "let_in_by_a_person", "BEFORE UPDATE", "check_letting_in()", held)
    _trigger("quarantine_acts", "lawful", "BEFORE INSERT", "check_quarantine_act()")
    _trigger("decisions", "lawful", "BEFORE INSERT", "check_decision()")
    _trigger("case_acts", "lawful", "BEFORE INSERT", "check_act()")
    _trigger("pack_adoptions", "by_a_legal_officer", "BEFORE INSERT", "check_adoption()")
    _trigger("openings", "lawful", "BEFORE INSERT", "check_opening()")
    _trigger("approvals", "four_eyes", "BEFORE INSERT", "check_approval()")
    _trigger("orders", "as_approved", "BEFORE INSERT", "check_order()")
    _trigger("releases", "by_a_releaser", "BEFORE INSERT OR UPDATE", "check_release()")
    _trigger("outbox", "released_first", "BEFORE INSERT OR UPDATE", "check_outbox()")
    _trigger("deliveries", "one_result", "BEFORE UPDATE", "check_delivery()")


def downgrade() -> None:
    raise NotImplementedError("guards are not taken away; restore a backup instead")


def _trigger(table: str, name: str, when: str, function: str, condition: str = "true") -> None:
    """A guard that also holds while the intake checks its references as a set instead of row by row."""
    op.execute(
        f"CREATE TRIGGER {name} {when} ON writ.{table} FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION writ.{function}"
    )
    op.execute(f"ALTER TABLE writ.{table} ENABLE ALWAYS TRIGGER {name}")


def _quoted(columns: list[str]) -> str:
    return ", ".join(f"'{column}'" for column in columns)
