"""Appeals, reviews, reversals, and clocks that stand still.

Whoever writes a reversal, a stop or the end of a review moves with it, by the database, what follows from it: the
order, its case, its notices, its time. So these can not fall apart, and nobody needs the right to move them by hand.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TRANSITIONS = {
    "case": [("ordered", "reversed"), ("closed", "reversed")],
    "order": [
        ("approved", "reversed"),
        ("released", "reversed"),
        ("sent", "reversed"),
        ("effected", "reversed"),
        ("reversed", "restored"),
    ],
    "outbox": [("waiting", "cancelled"), ("released", "cancelled"), ("sending", "cancelled")],
    "appeal": [
        ("", "received"),
        ("received", "in_review"),
        ("received", "withdrawn"),
        ("in_review", "received"),
        ("in_review", "upheld"),
        ("in_review", "partly_annulled"),
        ("in_review", "annulled"),
        ("in_review", "withdrawn"),
    ],
    "review": [("", "due"), ("due", "kept"), ("due", "lifted"), ("due", "overtaken")],
}
CHANGEABLE = {
    "appeals": ["state", "reviewer", "taken_at", "reasons", "lateness", "ends_on", "decided_at"],
    "reviews": ["state", "reviewer", "reasons", "reviewed_at", "next_review_on"],
    "reversals": ["to_be_restored", "received_at", "due_at", "restored_at"],
    "clock_stops": ["resumed_at", "ended_by"],
}
# UPDATE (id) is the right to lock a row; a guard refuses every change of one.
RIGHTS = {
    "writ_worker": {
        "appeals": "SELECT, INSERT",
        "reviews": "SELECT, INSERT, UPDATE (id)",
        "reversals": "SELECT, INSERT, UPDATE (to_be_restored, received_at, due_at, restored_at)",
        "clock_stops": "SELECT, INSERT, UPDATE (resumed_at)",
        "outbox": "INSERT",
    },
    "writ_docket": {
        "appeals": f"SELECT, INSERT, UPDATE ({', '.join(CHANGEABLE['appeals'])})",
        "reviews": f"SELECT, INSERT, UPDATE ({', '.join(CHANGEABLE['reviews'])})",
        "reversals": "SELECT, INSERT",
        "orders": "UPDATE (id)",
        "clock_stops": "SELECT, INSERT, UPDATE (resumed_at, ended_by)",
    },
}

FUNCTIONS = """
CREATE FUNCTION writ.clock_of(of_order uuid, received timestamptz) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    -- from when the platform's time runs; NULL while it stands still
    SELECT CASE WHEN received IS NULL OR coalesce(bool_or(resumed_at IS NULL), false) THEN NULL
                ELSE greatest(received, max(resumed_at)) END
    FROM writ.clock_stops WHERE order_id = of_order
$$;

CREATE FUNCTION writ.run_clock() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    began timestamptz := writ.clock_of(NEW.id, NEW.received_at);
    ends timestamptz := began + make_interval(hours => NEW.deadline_hours);
BEGIN
    IF OLD.received_at IS NOT NULL AND NEW.received_at IS DISTINCT FROM OLD.received_at THEN
        RAISE EXCEPTION 'order: it was received once, at %', OLD.received_at;
    END IF;
    IF (NEW.clock_from, NEW.due_at) IS DISTINCT FROM (OLD.clock_from, OLD.due_at)
       AND (NEW.clock_from, NEW.due_at) IS DISTINCT FROM (began, ends) THEN
        RAISE EXCEPTION 'order: the time runs from the receipt or the end of a stop, until %', ends;
    END IF;
    NEW.clock_from := began;
    NEW.due_at := ends;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.move_clock() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE writ.orders SET state = state WHERE id = NEW.order_id;
    RETURN NULL;
END $$;

