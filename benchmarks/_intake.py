"""What both intake benchmarks need: a database of their own, a source, and one measured intake."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID
from zoneinfo import ZoneInfo

import polars as pl
import psutil
import psycopg

from benchmarks._findings import accepted_rows, write_export
from include.writ.domain.states import BatchState
from include.writ.local.postgres import EmbeddedPostgres, embedded_server
from include.writ.packs.loader import load_pack
from include.writ.services import pull, validate
from include.writ.services.bases import bases_in_force
from include.writ.services.placing import Origin, prepare
from include.writ.services.take_in import TakingIn
from include.writ.services.validate import Means, Validated
from include.writ.sources.base import FetchedExport
from include.writ.storage.blobs import BlobStore
from include.writ.storage.models import BatchRow, SourceRow
from include.writ.storage.session import engine, migrate, unit_of_work
from include.writ.wiring.checking import PackCheck

DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 22, tzinfo=UTC)
SOURCE = "benchmark"
FILLED_AT_ONCE = 50_000
A_DAYS_CASES = 1_000_000
EARLIER_BY = 10  # days, so that they are not those of the measured exports
# a server with some memory for this work; both sides of the comparison have it
TUNING = {
    "shared_buffers": "2GB",
    "max_wal_size": "16GB",
    "checkpoint_timeout": "30min",
    "wal_buffers": "64MB",
    "work_mem": "64MB",
}


@dataclass
class Bench:
    """A migrated database, a raw store, and files of invented findings."""

    server: EmbeddedPostgres
    folder: Path
    database: str = "intake"

    @property
    def url(self) -> str:
        """The database of Writ."""
        return self.server.url(self.database)

    def prepare(self) -> None:
        """Make the database with its one source."""
        self.server.ensure_database(self.database)
        migrate(self.url)
        with unit_of_work(self.url) as session:
            session.add(SourceRow(name=SOURCE, connection_id="writ_source_benchmark", layout={}))

    def export(self, rows: int, first: int, day: date) -> Path:
        """A file of `rows` findings numbered from `first` on."""
        path = self.folder / f"{first}-{rows}.csv"
        with ProcessPoolExecutor(1, get_context("spawn")) as other:  # its memory is none of the intake's
            other.submit(write_export, path, rows, day, first).result()
        return path

    def store(self, path: Path, day: date) -> UUID:
        """Record a file as the export of a day; the id of its batch."""
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        with unit_of_work(self.url) as session:
            pulled = pull.run(
                session,
                source_name=SOURCE,
                export=FetchedExport(path, sha256, path.stat().st_size, "export.csv"),
                raw_store=self.raw_store,
                day=day,
                now=NOW,
                zone=ZoneInfo("Asia/Almaty"),
            )
        if pulled.batch_id is None:
            raise SystemExit("the export was not stored")
        return pulled.batch_id

    @property
    def raw_store(self) -> BlobStore:
        """Where raw exports lie."""
        return BlobStore(str(self.folder / "raw"))

    def take_in(self, batch_id: UUID) -> tuple[Validated, float]:
        """From the raw file to open cases with their proposals, in one transaction; with the seconds it took."""
        pack = load_pack("kz")
        started = time.perf_counter()
        with unit_of_work(self.url) as session, unit_of_work(self.url) as asking:
            means = Means(asking, self.raw_store, self.folder, PackCheck(pack), pack, DAY + timedelta(days=2), NOW)
            done = validate.run(session, batch_id, means)
        seconds = time.perf_counter() - started
        if done.state != "opened" or done.rows != done.accepted + done.quarantined:
            raise SystemExit(f"the export was not taken in: {done}")
        return done, seconds

    def fill(self, cases: int, first: int) -> None:
        """Open so many cases on earlier days, at most a million on each, as if their rows had been judged."""
        for number, start in enumerate(range(0, cases, A_DAYS_CASES), start=EARLIER_BY):
            self._fill_day(min(A_DAYS_CASES, cases - start), first + start, DAY - timedelta(days=number))
        self.settle()

    def _fill_day(self, cases: int, first: int, day: date) -> None:
        note = self.folder / f"{first}.txt"
        note.write_text(str(first))
        batch_id, pack = self.store(note, day), load_pack("kz")
        with unit_of_work(self.url) as session:
            origin = Origin(batch_id, SOURCE, day, pack.pack.jurisdiction, bases_in_force(session, pack, DAY))
            taking = TakingIn(session, origin, rows=cases, now=NOW)
            for start in range(0, cases, FILLED_AT_ONCE):
                rows = accepted_rows(min(FILLED_AT_ONCE, cases - start), day, first + start)
                taking.add(prepare(rows.with_columns(pl.col("row_number") + start)))
            taking.close()
            batch = session.get_one(BatchRow, batch_id)
            batch.row_count = batch.accepted = cases
            batch.quarantined = batch.duplicates = 0
            batch.state, batch.opened_at = BatchState.OPENED, NOW

    def warm_up(self) -> None:
        """Import what the work needs and do it once in a small way, in a database of its own."""
        small = Bench(self.server, self.folder, "warm")
        small.prepare()
        small.take_in(small.store(small.export(2_000, 1, DAY), DAY))
        engine(small.url).dispose()

    @property
    def process(self) -> psutil.Process | None:
        """The database server."""
        number = (self.folder / "postgres" / "postmaster.pid").read_text().splitlines()[0]
        return psutil.Process(int(number))

    def settle(self) -> None:
        """What autovacuum does in the minutes after a load; without it the next look at each page pays for it."""
        with psycopg.connect(self.url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute("VACUUM (ANALYZE)")

    def checkpoint(self) -> None:
        """Let no earlier work be written while something is measured."""
        with psycopg.connect(self.url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute("CHECKPOINT")

    def bare_copy(self, path: Path) -> float:
        """Seconds that PostgreSQL needs for the same file: COPY into a logged table of texts without any index."""
        self.checkpoint()
        with psycopg.connect(self.url.replace("+psycopg", "")) as connection, path.open("rb") as file:
            columns = ", ".join(f"c{number} text" for number in range(7))
            connection.execute("DROP TABLE IF EXISTS bare")
            connection.execute(f"CREATE TABLE bare ({columns})")
            connection.commit()
            started = time.perf_counter()
            with connection.cursor() as cursor, cursor.copy("COPY bare FROM STDIN (FORMAT csv, HEADER true)") as copy:
                while data := file.read(1 << 20):
                    copy.write(data)
            connection.commit()
            seconds = time.perf_counter() - started
            connection.execute("DROP TABLE bare")
        return seconds


@contextmanager
def bench() -> Iterator[Bench]:
    """A server and a folder that are gone afterwards."""
    with (
        TemporaryDirectory(prefix="writ-bench-") as folder,
        embedded_server(Path(folder) / "postgres", tuning=TUNING) as server,
    ):
        made = Bench(server, Path(folder))
        made.prepare()
        yield made
