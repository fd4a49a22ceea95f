"""The daily chain without Airflow: real database, real simulator, real HTTP; only the clock is set by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from include.writ.channels.settings import ChannelConnection
from include.writ.domain.content import Platform
from include.writ.domain.states import CaseState
from include.writ.domain.worksheet import Worksheet
from include.writ.local.postgres import EmbeddedPostgres
from include.writ.services import approve, decide
from include.writ.services import deployment as standing
from include.writ.services.drafts import latest_version
from include.writ.simulator.app import Simulator, running_simulator
from include.writ.simulator.world import DEFAULT_SEED
from include.writ.sources.base import SourceConnection
from include.writ.storage.models import CaseRow, OrderRow
from include.writ.wiring import docket, sending, stages
from include.writ.wiring.deployment import Deployment, for_docket
from tests.support.databases import deploy, filled_copy
from tests.support.drafts import REASONS, complete
from tests.support.owner import as_owner
from tests.support.press import specimen_key

ALMATY = ZoneInfo("Asia/Almaty")
DAY = date(2026, 11, 17)
SOURCES = ("media_watch", "open_monitor")


def local(day: date, hour: int) -> datetime:
    """An hour of a local day."""
    return datetime(day.year, day.month, day.day, tzinfo=ALMATY) + timedelta(hours=hour)


@dataclass
class Chain:
    """Every stage and every person's part, callable one by one."""

    simulator: Simulator
    clock_file: Path

    def at(self, moment: datetime) -> None:
        """Set the clock."""
        self.clock_file.write_text(moment.isoformat())

    @property
    def here(self) -> Deployment:
        return as_owner()

    @contextmanager
    def begin(self) -> Iterator[Session]:
        with self.here.begin() as session:
            yield session

    def pull(self, day: date) -> list[dict[str, str] | None]:
        return [stages.pull_export(name, self.connection_of(name), day) for name in SOURCES]

    def bring_in(self, day: date) -> None:
        """From exports to drafts."""
        self.pull(day)
        for batch in stages.batches_of(day):
            stages.validate_batch(batch)
        stages.open_cases_of(day)
        stages.propose_drafts_of(day)

    def cases(self, *states: CaseState) -> list[UUID]:
        with self.begin() as session:
            return list(session.scalars(select(CaseRow.id).where(CaseRow.state.in_(states)).order_by(CaseRow.id)))

    def draft(
        self, case_id: UUID, person: str = "drafter_1", worksheet: Worksheet | None = None, seen: int | None = None
    ) -> str:
        """Draft from the version `seen`, or from the latest one."""
        here = for_docket()
        with here.begin() as session:
            basis = here.pack.basis(session.get_one(CaseRow, case_id).ground, here.today)
            written = decide.draft(
                session,
                case_id=case_id,
                person=standing.person(session, person),
                reasons=REASONS.format(case=case_id),
                worksheet=worksheet or complete(basis),
                seen=self._latest(session, case_id) if seen is None else seen,
                pack=here.pack,
                today=here.today,
                now=here.clock(),
            )
            return written.decision.draft_hash

    def _latest(self, session: Session, case_id: UUID) -> int:
        latest = latest_version(session, case_id)
        return latest.version if latest else 0

    def open(self, case_id: UUID, person: str = "approver_1") -> None:
        """Look at a case, as its page does."""
        docket.case(case_id, docket.person(person))

    def approve(self, case_id: UUID, person: str = "approver_1", draft_hash: str | None = None) -> OrderRow:
        """Open the case and approve what it says, or the draft with this hash."""
        self.open(case_id, person)
        return self.approve_unopened(case_id, person, draft_hash)

    def approve_unopened(self, case_id: UUID, person: str = "approver_1", draft_hash: str | None = None) -> OrderRow:
        """Approve without a look."""
        here = for_docket()
        with here.begin() as session:
            decision = latest_version(session, case_id)
            return approve.run(
                session,
                case_id=case_id,
                person=standing.person(session, person),
                draft_hash=draft_hash or (decision.draft_hash if decision else ""),
                pack=here.pack,
                is_specimen=standing.is_specimen(session, here.pack),
                today=here.today,
                now=here.clock(),
            )

    def decide_all(self, limit: int | None = None) -> int:
        """Draft and approve every proposed case."""
        waiting = self.cases(CaseState.PROPOSED)[:limit]
        for case_id in waiting:
            self.draft(case_id)
            self.approve(case_id)
        return len(waiting)

    def ask(self, day: date, run_id: str = "run-1") -> bool:
        """Whether there was anything to ask a releaser."""
        return stages.ask_release(day, run_id) is not None

    def release(self, day: date, run_id: str = "run-1") -> str | None:
        if not self.ask(day, run_id):
            return None
        return stages.answer_release(run_id, "releaser_1", let_go=True)

    def deliver(self) -> dict[str, int]:
        """Drain every outbox; counts by result over all platforms."""
        totals: dict[str, int] = {}
        for platform in Platform:
            for result, n in self.deliver_to(platform)["results"].items():
                totals[result] = totals.get(result, 0) + n
        return totals

    def deliver_to(self, platform: str) -> dict[str, Any]:
        """Drain one outbox, with real signatures."""
        return sending.deliver_to(platform, self.channel_of(platform), specimen_key())

    def collect(self) -> int:
        return sum(sum(sending.collect_from(platform, self.channel_of(platform)).values()) for platform in Platform)

    def channel_of(self, platform: str) -> ChannelConnection:
        url = f"{self.simulator.api_url}/platforms/{platform}"
        return ChannelConnection(f"writ_platform_{platform}", "http", host=url, password=f"simulated-{platform}")

    def connection_of(self, source: str) -> SourceConnection:
        url = f"{self.simulator.api_url}/monitoring/{source}"
        return SourceConnection(f"writ_source_{source}", "http", host=url, password=f"simulated-{source}")


@contextmanager
def running_chain(database_url: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Chain]:
    """A chain on `database_url` with the demo's people, sources and platforms, at 06:00 after the first sample day."""
    from include.writ.clock import file_clock
    from include.writ.local.seed import seed_demo

    clock_file = deploy(database_url, folder, monkeypatch, local(DAY + timedelta(days=1), 6))
    seed_demo(database_url)
    with running_simulator(folder / "simulator", DEFAULT_SEED, file_clock(clock_file)) as simulator:
        address = f"127.0.0.1:{simulator.tls_port}:{simulator.ca_file}"
        monkeypatch.setenv("WRIT_SIMULATED_NETWORK", address)
        yield Chain(simulator, clock_file)


@contextmanager
def played(postgres: EmbeddedPostgres, template: str, folder: Path, play: Callable[[Chain], object]) -> Iterator[str]:
    """The name of a database to copy, in which `play` has been done once."""

    def fill(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        with running_chain(url, folder, monkeypatch) as running:
            play(running)

    with filled_copy(postgres, template, fill) as (name, _):
        yield name
