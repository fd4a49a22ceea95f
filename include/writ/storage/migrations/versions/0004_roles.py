"""Two roles, and what each may do: `writ_worker` for tasks, `writ_docket` for the people's acts in the Docket.

Whatever is not granted here is refused. Nobody may add an approval or an adoption: two functions do, for the Docket.
"""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WORKER_READS = [
    "alembic_version",
    "allowed_transitions",
    "bases",
    "batch_checks",
    "batches",
    "case_acts",
    "cases",
    "content_items",
    "decisions",
    "deliveries",
    "discrepancies",
    "findings",
    "ledger",
    "orders",
    "outbox",
    "pack_adoptions",
    "people",
    "platforms",
    "probes",
    "quarantine_acts",
    "quarantined_rows",
    "reconciliations",
    "releases",
    "responses",
    "sources",
]
DOCKET_READS = [*WORKER_READS, "approvals", "evidence", "openings", "order_numbers"]

# UPDATE (id) of quarantined_rows is the right to lock a row; a guard refuses every change of one.
WORKER_WRITES = {
    "bases": "INSERT",
    "batch_checks": "INSERT",
    "batches": "INSERT, UPDATE (state, validated_at, row_count, accepted, quarantined, duplicates, profile, reading,"
    " refusal, docs, layout_sha256, let_in_by, let_in_at, opened_at)",
    "cases": "INSERT, UPDATE (state, basis_id, proposed_at, closed_at)",
    "content_items": "INSERT",
    "deliveries": "INSERT, UPDATE (finished_at, result, receipt_id, received_at, error)",
    "discrepancies": "INSERT, DELETE",
    "evidence": "INSERT",
    "findings": "INSERT, UPDATE (case_id, opens_case)",
    "ledger": "INSERT",
    "orders": "UPDATE (state, released_at, sent_at, received_at, due_at, effected_at)",
    "outbox": "UPDATE (state, release_id, ask_after, retry_at, attempts)",
    "probes": "INSERT",
    "quarantine_acts": "INSERT (row_id, position, act, note, reasons, acted_at)",
    "quarantined_rows": "INSERT, UPDATE (id)",
    "reconciliations": "INSERT, DELETE",
    "releases": "INSERT, UPDATE (state, answered_by, answered_at)",
    "responses": "INSERT",
}
DOCKET_WRITES = {
    "batches": "UPDATE (state, let_in_by, let_in_at)",
    "case_acts": "INSERT",
    "cases": "UPDATE (state)",
    "decisions": "INSERT",
    "ledger": "INSERT",
    "openings": "INSERT",
    "order_numbers": "INSERT, UPDATE (last)",
    "orders": "INSERT",
    "outbox": "INSERT, UPDATE (release_id, ask_after)",
    "quarantine_acts": "INSERT",
    "quarantined_rows": "UPDATE (id)",
    "releases": "UPDATE (state, answered_by, answered_at)",
}

# Roles belong to the whole server, so another database's migration may make the same one at the same time. An owner
# who is no superuser becomes a member of both, so that a deployment with one login works as one with two.
ROLE = """
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
        CREATE ROLE {role} NOLOGIN;
    END IF;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;
    WHEN insufficient_privilege THEN
        RAISE EXCEPTION '% may not create roles: a superuser must first run CREATE ROLE {role} NOLOGIN', current_user;
END $$;
DO $$
BEGIN
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        GRANT {role} TO CURRENT_USER;
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN RAISE NOTICE '% does not become a member of {role}', current_user;
    WHEN unique_violation OR internal_error THEN NULL;
END $$
"""

# Where it may not be granted, the intake checks its references row by row, which is slower.
SETTING = """
DO $$
BEGIN
    IF NOT has_parameter_privilege('writ_worker', 'session_replication_role', 'SET') THEN
        GRANT SET ON PARAMETER session_replication_role TO writ_worker;
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN RAISE NOTICE 'writ_worker may not set session_replication_role';
    WHEN unique_violation OR internal_error THEN NULL;
END $$
"""

FUNCTIONS = """
CREATE FUNCTION writ.approve(approval_id uuid, decision_id uuid, person text, draft_hash text, approved_at timestamptz)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO writ.approvals (id, decision_id, approver, draft_hash, pack_version, opened_at, approved_at)
    SELECT approve.approval_id, d.id, approve.person, approve.draft_hash, d.pack_version, o.opened_at,
           approve.approved_at
    FROM writ.decisions d
    LEFT JOIN writ.openings o ON o.case_id = d.case_id AND o.person = approve.person
        AND o.draft_hash = approve.draft_hash AND o.opened_at <= approve.approved_at
    WHERE d.id = approve.decision_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'approval: there is no decision %', approve.decision_id;
    END IF;
END $$;

CREATE FUNCTION writ.adopt_pack(
    adoption_id uuid, pack text, pack_version text, pack_sha256 text, person text, adopted_at timestamptz
) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO writ.pack_adoptions (id, pack, pack_version, pack_sha256, adopted_by, adopted_at)
    VALUES (adoption_id, adopt_pack.pack, adopt_pack.pack_version, adopt_pack.pack_sha256, person,
            adopt_pack.adopted_at)
$$;

CREATE FUNCTION writ.check_step_of_people() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT pg_has_role('writ_docket', 'USAGE') THEN
        RAISE EXCEPTION 'case: from "%" to "%" is a step for people, in the Docket', OLD.state, NEW.state;
    END IF;
    RETURN NEW;
END $$;

REVOKE ALL ON FUNCTION writ.approve, writ.adopt_pack FROM PUBLIC;
GRANT EXECUTE ON FUNCTION writ.approve, writ.adopt_pack TO writ_docket;

CREATE TRIGGER step_of_people BEFORE UPDATE ON writ.cases FOR EACH ROW
WHEN (OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (('open', 'proposed'), ('ordered', 'closed')))
EXECUTE FUNCTION writ.check_step_of_people();
ALTER TABLE writ.cases ENABLE ALWAYS TRIGGER step_of_people;
"""


def upgrade() -> None:
    for role in ("writ_worker", "writ_docket"):
        op.execute(ROLE.format(role=role))
        op.execute(f"GRANT USAGE ON SCHEMA writ TO {role}")
    op.execute(SETTING)
    _grant("writ_worker", WORKER_READS, WORKER_WRITES)
    _grant("writ_docket", DOCKET_READS, DOCKET_WRITES)
    op.execute(FUNCTIONS)


def downgrade() -> None:
    raise NotImplementedError("rights are not taken away; restore a backup instead")


def _grant(role: str, reads: list[str], writes: dict[str, str]) -> None:
    for table in reads:
        op.execute(f"GRANT SELECT ON writ.{table} TO {role}")
    for table, rights in writes.items():
        op.execute(f"GRANT {rights} ON writ.{table} TO {role}")
