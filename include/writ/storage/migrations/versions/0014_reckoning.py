"""Two looks that agree, and what they make of an order from one day to the next.

The database compares each look with those before it, so no look can say by itself that another agrees. An order has
effect only by two that do. What a look from outside the territory adds is reckoned by the database too, and never makes
an order obeyed. What changed and what balances is written down with each book.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

CLASSES = "'on_the_way', 'delivery_uncertain', 'awaited', 'claimed_not_looked', 'second_look', 'clock_stopped', 'complied', 'silently_gone', 'gone_though_refused', 'reappeared', 'claimed_still_available', 'withheld_elsewhere', 'partly_done', 'refused', 'contradictory', 'walled_off', 'overdue', 'unknown', 'restored', 'restoration_awaited', 'claimed_not_restored', 'not_restored', 'restoration_unknown', 'lifted'"
CONFIRMED = "verdict IN ('removed', 'account_gone', 'withheld') AND probed_at - agrees_since >= interval '30 minutes'"
PROBE_CHECKS = {
    "vantage_known": "vantage IN ('direct', 'inside')",
    "outside_known": "outside IN ('available', 'removed', 'withheld', 'restricted', 'account_gone', 'unknown')",
    "outside_is_asked_to_tell": "outside IS NULL OR verdict IN ('available', 'removed', 'account_gone')",
    "seen_known": "seen IN ('available', 'elsewhere', 'removed', 'withheld', 'restricted')",
    "unknown_is_not_seen": "(verdict = 'unknown') = (seen IS NULL)",
}
TIME = sa.DateTime(timezone=True)
JSON = postgresql.JSONB(none_as_null=True, astext_type=sa.Text())

FUNCTIONS = """
CREATE FUNCTION writ.what_is_seen(verdict text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE verdict WHEN 'account_gone' THEN 'removed' ELSE verdict END
$$;

CREATE FUNCTION writ.taken_together(verdict text, outside text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN verdict = 'available' AND outside IN ('removed', 'account_gone', 'withheld') THEN 'elsewhere'
                WHEN verdict IN ('removed', 'account_gone') AND outside = 'available' THEN 'withheld'
                ELSE writ.what_is_seen(verdict) END
$$;

CREATE FUNCTION writ.compare_looks() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last writ.probes;
    is_same boolean;
BEGIN
    NEW.seen := NULL;
    NEW.agrees_since := NULL;
    NEW.is_back := false;
    IF NEW.verdict = 'unknown' THEN
        RETURN NEW;
    END IF;
    SELECT * INTO last FROM writ.probes
    WHERE order_id = NEW.order_id AND verdict <> 'unknown' AND probed_at < NEW.probed_at
    ORDER BY probed_at DESC LIMIT 1;
    is_same := writ.what_is_seen(last.verdict) = writ.what_is_seen(NEW.verdict);
    NEW.seen := CASE WHEN is_same AND coalesce(NEW.outside, 'unknown') IN ('unknown', 'restricted')
                     THEN last.seen ELSE writ.taken_together(NEW.verdict, NEW.outside) END;
    NEW.agrees_since := CASE WHEN NEW.seen = last.seen OR is_same AND NEW.verdict <> 'available'
                             THEN last.agrees_since ELSE NEW.probed_at END;
    NEW.is_back := NEW.verdict = 'available' AND EXISTS (
        SELECT FROM writ.probes WHERE order_id = NEW.order_id AND is_confirmed AND probed_at < NEW.probed_at);
    RETURN NEW;
END $$;
"""


def upgrade() -> None:
    op.add_column("probes", sa.Column("vantage", sa.Text(), server_default="direct", nullable=False), schema="writ")
    op.add_column("probes", sa.Column("outside", sa.Text(), nullable=True), schema="writ")
    op.add_column("probes", sa.Column("seen", sa.Text(), nullable=True), schema="writ")
    for name, rule in PROBE_CHECKS.items():
        op.create_check_constraint(op.f(f"ck_probes_{name}"), "probes", rule, schema="writ")
    op.add_column("probes", sa.Column("agrees_since", TIME, nullable=True), schema="writ")
    op.add_column("probes", sa.Column("is_back", sa.Boolean(), server_default="false", nullable=False), schema="writ")
    confirmed = sa.Computed(f"coalesce({CONFIRMED}, false)", persisted=True)
    op.add_column("probes", sa.Column("is_confirmed", sa.Boolean(), confirmed, nullable=False), schema="writ")
    op.create_index(
        "ix_probes_known",
        "probes",
        ["order_id", "probed_at"],
        schema="writ",
        postgresql_where="verdict <> 'unknown'",
        postgresql_include=["verdict", "seen", "agrees_since", "is_confirmed"],
    )
    for name in ("confirmed", "back"):
        op.create_index(
            f"ix_probes_{name}", "probes", ["order_id", "probed_at"], schema="writ", postgresql_where=f"is_{name}"
        )
    op.execute(FUNCTIONS)
    _trigger("probes", "compared", "BEFORE INSERT", "compare_looks()")
    op.add_column("orders", sa.Column("confirmed_at", TIME, nullable=True), schema="writ")
    op.create_check_constraint(
        op.f("ck_orders_effect_is_confirmed"),
        "orders",
        "(effected_at IS NULL) = (confirmed_at IS NULL) AND confirmed_at > effected_at",
        schema="writ",
    )
    op.create_index(
        "ix_orders_confirmed_at",
        "orders",
        ["confirmed_at"],
        schema="writ",
        postgresql_where="confirmed_at IS NOT NULL",
    )
    op.execute("GRANT UPDATE (confirmed_at) ON writ.orders TO writ_worker")
    _make_changes()
    _make_balances()
    for table in ("order_changes", "order_balances"):
        op.execute(f"GRANT SELECT ON writ.{table} TO writ_worker, writ_docket")
        op.execute(f"GRANT INSERT, DELETE ON writ.{table} TO writ_worker")


def downgrade() -> None:
    raise NotImplementedError("guards are not taken away; restore a backup instead")


def _make_changes() -> None:
    op.create_table(
        "order_changes",
        sa.Column("book_day", sa.Date(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("order_class", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("since", TIME, nullable=False),
        sa.CheckConstraint(
            "change IN ('new', 'changed', 'closed', 'reopened')", name=op.f("ck_order_changes_change_known")
        ),
        sa.CheckConstraint(f"order_class IN ({CLASSES})", name=op.f("ck_order_changes_order_class_known")),
        sa.CheckConstraint(f"before IN ({CLASSES})", name=op.f("ck_order_changes_before_known")),
        sa.CheckConstraint("(change = 'new') = (before IS NULL)", name=op.f("ck_order_changes_new_has_nothing_before")),
        sa.PrimaryKeyConstraint("book_day", "order_id", name=op.f("pk_order_changes")),
        schema="writ",
    )
    op.create_index(
        "ix_order_changes_of_order",
        "order_changes",
        ["order_id", "book_day"],
        schema="writ",
        postgresql_include=["order_class"],
    )


def _make_balances() -> None:
    counts = ("opening", "new", "reopened", "closed", "closing")
    op.create_table(
        "order_balances",
        sa.Column("book_day", sa.Date(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in counts),
        sa.Column("classes", JSON, nullable=False),
        sa.Column("gaps", JSON, nullable=False),
        sa.PrimaryKeyConstraint("book_day", "platform", "ground", name=op.f("pk_order_balances")),
        schema="writ",
    )


def _trigger(table: str, name: str, when: str, function: str) -> None:
    op.execute(f"CREATE TRIGGER {name} {when} ON writ.{table} FOR EACH ROW EXECUTE FUNCTION writ.{function}")
    op.execute(f"ALTER TABLE writ.{table} ENABLE ALWAYS TRIGGER {name}")