CREATE FUNCTION writ.check_stop() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.resumed_at IS NOT NULL OR NEW.ended_by IS NOT NULL THEN
            RAISE EXCEPTION 'stop: it begins before it ends';
        END IF;
        IF NEW.position <> 1 + (SELECT count(*) FROM writ.clock_stops WHERE order_id = NEW.order_id) THEN
            RAISE EXCEPTION 'stop: % is not the next one', NEW.position;
        END IF;
        IF NEW.cause <> 'appeal' AND NOT EXISTS (
            SELECT FROM writ.responses WHERE id = NEW.response_id AND order_id = NEW.order_id
              AND (outcome, NEW.cause) IN (('clarification', 'clarification'), ('impossible', 'impossibility'))) THEN
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

CREATE FUNCTION writ.acted_on(person text, of_order uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    -- whether a person had a part in an order, or in anything that led to it or followed from it, but its appeals
    SELECT EXISTS (SELECT FROM writ.orders o JOIN writ.decisions d ON d.case_id = o.case_id
                   WHERE o.id = of_order AND d.drafted_by = person)
        OR EXISTS (SELECT FROM writ.orders o JOIN writ.approvals a ON a.id = o.approval_id
                   WHERE o.id = of_order AND a.approver = person)
        OR EXISTS (SELECT FROM writ.orders o JOIN writ.case_acts c ON c.case_id = o.case_id
                   WHERE o.id = of_order AND c.person = acted_on.person)
        OR EXISTS (SELECT FROM writ.outbox n JOIN writ.releases r ON r.id = n.release_id
                   WHERE n.order_id = of_order AND r.answered_by = person)
        OR EXISTS (SELECT FROM writ.reviews WHERE order_id = of_order AND reviewer = person)
$$;

CREATE FUNCTION writ.check_appeal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    body text;
    review date;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.response_id IS NULL AND NOT pg_has_role('writ_docket', 'USAGE') THEN
            RAISE EXCEPTION 'appeal: only the Docket takes one that came by no answer of a platform';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.reviewer IS NULL THEN
        RETURN NEW;
    END IF;
    IF OLD.reviewer IS NOT NULL AND OLD.reviewer <> NEW.reviewer THEN
        RAISE EXCEPTION 'appeal: % has taken it', OLD.reviewer;
    END IF;
    SELECT d.higher_body, o.review_on INTO body, review
    FROM writ.orders o JOIN writ.decisions d ON d.id = o.decision_id WHERE o.id = NEW.order_id;
    IF NOT EXISTS (SELECT FROM writ.people WHERE id = NEW.reviewer AND is_active
                   AND 'appeal_reviewer' = ANY (roles) AND higher_body = body) THEN
        RAISE EXCEPTION 'appeal: % is no active reviewer of %', NEW.reviewer, body;
    END IF;
    IF writ.acted_on(NEW.reviewer, NEW.order_id) THEN
        RAISE EXCEPTION 'appeal: % had a part in the order', NEW.reviewer;
    END IF;
    IF NEW.state = 'partly_annulled' AND OLD.state <> NEW.state AND NEW.ends_on >= review THEN
        RAISE EXCEPTION 'appeal: an earlier end lies before %', review;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.check_review() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    days int;
BEGIN
    IF NEW.reviewer IS NULL THEN
        RETURN NEW;
    END IF;
    IF NOT writ.holds_role(NEW.reviewer, 'law_reviewer') THEN
        RAISE EXCEPTION 'review: % is no active law reviewer', NEW.reviewer;
    END IF;
    SELECT d.review_after_days INTO days
    FROM writ.orders o JOIN writ.decisions d ON d.id = o.decision_id WHERE o.id = NEW.order_id;
    IF EXISTS (SELECT FROM writ.orders o JOIN writ.decisions d ON d.id = o.decision_id
               JOIN writ.approvals a ON a.id = o.approval_id
               WHERE o.id = NEW.order_id AND NEW.reviewer IN (d.drafted_by, a.approver)) THEN
        RAISE EXCEPTION 'review: % made the order; another law reviewer looks at it again', NEW.reviewer;
    END IF;
    -- a local day can be that of tomorrow in UTC
    IF NEW.next_review_on > (NEW.reviewed_at AT TIME ZONE 'UTC')::date + 1 + days THEN
        RAISE EXCEPTION 'review: the next one is due within % days', days;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.move_review_day() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_TABLE_NAME = 'appeals' THEN
        UPDATE writ.orders SET review_on = NEW.ends_on WHERE id = NEW.order_id;
    ELSE
        UPDATE writ.orders o SET review_on = least(NEW.next_review_on, (
            SELECT min(ends_on) FROM writ.appeals WHERE order_id = NEW.order_id)) WHERE id = NEW.order_id;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION writ.check_reversal() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM writ.appeals WHERE id = NEW.appeal_id AND order_id = NEW.order_id AND reviewer = NEW.decided_by
          AND (state = 'annulled' OR state = 'partly_annulled'
               AND ends_on <= (NEW.reversed_at AT TIME ZONE 'UTC')::date + 1)
    ) AND NOT EXISTS (
        SELECT FROM writ.reviews WHERE id = NEW.review_id AND order_id = NEW.order_id AND reviewer = NEW.decided_by
          AND state = 'lifted'
    ) THEN
        RAISE EXCEPTION 'reversal: no appeal annulled the order, and no review lifted it';
    END IF;
    IF NEW.restore_hours <> (SELECT d.restore_hours FROM writ.orders o JOIN writ.decisions d ON d.id = o.decision_id
                             WHERE o.id = NEW.order_id) THEN
        RAISE EXCEPTION 'reversal: the time to restore is that of the decision';
    END IF;
    NEW.received_at := NULL;
    NEW.due_at := NULL;
    NEW.restored_at := NULL;
    PERFORM FROM writ.outbox WHERE order_id = NEW.order_id FOR UPDATE;
    NEW.to_be_restored := EXISTS (SELECT FROM writ.outbox WHERE order_id = NEW.order_id AND notice_kind = 'order'
                                  AND state IN ('sending', 'handed', 'uncertain', 'sent'));
    RETURN NEW;
