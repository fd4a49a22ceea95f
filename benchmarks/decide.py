"""What the system adds to each decision of a person: `python -m benchmarks.decide [--decisions N]`.

A decision is what the Docket does for two people: a draft is kept, the case is opened by an approver, and approved with
its order and its notice. Each is a transaction of its own. The reference is the same number of transactions that insert
one row into a table without an index.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Iterator
from uuid import UUID

import psycopg
from sqlalchemy import select

from benchmarks._intake import Bench, bench
from benchmarks._load import measured_load
from include.writ.domain.worksheet import Aim, Worksheet
from include.writ.local.seed import seed_demo
from include.writ.storage.models import CaseRow
from include.writ.storage.session import unit_of_work
from include.writ.wiring import docket

FIRST = 10_000_000
ACTS = 3
WARM_UP = 20


def measure(at: Bench, decisions: int) -> dict[str, object]:
    """Milliseconds for each decision, median and 95th percentile, against bare transactions."""
    seed_demo(at.url)
    at.fill(decisions + WARM_UP, FIRST)
    os.environ |= {"WRIT_DATABASE_URL": at.url, "WRIT_VAR": str(at.folder)}
    with unit_of_work(at.url) as session:
        cases = list(session.scalars(select(CaseRow.id).order_by(CaseRow.id)))
    list(_decide(cases[:WARM_UP]))
    with measured_load(at.process) as load:
        bare = statistics.median(_bare(at.url, decisions)) * 1000
        spent = [seconds * 1000 for seconds in _decide(cases[WARM_UP:])]
    median = statistics.median(spent)
    return {
        "benchmark": "decide",
        "decisions": decisions,
        "ms_per_decision": round(median, 2),
        "p95_ms": round(statistics.quantiles(spent, n=20)[-1], 2),
        "bare_ms": round(bare, 2),
        "ratio": round(median / bare, 1),
        "others_cpu_share": round(load.others, 3),
    }


def _decide(cases: list[UUID]) -> Iterator[float]:
    """The seconds of each."""
    approver = docket.person("approver_1")
    for case_id in cases:
        began = time.perf_counter()
        drafted = docket.draft(case_id, "drafter_1", f"The invented item of case {case_id} names a price.", _answers())
        docket.case(case_id, approver)
        docket.approve(case_id, approver.id, str(drafted.draft_hash))
        yield time.perf_counter() - began


def _answers() -> Worksheet:
    return Worksheet(
        elements={"material": "its second sentence", "propaganda": "it says where to buy"},
        aim=Aim.PUBLIC_HEALTH,
        necessity="as long as it can be read, it sells",
        less_restrictive="a note to the author would leave it as it is",
        exceptions="no journalism, art or research",
    )


def _bare(url: str, decisions: int) -> Iterator[float]:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute("CREATE TABLE public.bare (said text)")
        connection.commit()
        for number in range(decisions):
            began = time.perf_counter()
            for _ in range(ACTS):
                connection.execute("INSERT INTO public.bare VALUES (%s)", [str(number)])
                connection.commit()
            yield time.perf_counter() - began


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--decisions", type=int, default=300)
    asked = parser.parse_args()
    with bench() as made:
        print(json.dumps(measure(made, asked.decisions)))
