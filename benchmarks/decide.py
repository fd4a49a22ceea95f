"""What the system adds to what a person decides: `python -m benchmarks.decide [--decisions N]`.

A drafter's draft is kept, an approver opens the case, and approves it, which makes the order and its notice: three acts
as the Docket calls them, each with all its transactions. The reference is a transaction that inserts one row into a
table without an index; `ratio` is that of an approval.
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
from include.writ.domain.worksheet import Aim, Translation, Worksheet
from include.writ.local.seed import seed_demo
from include.writ.storage.models import CaseRow
from include.writ.storage.session import unit_of_work
from include.writ.wiring import docket

FIRST = 10_000_000
WARM_UP = 20


def measure(at: Bench, decisions: int) -> dict[str, object]:
    """Milliseconds of each act, the median; and the 95th percentile of approvals."""
    seed_demo(at.url)
    at.fill(decisions + WARM_UP, FIRST)
    os.environ |= {"WRIT_DATABASE_URL": at.url, "WRIT_VAR": str(at.folder)}
    with unit_of_work(at.url) as session:
        cases = list(session.scalars(select(CaseRow.id).order_by(CaseRow.id)))
    for case_id in cases[:WARM_UP]:
        decide_case(case_id)
    with measured_load(at.process) as load:
        bare = statistics.median(_bare(at.url, decisions))
        drafts, openings, approvals = zip(*map(decide_case, cases[WARM_UP:]), strict=True)
    return {
        "benchmark": "decide",
        "decisions": decisions,
        "draft_ms": round(statistics.median(drafts), 2),
        "open_ms": round(statistics.median(openings), 2),
        "approve_ms": round(statistics.median(approvals), 2),
        "approve_p95_ms": round(statistics.quantiles(approvals, n=20)[-1], 2),
        "bare_ms": round(bare, 2),
        "ratio": round(statistics.median(approvals) / bare, 1),
        "others_cpu_share": round(load.others, 3),
    }


def decide_case(case_id: UUID) -> tuple[float, float, float]:
    """The milliseconds of the draft, of opening the case, and of the approval."""
    reasons = f"The invented item of case {case_id} names a price."
    began = time.perf_counter()
    draft_hash = str(docket.draft(case_id, "drafter_1", reasons, _answers(), seen=0).draft_hash)
    drafted = time.perf_counter()
    docket.case(case_id, docket.person("approver_1"))
    opened = time.perf_counter()
    docket.approve(case_id, "approver_1", draft_hash)
    approved = time.perf_counter()
    return (drafted - began) * 1000, (opened - drafted) * 1000, (approved - opened) * 1000


def _answers() -> Worksheet:
    return Worksheet(
        language="en",
        translation=Translation("ru", "Во втором предложении выдуманного материала названа цена."),
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
            connection.execute("INSERT INTO public.bare VALUES (%s)", [str(number)])
            connection.commit()
            yield (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--decisions", type=int, default=300)
    asked = parser.parse_args()
    with bench() as made:
        print(json.dumps(measure(made, asked.decisions)))
