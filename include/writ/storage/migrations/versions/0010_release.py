"""A release may hold back some platforms, an answer is given once, and a notice joins no question that was answered.

Tasks may see who approved an order, to tell a releaser of unusually many approvals.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ANSWER = ["state", "answered_by", "answered_at", "held_platforms", "note"]

FUNCTIONS = """
CREATE FUNCTION writ.check_answer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'asked' AND NEW IS DISTINCT FROM OLD THEN
        RAISE EXCEPTION 'release: it was answered once, by %', OLD.answered_by;
    END IF;
    IF NEW.held_platforms = '{}' THEN
        RETURN NEW;
    END IF;
    IF EXISTS (SELECT unnest(NEW.held_platforms) EXCEPT SELECT platform FROM writ.outbox WHERE release_id = NEW.id) THEN
        RAISE EXCEPTION 'release: it holds back a platform that it is not about';
    END IF;
    IF NOT EXISTS (SELECT FROM writ.outbox WHERE release_id = NEW.id AND platform <> ALL (NEW.held_platforms)) THEN
        RAISE EXCEPTION 'release: it holds back everything, so nothing is released';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION writ.check_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state NOT IN ('waiting', 'cancelled')
       AND NOT EXISTS (SELECT FROM writ.releases WHERE id = NEW.release_id AND state = 'released'
                       AND NEW.platform <> ALL (held_platforms)) THEN
        RAISE EXCEPTION 'outbox: no releaser has let this notice go out';
    END IF;
    IF NEW.announcement_id IS NOT NULL AND EXISTS (
        SELECT FROM writ.announcements a JOIN writ.releases r ON r.answered_by = a.asked_by
        WHERE a.id = NEW.announcement_id AND r.id = NEW.release_id AND r.state = 'released'
          AND a.platform <> ALL (r.held_platforms)) THEN
        RAISE EXCEPTION 'outbox: who asked for this announcement does not release it; another person does';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION writ.check_question() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM writ.releases WHERE id = NEW.release_id AND state = 'asked' FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'outbox: a notice joins a question that is open, and no other';
    END IF;
    RETURN NEW;
END $$;
"""


def upgrade() -> None:
    op.add_column(
        "releases",
        sa.Column("held_platforms", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        schema="writ",
    )
    op.add_column("releases", sa.Column("note", sa.Text(), nullable=True), schema="writ")
    for name, condition in {
        "held_back_from_a_release": "state = 'released' OR held_platforms = '{}'",
        "note_says_something_short": "char_length(btrim(note)) BETWEEN 1 AND 500",
        "note_is_of_an_answer": "note IS NULL OR answered_by IS NOT NULL",
    }.items():
        op.create_check_constraint(op.f(f"ck_releases_{name}"), "releases", condition, schema="writ")
    op.execute(FUNCTIONS)
    columns = ", ".join(f"'{column}'" for column in ANSWER)
    op.execute("DROP TRIGGER only_its_course ON writ.releases")
    _trigger("releases", "only_its_course", "BEFORE UPDATE", f"refuse_other_columns({columns})")
    _trigger("releases", "answered_once", "BEFORE UPDATE", "check_answer()")
    joins = "NEW.release_id IS NOT NULL"
    _trigger("outbox", "joins_as_it_is_made", "BEFORE INSERT", "check_question()", joins)
    joins_another = f"{joins} AND NEW.release_id IS DISTINCT FROM OLD.release_id"
    _trigger("outbox", "joins_a_question", "BEFORE UPDATE", "check_question()", joins_another)
    op.execute("GRANT UPDATE (held_platforms, note) ON writ.releases TO writ_worker, writ_docket")
    op.execute("GRANT SELECT (id, approver) ON writ.approvals TO writ_worker")


def downgrade() -> None:
    raise NotImplementedError("guards are not taken away; restore a backup instead")


def _trigger(table: str, name: str, when: str, function: str, condition: str = "true") -> None:
    op.execute(
        f"CREATE TRIGGER {name} {when} ON writ.{table} FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION writ.{function}"
    )
    op.execute(f"ALTER TABLE writ.{table} ENABLE ALWAYS TRIGGER {name}")
