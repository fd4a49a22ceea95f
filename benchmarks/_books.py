"""Very many orders with looks and answers, filled by SQL from one that people made, for what is measured over them."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, text
from sqlalchemy.engine import Connection

from benchmarks._intake import DAY, Bench
from benchmarks.decide import FIRST, decide_case
from include.writ.local.seed import seed_demo
from include.writ.storage.models import CaseRow
from include.writ.storage.session import engine, unit_of_work

BOOK_DAY = DAY + timedelta(days=1)
CUTOFF = datetime(BOOK_DAY.year, BOOK_DAY.month, BOOK_DAY.day, 19, tzinfo=UTC)  # midnight in Almaty
GUARDED = ("cases", "decisions", "approvals", "orders", "probes", "responses")

_PICKED = """
    CREATE TABLE public.picked AS
    SELECT row_number() OVER () AS n, c.id AS case_id, c.content_item_id, c.platform, i.canonical_url,
           gen_random_uuid() AS order_id, gen_random_uuid() AS decision_id, gen_random_uuid() AS approval_id
    FROM writ.cases c JOIN writ.content_items i ON i.id = c.content_item_id
    WHERE c.state = 'proposed' LIMIT :orders
"""
_OWN = {
    "decisions": {"id": "p.decision_id", "case_id": "p.case_id", "reasons": "'Reasons of order ' || p.n"},
    "approvals": {"id": "p.approval_id", "decision_id": "p.decision_id"},
    "orders": {
        "id": "p.order_id",
        "case_id": "p.case_id",
        "decision_id": "p.decision_id",
        "approval_id": "p.approval_id",
        "content_item_id": "p.content_item_id",
        "platform": "p.platform",
        "number": "'BENCH-2026-' || p.n",
        "url": "p.canonical_url",
        "state": "'sent'",
        **{
            name: "CAST(:cutoff AS timestamptz) - (1 + p.n % 29) * interval '1 day' - interval '3 hours'"
            for name in ("approved_at", "released_at", "sent_at", "received_at", "clock_from")
        },
        "due_at": "CAST(:cutoff AS timestamptz) - (1 + p.n % 29) * interval '1 day' - interval '3 hours'"
        " + make_interval(hours => t.deadline_hours)",
    },
}
# six looks each, ten hours apart; of one order in fifty the last two agree that it is gone
_LOOKS = """
    INSERT INTO writ.probes (id, order_id, slot, probed_at, verdict, because, seen, agrees_since)
    SELECT uuidv7(), order_id, at, at, verdict, 'benchmark', nullif(verdict, 'unknown'), CASE verdict
        WHEN 'removed' THEN CAST(:cutoff AS timestamptz) - interval '20 hours' WHEN 'unknown' THEN NULL
        ELSE CAST(:cutoff AS timestamptz) - interval '60 hours' END
    FROM (SELECT order_id, CAST(:cutoff AS timestamptz) - look * interval '10 hours' AS at,
                 CASE WHEN n % 50 = 0 AND look <= 2 THEN 'removed' WHEN n % 7 = 0 THEN 'restricted'
                      WHEN (n + look) % 13 = 0 THEN 'unknown' ELSE 'available' END AS verdict
          FROM public.picked, generate_series(1, 6) AS look ORDER BY order_id, look DESC) seen
"""
_ANSWERS = """
    INSERT INTO writ.responses (id, platform, seq, answer_id, order_id, outcome, reason, answered_at, collected_at)
    SELECT uuidv7(), platform, n * 2 + nth, 'A-' || n || '-' || nth, order_id,
           CASE WHEN nth = 0 THEN 'acknowledged' WHEN n % 9 = 0 THEN 'refused' ELSE 'removed' END, '',
           CAST(:cutoff AS timestamptz) - (20 - nth) * interval '1 hour',
           CAST(:cutoff AS timestamptz) - (20 - nth) * interval '1 hour'
    FROM public.picked, generate_series(0, 1) AS nth WHERE nth = 0 OR n % 3 = 0 ORDER BY order_id, nth
"""


def fill_orders(at: Bench, orders: int, cases: int) -> None:
    """Open `cases` cases, of which `orders` were ordered within a month, looked at six times, and answered or not."""
    seed_demo(at.url)
    at.fill(cases, FIRST)
    os.environ |= {"WRIT_DATABASE_URL": at.url, "WRIT_VAR": str(at.folder)}
    with unit_of_work(at.url) as session:
        case_id = session.scalars(select(CaseRow.id).order_by(CaseRow.id).limit(1)).one()
    decide_case(case_id)
    with engine(at.url).begin() as connection:
        for table in GUARDED:
            connection.execute(text(f"ALTER TABLE writ.{table} DISABLE TRIGGER ALL"))
        connection.execute(text(_PICKED), {"orders": orders})
        for table, own in _OWN.items():
            _copy(connection, table, own)
        for statement in (_LOOKS, _ANSWERS):
            connection.execute(text(statement), {"cutoff": CUTOFF})
        ordered = "UPDATE writ.cases SET state = 'ordered' WHERE id IN (SELECT case_id FROM public.picked)"
        connection.execute(text(ordered))
        for table in GUARDED:
            connection.execute(text(f"ALTER TABLE writ.{table} ENABLE TRIGGER ALL"))
    with engine(at.url).connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _copy(connection: Connection, table: str, own: dict[str, str]) -> None:
    """One row for each picked case, like the one that people made."""
    of_table = "SELECT column_name FROM information_schema.columns WHERE table_schema = 'writ' AND table_name = :table"
    columns = connection.scalars(text(of_table), {"table": table}).all()
    values = ", ".join(own.get(column, f't."{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    first = f"(SELECT * FROM writ.{table} LIMIT 1) t"
    statement = f"INSERT INTO writ.{table} ({names}) SELECT {values} FROM public.picked p, {first}"
    connection.execute(text(statement), {"cutoff": CUTOFF} if ":cutoff" in values else {})
