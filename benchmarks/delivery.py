"""Notices delivered per second over loopback HTTP, 16 in flight: `python -m benchmarks.delivery [--notices N]`.

Each notice carries one order and is signed already; what is measured is the whole delivery as a task runs it: claiming
with an attempt on record, sending over the API channel, and the receipts, clocks and ledger entries that follow. The
reference is the bare HTTP client (requests, 16 threads) posting the same bytes to the same receiver before and after in
the same run. `ratio` is our rate to its.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import requests
from requests.adapters import HTTPAdapter
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from benchmarks._intake import Bench, bench
from benchmarks._load import measured_load
from benchmarks._orders import multiply
from benchmarks._serving import serving
from benchmarks.decide import FIRST, decide_case
from include.writ.channels.api import ApiChannel
from include.writ.channels.api_access import read_access
from include.writ.channels.jws_body import MEDIA_TYPE, flattened
from include.writ.channels.settings import ChannelConnection
from include.writ.clock import system_clock
from include.writ.domain.content import Platform
from include.writ.domain.delivery import Notice
from include.writ.local.seed import seed_demo
from include.writ.notices.keys import from_memory
from include.writ.notices.press import Press, Sealed, SigningPress
from include.writ.notices.specimen_key import make_specimen_certificate
from include.writ.services import deliver, issue
from include.writ.storage.models import CaseRow, NoticeRow, OrderRow, OutboxRow
from include.writ.storage.session import unit_of_work
from include.writ.wiring import stages

IN_FLIGHT = 16
WARM_UP = 500
SPARE = 4  # cases for each order, for those that are not proposed


def measure(at: Bench, notices: int) -> dict[str, object]:
    """Notices per second of both sides."""
    platform = _release(at, notices + WARM_UP)
    with serving("benchmarks._receiver") as (port, _), measured_load(at.process) as load:
        url = f"http://127.0.0.1:{port}"
        connection = ChannelConnection("writ_platform", "http", host=url, password="token")
        channel = ApiChannel(Platform(platform), read_access(Platform(platform), connection, system_clock))
        with unit_of_work(at.url) as session:
            rows = session.scalars(select(NoticeRow).order_by(NoticeRow.position)).all()
            bodies = [(str(row.id), _body(at, row)) for row in rows]
        _bare(url, bodies[:WARM_UP])
        before = _bare(url, bodies[WARM_UP:])
        _deliver(at, platform, channel, WARM_UP)
        with unit_of_work(at.url) as session:
            session.execute(text("ANALYZE"))  # as autovacuum does on any day but the first
        seconds = _deliver(at, platform, channel, notices)
        after = _bare(url, bodies[WARM_UP:])
    bare = (before + after) / 2
    return {
        "benchmark": "delivery",
        "notices": notices,
        "in_flight": IN_FLIGHT,
        "body_kb": round(len(bodies[0][1]) / 1024),
        "per_second": round(notices / seconds, 1),
        "bare_per_second": round(notices / bare, 1),
        "ratio": round(bare / seconds, 3),
        "others_cpu_share": round(load.others, 3),
    }


def _release(at: Bench, orders: int) -> str:
    """So many orders of one platform, released, each in a notice of its own that is signed; the platform's name."""
    issue.MOST_ITEMS = 1
    seed_demo(at.url)
    at.fill(SPARE * orders, FIRST)
    os.environ |= {"WRIT_DATABASE_URL": at.url, "WRIT_VAR": str(at.folder)}
    with unit_of_work(at.url) as session:
        case_id, day = session.execute(select(CaseRow.id, CaseRow.opened_day).order_by(CaseRow.id).limit(1)).one()
    decide_case(case_id)
    stages.ask_release(day, "run")
    stages.answer_release("run", "releaser_1", let_go=True)
    multiply(at.url, orders - 1)
    with unit_of_work(at.url) as session:
        platform = session.scalars(select(OrderRow.platform).limit(1)).one()
    means = _means(at, _OneForAll(SigningPress(from_memory(*make_specimen_certificate()), is_specimen=True)))
    with unit_of_work(at.url) as session:
        for notice_id in issue.due_notices(session, platform, means, system_clock(), orders):
            issue.sign(session, notice_id, means)
    return platform


class _OneForAll(Press):
    """Signs the first notice, and says of all others that this is theirs: what is measured begins after that."""

    def __init__(self, press: Press) -> None:
        self._press = press
        self._sealed: Sealed | None = None

    def seal(self, document: bytes, issued_at: datetime) -> Sealed:
        """See `Press.seal`."""
        self._sealed = self._sealed or self._press.seal(document, issued_at)
        return self._sealed


def _means(at: Bench, press: Press) -> issue.Means:
    return issue.Means(press, at.raw_store, ZoneInfo("Asia/Almaty"), is_specimen=True)


def _deliver(at: Bench, platform: str, channel: ApiChannel, notices: int) -> float:
    """Seconds for so many; the rest waits."""
    with unit_of_work(at.url) as session:
        of_platform = OutboxRow.platform == platform, OutboxRow.state == "released"
        rest = session.scalars(select(OutboxRow.id).where(*of_platform).order_by(OutboxRow.id).offset(notices)).all()
        _put_off(session, rest, system_clock() + timedelta(days=1))

    def begin() -> AbstractContextManager[Session]:
        return unit_of_work(at.url)

    began = time.perf_counter()
    done = deliver.run(begin, platform=platform, channel=channel, means=_means(at, _Never()), clock=system_clock)
    seconds = time.perf_counter() - began
    if done.results != {"sent": notices}:
        raise SystemExit(f"not all were delivered: {done}")
    with unit_of_work(at.url) as session:
        _put_off(session, rest, None)
    return seconds


def _put_off(session: Session, rows: Sequence[UUID], until: datetime | None) -> None:
    session.execute(update(OutboxRow).where(OutboxRow.id.in_(rows)).values(retry_at=until))


class _Never(Press):
    """There is nothing left to sign."""

    def seal(self, document: bytes, issued_at: datetime) -> Sealed:
        """See `Press.seal`."""
        raise SystemExit("a notice was not signed beforehand")


def _body(at: Bench, row: NoticeRow) -> bytes:
    pdf = at.raw_store.get(row.pdf_sha256 or "")
    notice = Notice(str(row.id), row.number, "", (), True, row.document, row.signature or "", pdf)
    return flattened(notice)


def _bare(url: str, bodies: Sequence[tuple[str, bytes]]) -> float:
    """Seconds of the bare client for these bodies."""
    session = requests.Session()
    session.trust_env = False
    session.mount("http://", HTTPAdapter(pool_maxsize=IN_FLIGHT))

    def post(one: tuple[str, bytes]) -> None:
        headers = {"Idempotency-Key": one[0], "Content-Type": MEDIA_TYPE, "Authorization": "Bearer token"}
        session.post(f"{url}/notices", data=one[1], headers=headers, timeout=30).raise_for_status()

    with ThreadPoolExecutor(IN_FLIGHT) as threads:
        began = time.perf_counter()
        list(threads.map(post, bodies))
        return time.perf_counter() - began


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--notices", type=int, default=3000)
    asked = parser.parse_args()
    with bench() as made:
        print(json.dumps(measure(made, asked.notices)))