END $$;

CREATE FUNCTION writ.carry_out_reversal() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE writ.outbox SET state = 'cancelled' WHERE order_id = NEW.order_id AND state IN ('waiting', 'released')
       AND notice_kind IN ('order', 'clarification', 'reminder');
    UPDATE writ.orders SET state = 'reversed' WHERE id = NEW.order_id;
    UPDATE writ.cases SET state = 'reversed' WHERE id = (SELECT case_id FROM writ.orders WHERE id = NEW.order_id);
    UPDATE writ.reviews SET state = 'overtaken' WHERE order_id = NEW.order_id AND state = 'due';
    RETURN NULL;
END $$;

CREATE FUNCTION writ.check_restored() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM writ.probes WHERE order_id = NEW.order_id AND verdict = 'available'
                   AND probed_at = NEW.restored_at AND probed_at > NEW.reversed_at) THEN
        RAISE EXCEPTION 'reversal: no probe saw the content back then';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.check_nothing_to_restore() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM writ.outbox WHERE order_id = NEW.order_id AND notice_kind = 'order'
               AND state NOT IN ('cancelled', 'refused'))
       OR (SELECT coalesce(d.result, 'cut short') IN ('cut short', 'sent', 'handed', 'found', 'uncertain')
           FROM writ.deliveries d JOIN writ.outbox o ON o.id = d.outbox_id
           WHERE o.order_id = NEW.order_id AND o.notice_kind = 'order' ORDER BY d.attempt DESC LIMIT 1) THEN
        RAISE EXCEPTION 'reversal: the platform has the order, or may have it, so its content is to be restored';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.check_cancelled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM writ.reversals WHERE order_id = NEW.order_id
                   AND (NEW.notice_kind IN ('order', 'clarification', 'reminder')
                        OR NEW.notice_kind = 'restoration' AND NOT to_be_restored)) THEN
        RAISE EXCEPTION 'outbox: a notice of kind % is not cancelled', NEW.notice_kind;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.check_reversed_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM writ.reversals WHERE order_id = NEW.id
                   AND (NEW.state = 'reversed' OR restored_at IS NOT NULL)) THEN
        RAISE EXCEPTION 'order: nobody has reversed it, or the content was not seen back';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.check_reversed_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM writ.reversals r JOIN writ.orders o ON o.id = r.order_id WHERE o.case_id = NEW.id) THEN
        RAISE EXCEPTION 'case: nobody has reversed its order';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.check_notice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.notice_kind IN ('order', 'clarification', 'appeal_decision', 'announcement')
       AND NOT pg_has_role('writ_docket', 'USAGE') THEN
        RAISE EXCEPTION 'outbox: a notice of kind % follows from an act of a person, in the Docket', NEW.notice_kind;
    END IF;
    IF NEW.notice_kind IN ('order', 'announcement') AND NEW.version <> 1 THEN
        RAISE EXCEPTION 'outbox: an order has one notice, and so has an announcement';
    END IF;
    IF NEW.notice_kind = 'clarification' AND NOT EXISTS (
        SELECT FROM writ.clock_stops WHERE order_id = NEW.order_id AND cause = 'clarification'
          AND position = NEW.version AND resumed_at IS NULL) THEN
        RAISE EXCEPTION 'outbox: the platform does not wait for a clarification';
    END IF;
    IF NEW.notice_kind = 'restoration' AND NOT EXISTS (
        SELECT FROM writ.reversals WHERE order_id = NEW.order_id AND to_be_restored) THEN
        RAISE EXCEPTION 'outbox: nobody has reversed the order, or the platform never had it';
    END IF;
    IF NEW.notice_kind IN ('appeal_receipt', 'appeal_decision') AND NOT EXISTS (
        SELECT FROM writ.appeals WHERE order_id = NEW.order_id) THEN
        RAISE EXCEPTION 'outbox: there is no appeal to answer';
    END IF;
    RETURN NEW;
