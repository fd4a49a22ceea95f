"""What every call needs: database, clock, time zone, pack and raw store, as this deployment is set up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from include.writ import settings
from include.writ.clock import Clock, file_clock, system_clock
from include.writ.domain.clocks import end_of_day
from include.writ.errors import ConfigError
from include.writ.packs.loader import LoadedPack, load_pack
from include.writ.services import deployment as standing
from include.writ.storage.blobs import BlobStore
from include.writ.storage.roles import DatabaseRole
from include.writ.storage.session import unit_of_work


@dataclass(frozen=True, slots=True)
class Deployment:
    """The parts of a running Writ. `role`: as whom its sessions act; None for whatever the login may do."""

    database_url: str
    role: DatabaseRole | None
    clock: Clock
    zone: ZoneInfo
    pack: LoadedPack
    raw_store: BlobStore

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """One transaction on Writ's database."""
        with unit_of_work(self.database_url, self.role) as session:
            yield session

    @property
    def today(self) -> date:
        """The local day now."""
        return self.clock().astimezone(self.zone).date()

    def end_of(self, day: date) -> datetime:
        """The UTC instant of the local midnight that ends `day`."""
        return end_of_day(day, self.zone)

    def is_specimen(self) -> bool:
        """True until a legal officer has adopted this exact pack."""
        with self.begin() as session:
            return standing.is_specimen(session, self.pack)


def for_tasks() -> Deployment:
    """This deployment as the DAGs' tasks may use it."""
    return _deployment(settings.database_url(), DatabaseRole.WORKER)


def for_docket() -> Deployment:
    """This deployment as the Docket may use it, which acts for the people who are logged in there."""
    return _deployment(settings.docket_database_url() or settings.database_url(), DatabaseRole.DOCKET)


def _deployment(database_url: str, role: DatabaseRole) -> Deployment:
    """From the environment. A clock that can be set is refused outside specimen mode."""
    clock_file = settings.clock_file()
    found = Deployment(
        database_url=database_url,
        role=role,
        clock=file_clock(clock_file) if clock_file else system_clock,
        zone=settings.timezone(),
        pack=load_pack(settings.pack()),
        raw_store=BlobStore(settings.raw_store()),
    )
    if clock_file and not found.is_specimen():
        raise ConfigError("WRIT_CLOCK_FILE is for specimen deployments: a set clock could move a deadline; unset it")
    return found
