"""A day's books with very many open orders: `python -m benchmarks.reconcile [--orders N]`.

Every order was sent within a month, has been looked at six times and answered or not; one in fifty is found obeyed on
that day. What is measured is the whole book as its task draws it up: classes of all orders and what they were before,
cohorts, balances, changes, mismatches, and the orders that are closed, with their ledger entries. The reference is one
plain query over the same rows in the same run: the last look and the last answer of each order, written to a table.
`ratio` is our time to its. By default 200,000 orders, so that all benchmarks together stay short; filling a database
with 1,000,000 takes longer than reconciling them.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select, text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from benchmarks._intake import DAY, Bench, bench
from benchmarks._load import measured_load
from benchmarks.decide import FIRST, decide_case
from include.writ.domain.clocks import Unit
from include.writ.local.seed import seed_demo
from include.writ.packs.model import Escalation
from include.writ.packs.rules import Term
from include.writ.services import reconcile
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
    INSERT INTO writ.probes (id, order_id, slot, probed_at, verdict, because, agrees_since)
    SELECT uuidv7(), order_id, at, at, verdict, 'benchmark', CASE verdict
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
_BARE = """
    CREATE TEMPORARY TABLE bare ON COMMIT DROP AS
    SELECT o.id, l.verdict, a.outcome FROM writ.orders o
    LEFT JOIN (SELECT DISTINCT ON (order_id) order_id, verdict FROM writ.probes WHERE probed_at < :cutoff
               ORDER BY order_id, probed_at DESC) l ON l.order_id = o.id
    LEFT JOIN (SELECT DISTINCT ON (order_id) order_id, outcome FROM writ.responses WHERE collected_at < :cutoff
               ORDER BY order_id, collected_at DESC) a ON a.order_id = o.id
"""


def measure(at: Bench, orders: int) -> dict[str, object]:
    """Seconds of both sides, and how much memory the process took for ours."""
    _prepare(at, orders)
    before = _bare(at)
    with unit_of_work(at.url) as session:
        _draw_up(session, BOOK_DAY - timedelta(days=1), CUTOFF - timedelta(days=1))
    with measured_load(at.process) as load:
        began = time.perf_counter()
        with unit_of_work(at.url) as session:
            book = _draw_up(session, BOOK_DAY, CUTOFF)
        seconds = time.perf_counter() - began
    bare = (before + _bare(at)) / 2
    return {
        "benchmark": "reconcile",
        "orders": orders,
        "closed": book.closed,
        "mismatches": sum(book.discrepancies.values()),
        "seconds": round(seconds, 1),
        "bare_seconds": round(bare, 2),
        "ratio": round(seconds / bare, 2),
        "peak_rss_mb": round(load.peak_rss_mb),
        "others_cpu_share": round(load.others, 3),
    }


def _draw_up(session: Session, day: date, cutoff: datetime) -> reconcile.Book:
    """One book. The notices that remind platforms are measured with the other notices, so nobody is reminded."""
    never = Term(amount=10_000, unit=Unit.HOURS, rule="benchmark")
    return reconcile.run(
        session, book_day=day, cutoff=cutoff, ladder=Escalation(remind=never, person=never), now=CUTOFF
    )


def _prepare(at: Bench, orders: int) -> None:
    seed_demo(at.url)
    at.fill(orders + orders // 10, FIRST)
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


def _bare(at: Bench) -> float:
    began = time.perf_counter()
    with engine(at.url).begin() as connection:
        connection.execute(text(_BARE), {"cutoff": CUTOFF})
    return time.perf_counter() - began


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=200_000)
    asked = parser.parse_args()
    with bench() as made:
        print(json.dumps(measure(made, asked.orders)))