END $$;

DROP TRIGGER step_of_people ON writ.cases;
CREATE TRIGGER step_of_people BEFORE UPDATE ON writ.cases FOR EACH ROW
WHEN (OLD.state <> NEW.state AND NEW.state <> 'reversed'
      AND (OLD.state, NEW.state) NOT IN (('open', 'proposed'), ('ordered', 'closed')))
EXECUTE FUNCTION writ.check_step_of_people();
ALTER TABLE writ.cases ENABLE ALWAYS TRIGGER step_of_people;
"""


def upgrade() -> None:
    _create_appeals()
    _create_reviews()
    _create_reversals()
    _create_clock_stops()
    for machine, steps in TRANSITIONS.items():
        for before, after in steps:
            op.execute(f"INSERT INTO writ.allowed_transitions VALUES ('{machine}', '{before}', '{after}')")
    op.execute(FUNCTIONS)
    for table, columns in CHANGEABLE.items():
        op.execute(f"CREATE TRIGGER no_truncate BEFORE TRUNCATE ON writ.{table} EXECUTE FUNCTION writ.refuse_change()")
        op.execute(f"ALTER TABLE writ.{table} ENABLE ALWAYS TRIGGER no_truncate")
        _trigger(table, "no_delete", "BEFORE DELETE", "refuse_change()")
        quoted = ", ".join(f"'{column}'" for column in columns)
        _trigger(table, "only_its_course", "BEFORE UPDATE", f"refuse_other_columns({quoted})")
    _trigger("appeals", "transition", "BEFORE INSERT OR UPDATE", "check_transition('appeal')")
    _trigger("reviews", "transition", "BEFORE INSERT OR UPDATE", "check_transition('review')")
    _trigger("appeals", "by_the_higher_body", "BEFORE INSERT OR UPDATE", "check_appeal()")
    _trigger("appeals", "ends_earlier", "AFTER UPDATE", "move_review_day()", "NEW.ends_on IS DISTINCT FROM OLD.ends_on")
    _trigger("reviews", "by_a_law_reviewer", "BEFORE UPDATE", "check_review()")
    _trigger("reviews", "goes_on", "AFTER UPDATE", "move_review_day()", "NEW.state = 'kept'")
    _trigger("reversals", "has_an_act", "BEFORE INSERT", "check_reversal()")
    _trigger("reversals", "carried_out", "AFTER INSERT", "carry_out_reversal()")
    _trigger("reversals", "seen_back", "BEFORE UPDATE", "check_restored()", "NEW.restored_at IS NOT NULL")
    given_up = "OLD.to_be_restored AND NOT NEW.to_be_restored"
    _trigger("reversals", "nothing_to_restore", "BEFORE UPDATE", "check_nothing_to_restore()", given_up)
    _trigger("outbox", "cancelled_for_a_reason", "BEFORE UPDATE", "check_cancelled()", "NEW.state = 'cancelled'")
    _trigger("clock_stops", "lawful", "BEFORE INSERT OR UPDATE", "check_stop()")
    _trigger("clock_stops", "moves_the_clock", "AFTER INSERT OR UPDATE", "move_clock()")
    _trigger("orders", "runs_its_clock", "BEFORE UPDATE", "run_clock()")
    ends = "OLD.state <> NEW.state AND NEW.state IN ('reversed', 'restored')"
    _trigger("orders", "reversed_by_an_act", "BEFORE UPDATE", "check_reversed_order()", ends)
    _trigger("cases", "reversed_with_its_order", "BEFORE UPDATE", "check_reversed_case()", "NEW.state = 'reversed'")
    _trigger("outbox", "says_what_may_be_said", "BEFORE INSERT", "check_notice()")
    for role, rights in RIGHTS.items():
        for table, right in rights.items():
            op.execute(f"GRANT {right} ON writ.{table} TO {role}")


def _create_appeals() -> None:
    op.create_table(
        "appeals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("appellant", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("learned_on", sa.Date(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("in_time_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.Text(), nullable=True),
        sa.Column("response_id", sa.Uuid(), nullable=True),
        sa.Column("answer_code_sha256", sa.Text(), nullable=True),
        sa.Column("receipt", sa.LargeBinary(), nullable=False),
        sa.Column("receipt_sha256", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reviewer", sa.Text(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.Column("lateness", sa.Text(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (btrim(coalesce(reasons, '')) = '')", name=op.f("ck_appeals_decision_has_reasons")
        ),
        sa.CheckConstraint(
            "(state = 'in_review' OR state IN ('upheld', 'partly_annulled', 'annulled')) = (reviewer IS NOT NULL)",
            name=op.f("ck_appeals_review_has_a_reviewer"),
        ),
        sa.CheckConstraint(
            "(state = 'partly_annulled') = (ends_on IS NOT NULL)", name=op.f("ck_appeals_partly_means_an_earlier_end")
        ),
        sa.CheckConstraint(
            "(state IN ('upheld', 'partly_annulled', 'annulled')) = (decided_at IS NOT NULL)",
            name=op.f("ck_appeals_decision_has_a_time"),
        ),
        sa.CheckConstraint("appellant IN ('platform', 'author')", name=op.f("ck_appeals_appellant_known")),
        sa.CheckConstraint("btrim(statement) <> ''", name=op.f("ck_appeals_says_what")),
        sa.CheckConstraint(
            "decided_at IS NULL OR in_time_until IS NULL OR received_at <= in_time_until OR btrim(coalesce(lateness, '')) <> ''",
            name=op.f("ck_appeals_lateness_is_examined"),
        ),
        sa.CheckConstraint("language ~ '^[a-z]{2}$'", name=op.f("ck_appeals_language_is_code")),
        sa.CheckConstraint("receipt_sha256 ~ '^[0-9a-f]{64}$'", name=op.f("ck_appeals_receipt_sha256_is_sha256")),
        sa.CheckConstraint(
            "state IN ('received', 'in_review', 'upheld', 'partly_annulled', 'annulled', 'withdrawn')",
            name=op.f("ck_appeals_state_known"),
        ),
        sa.CheckConstraint(
            "num_nonnulls(recorded_by, response_id, answer_code_sha256) = 1", name=op.f("ck_appeals_came_one_way")
        ),
        sa.CheckConstraint(
            "answer_code_sha256 IS NULL OR appellant = 'author'", name=op.f("ck_appeals_only_authors_have_a_code")
        ),
        sa.CheckConstraint(
            "answer_code_sha256 ~ '^[0-9a-f]{64}$'", name=op.f("ck_appeals_answer_code_sha256_is_sha256")
        ),
        sa.CheckConstraint("(reviewer IS NULL) = (taken_at IS NULL)", name=op.f("ck_appeals_reviewer_took_it_once")),
        sa.ForeignKeyConstraint(["order_id"], ["writ.orders.id"], name=op.f("fk_appeals_order_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["writ.people.id"], name=op.f("fk_appeals_recorded_by")),
        sa.ForeignKeyConstraint(["response_id"], ["writ.responses.id"], name=op.f("fk_appeals_response_id")),
        sa.ForeignKeyConstraint(["reviewer"], ["writ.people.id"], name=op.f("fk_appeals_reviewer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeals")),
        sa.UniqueConstraint("number", name=op.f("uq_appeals_number")),
        sa.UniqueConstraint("order_id", "position", name=op.f("uq_appeals_order_id_position")),
        sa.UniqueConstraint("response_id", name=op.f("uq_appeals_response_id")),
        schema="writ",
    )
    op.create_index(
        "ix_appeals_open",
        "appeals",
        ["received_at"],
        unique=False,
        schema="writ",
        postgresql_where="state IN ('received', 'in_review')",
    )


def _create_reviews() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("because_of", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reviewer", sa.Text(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_review_on", sa.Date(), nullable=True),
        sa.CheckConstraint("(cause = 'sibling') = (because_of IS NOT NULL)", name=op.f("ck_reviews_sibling_is_named")),
        sa.CheckConstraint(
            "(reviewer IS NULL) = (btrim(coalesce(reasons, '')) = '')", name=op.f("ck_reviews_end_has_reasons")
        ),
        sa.CheckConstraint("(state = 'kept') = (next_review_on IS NOT NULL)", name=op.f("ck_reviews_kept_until_a_day")),
        sa.CheckConstraint(
            "(state IN ('kept', 'lifted')) = (reviewer IS NOT NULL)", name=op.f("ck_reviews_ended_by_a_person")
        ),
        sa.CheckConstraint("btrim(draft) <> ''", name=op.f("ck_reviews_lift_is_drafted")),
        sa.CheckConstraint("cause IN ('day', 'sibling', 'own_motion')", name=op.f("ck_reviews_cause_known")),
        sa.CheckConstraint("state IN ('due', 'kept', 'lifted', 'overtaken')", name=op.f("ck_reviews_state_known")),
        sa.CheckConstraint("(reviewer IS NULL) = (reviewed_at IS NULL)", name=op.f("ck_reviews_end_has_a_time")),
        sa.CheckConstraint("because_of <> order_id", name=op.f("ck_reviews_sibling_is_another_order")),
        sa.ForeignKeyConstraint(["because_of"], ["writ.orders.id"], name=op.f("fk_reviews_because_of")),
        sa.ForeignKeyConstraint(["order_id"], ["writ.orders.id"], name=op.f("fk_reviews_order_id")),
        sa.ForeignKeyConstraint(["reviewer"], ["writ.people.id"], name=op.f("fk_reviews_reviewer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sa.UniqueConstraint("order_id", "position", name=op.f("uq_reviews_order_id_position")),
        schema="writ",
    )
    op.create_index(
        "uq_reviews_one_due", "reviews", ["order_id"], unique=True, schema="writ", postgresql_where="state = 'due'"
    )


def _create_reversals() -> None:
    op.create_table(
        "reversals",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("appeal_id", sa.Uuid(), nullable=True),
        sa.Column("review_id", sa.Uuid(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("reversed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("restore_hours", sa.Integer(), nullable=False),
        sa.Column("to_be_restored", sa.Boolean(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("restored_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(cause = 'appeal') = (appeal_id IS NOT NULL)", name=op.f("ck_reversals_appeal_is_named")),
        sa.CheckConstraint("(cause = 'review') = (review_id IS NOT NULL)", name=op.f("ck_reversals_review_is_named")),
        sa.CheckConstraint("btrim(reasons) <> ''", name=op.f("ck_reversals_says_why")),
        sa.CheckConstraint("cause IN ('appeal', 'review')", name=op.f("ck_reversals_cause_known")),
        sa.CheckConstraint(
            "(received_at IS NULL) = (due_at IS NULL)", name=op.f("ck_reversals_clock_runs_from_receipt")
        ),
        sa.CheckConstraint(
            "due_at = received_at + make_interval(hours => restore_hours)",
            name=op.f("ck_reversals_deadline_is_the_packs"),
        ),
        sa.CheckConstraint(
            "restored_at IS NULL OR to_be_restored", name=op.f("ck_reversals_nothing_to_restore_is_not_restored")
        ),
        sa.ForeignKeyConstraint(["appeal_id"], ["writ.appeals.id"], name=op.f("fk_reversals_appeal_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["writ.people.id"], name=op.f("fk_reversals_decided_by")),
        sa.ForeignKeyConstraint(["order_id"], ["writ.orders.id"], name=op.f("fk_reversals_order_id")),
        sa.ForeignKeyConstraint(["review_id"], ["writ.reviews.id"], name=op.f("fk_reversals_review_id")),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_reversals")),
        schema="writ",
    )


def _create_clock_stops() -> None:
    op.create_table(
        "clock_stops",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("response_id", sa.Uuid(), nullable=True),
        sa.Column("appeal_id", sa.Uuid(), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resumed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.CheckConstraint("(cause = 'appeal') = (appeal_id IS NOT NULL)", name=op.f("ck_clock_stops_appeal_is_named")),
        sa.CheckConstraint("(cause = 'appeal') = (response_id IS NULL)", name=op.f("ck_clock_stops_answer_is_named")),
        sa.CheckConstraint(
            "cause IN ('clarification', 'impossibility', 'appeal')", name=op.f("ck_clock_stops_cause_known")
        ),
        sa.CheckConstraint(
            "ended_by IS NULL OR resumed_at IS NOT NULL", name=op.f("ck_clock_stops_ended_when_resumed")
        ),
        sa.CheckConstraint("resumed_at >= stopped_at", name=op.f("ck_clock_stops_resumed_after_it_stopped")),
        sa.ForeignKeyConstraint(["appeal_id"], ["writ.appeals.id"], name=op.f("fk_clock_stops_appeal_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["writ.people.id"], name=op.f("fk_clock_stops_ended_by")),
        sa.ForeignKeyConstraint(["order_id"], ["writ.orders.id"], name=op.f("fk_clock_stops_order_id")),
        sa.ForeignKeyConstraint(["response_id"], ["writ.responses.id"], name=op.f("fk_clock_stops_response_id")),
        sa.PrimaryKeyConstraint("order_id", "position", name=op.f("pk_clock_stops")),
        schema="writ",
    )
    op.create_index(
        "uq_clock_stops_one_open",
        "clock_stops",
        ["order_id", "cause"],
        unique=True,
        schema="writ",
        postgresql_where="resumed_at IS NULL",
    )


def _trigger(table: str, name: str, when: str, function: str, condition: str = "true") -> None:
    op.execute(
        f"CREATE TRIGGER {name} {when} ON writ.{table} FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION writ.{function}"
    )
    op.execute(f"ALTER TABLE writ.{table} ENABLE ALWAYS TRIGGER {name}")


def downgrade() -> None:
    raise NotImplementedError("guards are not taken away; restore a backup instead")
