"""What tasks and the Docket may do in the database, tried as the role that they act as."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from include.writ import settings
from include.writ.domain.states import CaseState
from include.writ.storage.roles import DatabaseRole
from include.writ.storage.session import engine, unit_of_work
from tests.support.acting import not_refused, refused_as
from tests.support.chain import DAY, Chain

WORKER, DOCKET = DatabaseRole.WORKER, DatabaseRole.DOCKET
APPROVING = {
    "insert an approval": "INSERT INTO writ.approvals SELECT gen_random_uuid(), id, 'approver_1', draft_hash,"
    " pack_version, drafted_at, now() FROM writ.decisions",
    "change an approval": "UPDATE writ.approvals SET approver = 'approver_1'",
    "insert an adoption": "INSERT INTO writ.pack_adoptions SELECT gen_random_uuid(), 'kz', '1', '', id, now()"
    " FROM writ.people",
    "change an adoption": "UPDATE writ.pack_adoptions SET adopted_at = now()",
    "undo an adoption": "DELETE FROM writ.pack_adoptions",
}
RECORDS = {
    "enrol a person": "INSERT INTO writ.people VALUES ('me', 'Me', 'self-made', '{approver}', NULL, true)",
    "give a role": "UPDATE writ.people SET roles = '{approver}'",
    "rewrite the ledger": "UPDATE writ.ledger SET actor = 'approver_1'",
    "cut the ledger": "DELETE FROM writ.ledger",
    "empty the ledger": "TRUNCATE writ.ledger",
    "empty the outbox": "TRUNCATE writ.outbox CASCADE",
    "empty approvals": "TRUNCATE writ.approvals CASCADE",
    "allow another step": "INSERT INTO writ.allowed_transitions VALUES ('case', 'open', 'ordered')",
    "take a guard away": "ALTER TABLE writ.approvals DISABLE TRIGGER four_eyes",
    "make a function": "CREATE FUNCTION writ.holds_role(text) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
    "enter a platform": "INSERT INTO writ.platforms SELECT * FROM writ.platforms",
    "address a platform otherwise": "UPDATE writ.platforms SET contact_point = 'friend@example.org'",
    "rewrite a contact": "UPDATE writ.platform_contacts SET email = 'friend@example.org'",
    "forget a contact": "DELETE FROM writ.platform_contacts",
    "rewrite how many use a platform": "UPDATE writ.platform_users SET value = 0",
    "change an order": "UPDATE writ.orders SET url = 'https://vk.com/another'",
    "change a notice": "UPDATE writ.outbox SET document = ''",
}
OF_PEOPLE = {
    "call approve": "SELECT writ.approve(gen_random_uuid(), gen_random_uuid(), 'approver_1', '', now())",
    "call adopt_pack": "SELECT writ.adopt_pack(gen_random_uuid(), 'kz', '1', '', 'reviewer_1', now())",
    "open a case": "INSERT INTO writ.openings SELECT case_id, 'approver_1', draft_hash, now() FROM writ.decisions",
    "draft": "INSERT INTO writ.decisions SELECT * FROM writ.decisions",
    "order": "INSERT INTO writ.orders SELECT * FROM writ.orders",
    "number an order": "UPDATE writ.order_numbers SET last = 0",
    "decide a complaint": "UPDATE writ.appeals SET state = 'upheld'",
    "end a review": "UPDATE writ.reviews SET state = 'kept'",
    "propose a contact": "INSERT INTO writ.platform_contacts SELECT * FROM writ.platform_contacts",
    "confirm a contact": "UPDATE writ.platform_contacts SET confirmed_by = 'reviewer_1', confirmed_at = now()",
    "record how many use a platform": "INSERT INTO writ.platform_users SELECT * FROM writ.platform_users",
    "tell a platform": "INSERT INTO writ.announcements SELECT * FROM writ.announcements",
    "keep an author from being told": "INSERT INTO writ.non_disclosures SELECT * FROM writ.non_disclosures",
    "say that what made a notice come back is mended": "INSERT INTO writ.returns SELECT * FROM writ.returns",
    "act on a case": "INSERT INTO writ.case_acts SELECT * FROM writ.case_acts",
    "mend a row as a person": "INSERT INTO writ.quarantine_acts (row_id, position, act, person, note, acted_at)"
    " SELECT id, 1, 'set_aside', 'engineer', 'no', now() FROM writ.quarantined_rows",
}
OF_TASKS = {
    "take in a batch": "INSERT INTO writ.batches SELECT * FROM writ.batches",
    "count a batch otherwise": "UPDATE writ.batches SET accepted = 0",
    "take in findings": "INSERT INTO writ.findings SELECT * FROM writ.findings",
    "open a case of its own": "INSERT INTO writ.cases SELECT * FROM writ.cases",
    "deliver": "INSERT INTO writ.deliveries SELECT * FROM writ.deliveries",
    "release a notice": "UPDATE writ.outbox SET state = 'released'",
    "mark an order as sent": "UPDATE writ.orders SET state = 'sent'",
    "probe": "INSERT INTO writ.probes (id, order_id, slot, probed_at, verdict, because)"
    " SELECT id, order_id, slot, probed_at, verdict, because FROM writ.probes",
    "draw up a book": "DELETE FROM writ.reconciliations",
    "ask a releaser": "INSERT INTO writ.releases SELECT * FROM writ.releases",
    "switch off foreign keys": "SET LOCAL session_replication_role = replica",
}
# what each role may change at all: I inserts, U updates a column, D deletes
RIGHTS = {
    WORKER: "announcements:U answer_cursors:IU appeals:I bases:I batch_checks:I batches:IU cases:IU "
    "clock_stops:IU content_items:I deliveries:IU delivery_reports:I discrepancies:ID escalations:I evidence:I "
    "findings:IU ledger:I looks:IU notices:IU order_balances:ID order_changes:ID orders:U outages:IUD outbox:IU "
    "portal_answers:U probes:I pushed_answers:U quarantine_acts:I quarantined_rows:IU reconciliations:ID releases:IU "
    "report_cursors:IU responses:I returns:I reversals:IU reviews:IU",
    DOCKET: "announcements:I appeals:IU batches:U case_acts:I case_claims:IU cases:U clock_stops:IU "
    "confirmations:IU decisions:I exposures:I ledger:I match_withdrawals:I non_disclosures:I openings:I "
    "order_numbers:IU orders:IU outbox:IU platform_contacts:IU platform_users:I portal_answers:IU pushed_answers:I "
    "pushed_receipts:I quarantine_acts:I quarantined_rows:U refused_drafts:I releases:U responses:I returns:I "
    "reversals:I reviews:IU saved_filters:IUD set_asides:I",
}


def test_a_task_can_do_no_persons_act(chain: Chain) -> None:
    assert not_refused(WORKER, APPROVING | RECORDS | OF_PEOPLE) == []


def test_the_docket_can_do_no_tasks_work_and_no_act_behind_a_function(chain: Chain) -> None:
    assert not_refused(DOCKET, APPROVING | RECORDS | OF_TASKS) == []


@pytest.mark.parametrize("role", [*DatabaseRole])
def test_a_role_may_change_these_tables_and_no_other(chain: Chain, role: DatabaseRole) -> None:
    statement = text("""
        SELECT c.relname || ':' || string_agg(left(p, 1), '' ORDER BY n)
        FROM pg_class c, unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) WITH ORDINALITY AS t (p, n)
        WHERE c.relnamespace = 'writ'::regnamespace AND c.relkind = 'r' AND (has_table_privilege(:role, c.oid, p)
            OR n < 3 AND has_any_column_privilege(:role, c.oid, p))
        GROUP BY c.relname
    """)
    with engine(settings.database_url()).connect() as connection:
        assert set(connection.scalars(statement, {"role": role})) == set(RIGHTS[role].split())


def test_a_task_takes_no_step_that_is_for_people(chain: Chain) -> None:
    chain.draft(chain.cases(CaseState.PROPOSED)[0])
    for state in ("drafted", "law_review", "declined"):
        refused_as(WORKER, "step for people", "UPDATE writ.cases SET state = :s WHERE state = 'proposed'", s=state)
    refused_as(WORKER, "step for people", "UPDATE writ.cases SET state = 'ordered' WHERE state = 'drafted'")


def test_a_task_lets_no_notice_go_without_a_releaser(chain: Chain) -> None:
    case = chain.cases(CaseState.PROPOSED)[0]
    chain.draft(case)
    chain.approve(case)
    release = "UPDATE writ.outbox SET state = 'released'"
    refused_as(WORKER, "no releaser", release)
    chain.ask(DAY)
    refused_as(WORKER, "no releaser", release)
    refused_as(
        WORKER,
        "is no active releaser",
        "UPDATE writ.releases SET state = 'released', answered_by = 'engineer', answered_at = now()",
    )


def test_a_login_of_the_tasks_can_not_become_the_docket(chain: Chain) -> None:
    login = f"tasks_{uuid4().hex}"
    with unit_of_work(settings.database_url()) as session:
        session.execute(text(f"CREATE ROLE {login} LOGIN IN ROLE writ_worker"))
        session.execute(text(f"SET LOCAL SESSION AUTHORIZATION {login}"))
        for role in ("writ_docket", "postgres"):
            with pytest.raises(DBAPIError, match="permission denied to set role"), session.begin_nested():
                session.execute(text(f"SET ROLE {role}"))
        session.execute(text("SET ROLE writ_worker"))
        session.rollback()


def test_a_session_can_not_shed_its_role_by_resetting_it(chain: Chain) -> None:
    with unit_of_work(settings.database_url(), WORKER) as session:
        session.execute(text("RESET ROLE"))
        assert session.scalar(text("SELECT current_user")) == "writ_worker"
        session.execute(text("RESET ALL"))
        assert session.scalar(text("SELECT current_user")) == "writ_worker"


def test_stages_and_docket_act_as_their_roles(chain: Chain) -> None:
    from include.writ.wiring.deployment import for_docket, for_tasks

    for here, role in ((for_tasks(), "writ_worker"), (for_docket(), "writ_docket")):
        with here.begin() as session:
            assert session.scalar(text("SELECT current_user")) == role
