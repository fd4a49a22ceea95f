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
import time
from datetime import date, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from benchmarks._books import BOOK_DAY, CUTOFF, fill_orders
from benchmarks._intake import Bench, bench
from benchmarks._load import measured_load
from include.writ.domain.clocks import Unit
from include.writ.packs.model import Escalation
from include.writ.packs.rules import Term
from include.writ.services import reconcile
from include.writ.storage.session import engine, unit_of_work

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
    fill_orders(at, orders, orders + orders // 10)
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
