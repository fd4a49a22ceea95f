"""How soon each page of the Docket answers over very many cases: `python -m benchmarks.docket [--cases N]`.

Of the cases one in fifty was ordered within a month; the rest waits to be drafted. Each page is asked for as a browser
would, by a person who has every role, its login apart; `p95_ms` is the 95th percentile of its answers. The reference is
one query over the same rows in the same run, bare of everything: a page of cases by index. `ratio` is the slowest
page's 95th percentile to the reference's. By default 200,000 cases, so that all benchmarks together stay short.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import statistics
import time
import warnings
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import select, text, update

from benchmarks._books import BOOK_DAY, CUTOFF, fill_orders
from benchmarks._intake import Bench, bench
from benchmarks._load import measured_load
from include.writ.domain.clocks import Unit
from include.writ.domain.people import Role
from include.writ.packs.model import Escalation
from include.writ.packs.rules import Term
from include.writ.services import reconcile
from include.writ.storage.models import BatchRow, CaseRow, NoticeRow, PersonRow
from include.writ.storage.session import engine, unit_of_work

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Starlette would rather have httpx2; Airflow itself installs httpx
    from airflow.api_fastapi.core_api.security import get_user
    from fastapi.testclient import TestClient

    from include.writ.web.app import build_app

ROUNDS = 40
WARM_UP = 3
READER = "drafter_1"
_BARE = """
    SELECT id, opened_day, state FROM writ.cases
    WHERE state = 'proposed' AND (opened_day, id) > (:day, :id) ORDER BY opened_day, id LIMIT 50
"""
_SAMPLED = """
    SELECT one.id, one.opened_day FROM generate_series(1, 300) AS n, LATERAL
        (SELECT id, opened_day FROM writ.cases WHERE id > md5(n::text)::uuid ORDER BY id LIMIT 1) one
"""


class _User:
    """As much of Airflow's user as the Docket asks for."""

    def get_name(self) -> str:
        return READER


def measure(at: Bench, cases: int) -> dict[str, object]:
    """The 95th percentile of each page, and of the reference."""
    fill_orders(at, cases // 50, cases)
    never = Term(amount=10_000, unit=Unit.HOURS, rule="benchmark")
    for day, cutoff in ((BOOK_DAY - timedelta(days=1), CUTOFF - timedelta(days=1)), (BOOK_DAY, CUTOFF)):
        with unit_of_work(at.url) as session:
            ladder = Escalation(remind=never, person=never)
            reconcile.run(session, book_day=day, cutoff=cutoff, ladder=ladder, now=CUTOFF)
    with unit_of_work(at.url) as session:
        every = [role for role in Role if role is not Role.APPEAL_REVIEWER]
        session.execute(update(PersonRow).where(PersonRow.id == READER).values(roles=every))
    at.settle()
    some = _some(at)
    app = build_app()
    app.dependency_overrides[get_user] = _User
    client = TestClient(app, raise_server_exceptions=False)
    with measured_load(at.process) as load:
        bare = _p95(lambda: _bare(at, random.choice(some["case"])))
        pages = {name: _p95(lambda: _get(client, make())) for name, make in _pages(some)}  # noqa: B023 - asked at once
    slowest = max(pages, key=lambda name: pages[name])
    return {
        "benchmark": "docket",
        "cases": cases,
        "p95_ms": {name: round(ms, 1) for name, ms in sorted(pages.items(), key=lambda one: -one[1])},
        "slowest": slowest,
        "bare_p95_ms": round(bare, 2),
        "ratio": round(pages[slowest] / bare, 1),
        "others_cpu_share": round(load.others, 3),
    }


def _some(at: Bench) -> dict[str, list[Any]]:
    """Ids to ask for, spread over the whole."""
    with engine(at.url).begin() as connection:
        found = {"case": list(connection.execute(text(_SAMPLED)))}
        for name, table in (("batch", BatchRow), ("notice", NoticeRow)):
            found[name] = list(connection.execute(select(table.id).limit(20)))
        ordered = select(CaseRow.id).where(CaseRow.state == "ordered").limit(300)
        found["ordered"] = list(connection.execute(ordered))
    return found


def _pages(some: dict[str, list[Any]]) -> Iterator[tuple[str, Callable[[], str]]]:
    def one(name: str) -> str:
        return str(random.choice(some[name])[0])

    plain = (
        "",
        "cases",
        "redress",
        "releases",
        "notices",
        "holding-pen",
        "mismatches",
        "platforms",
        "packs",
        "people",
        "ledger",
        "ledger/verify",
    )
    for path in (*plain, "platforms/vkontakte", "batches", "quarantine", "figures", "workload"):
        yield path or "today", lambda path=path: f"/{path}"  # type: ignore[misc]
    yield "cases in a state", lambda: "/cases?state=proposed"
    yield "cases of a ground that none has", lambda: "/cases?state=proposed&ground=terrorism"
    yield "cases of a ground", lambda: "/cases?state=proposed&ground=suicide"
    yield "cases of a platform and ground", lambda: "/cases?state=proposed&platform=vkontakte&ground=drugs"
    yield "cases of an officer", lambda: f"/cases?state=any&officer={READER}"
    yield "cases due", lambda: "/cases?state=any&due=24"
    yield "cases far on", lambda: f"/cases?state=proposed&after={one('case')}"
    yield "case", lambda: f"/cases/{one('case')}"
    yield "case with an order", lambda: f"/cases/{one('ordered')}"
    yield "batch", lambda: f"/batches/{one('batch')}"


def _get(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"Accept": "text/html"})
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered with {answer.status_code}: {answer.text[:500]}")


def _bare(at: Bench, after: Any) -> None:
    with engine(at.url).begin() as connection:
        connection.execute(text(_BARE), {"id": after.id, "day": after.opened_day}).all()


def _p95(act: Callable[[], None]) -> float:
    for _ in range(WARM_UP):
        act()
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        act()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.quantiles(taken, n=20)[-1]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=200_000)
    asked = parser.parse_args()
    logging.disable(logging.INFO)  # Airflow lets everything be heard
    with bench() as made:
        print(json.dumps(measure(made, asked.cases)))
