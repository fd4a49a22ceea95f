"""A specimen deployment with an export of which some rows are refused, delivered and validated as in real life."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from include.writ.local.postgres import EmbeddedPostgres
from include.writ.local.seed import seed_demo
from include.writ.services import pull
from include.writ.sources.base import FetchedExport
from include.writ.storage.models import BatchRow, FindingRow, QuarantineActRow, QuarantinedRow, SourceRow
from include.writ.wiring import stages
from include.writ.wiring.deployment import Deployment
from tests.support.databases import deploy, filled_copy, fresh_copy
from tests.support.owner import as_owner

DAY = date(2026, 11, 17)
NOW = datetime(2026, 11, 18, 1, tzinfo=UTC)
HELD_DAY = DAY - timedelta(days=2)
NOTHING = UUID(int=0)
SOURCE = "media_watch"
BAD_ADDRESS = "https://vk.com/"
EVIL = "<script>alert('x')</script><img src=x onerror=alert(1)>"
HEADER = ("finding_id", "detected_at", "url", "ground", "language", "excerpt", "capture_sha256")


def cells(number: int, **changed: str) -> dict[str, str]:
    """A good row, but for what is changed."""
    return {
        "finding_ref": f"MW-{number}",
        "detected_at": "2026-11-17T09:30:00+05:00",
        "url": f"https://vk.com/wall-1_{number}",
        "ground": "drugs",
        "language": "ru",
        "excerpt": f"{EVIL} {number}",
        "capture_sha256": sha256(str(number).encode()).hexdigest(),
    } | changed


@dataclass
class Refused:
    """The deployment, and what can be asked of it."""

    folder: Path
    rows: list[UUID] = field(default_factory=list)
    batch: UUID = NOTHING
    held: UUID = NOTHING

    @property
    def here(self) -> Deployment:
        return as_owner()

    def deliver(self, rows: list[dict[str, str]], *, day: date = DAY, validate: bool = True) -> UUID:
        """An export of these rows, pulled and validated; its batch."""
        written = StringIO()
        sheet = csv.writer(written)
        sheet.writerows([HEADER, *(row.values() for row in rows)])
        path = self.folder / "export.csv"
        path.write_text(written.getvalue(), encoding="utf-8")
        digest = sha256(path.read_bytes()).hexdigest()
        export = FetchedExport(path, digest, path.stat().st_size, "export.csv", None, None)
        here = self.here
        with here.begin() as session:
            pulled = pull.run(
                session,
                source_name=SOURCE,
                export=export,
                raw_store=here.raw_store,
                day=day,
                now=here.clock(),
                zone=here.zone,
            )
        assert pulled.batch_id is not None
        if validate:
            stages.validate_batch(str(pulled.batch_id))
        return pulled.batch_id

    def state(self, batch: UUID) -> str:
        with self.here.begin() as session:
            return session.get_one(BatchRow, batch).state

    def rows_of(self, batch: UUID) -> list[UUID]:
        """The refused rows of a batch in the order of the file."""
        with self.here.begin() as session:
            of_batch = select(QuarantinedRow.id).where(QuarantinedRow.batch_id == batch)
            return list(session.scalars(of_batch.order_by(QuarantinedRow.row_number)))

    def acts(self, row: UUID) -> list[str]:
        with self.here.begin() as session:
            of_row = select(QuarantineActRow.act).where(QuarantineActRow.row_id == row)
            return list(session.scalars(of_row.order_by(QuarantineActRow.position)))

    def findings(self, batch: UUID) -> list[tuple[int, str]]:
        """Row number and reference of each finding of a batch."""
        with self.here.begin() as session:
            of_batch = select(FindingRow.row_number, FindingRow.finding_ref).where(FindingRow.batch_id == batch)
            return [(number, ref) for number, ref in session.execute(of_batch.order_by(FindingRow.row_number))]

    def set_source(self, **values: Any) -> None:
        """Change the register's entry of the source."""
        with self.here.begin() as session:
            row = session.get_one(SourceRow, SOURCE)
            for name, value in values.items():
                setattr(row, name, value)

    def set_ground(self, word: str, ground: str) -> None:
        """Change the layout of the source: what it writes for a ground."""
        with self.here.begin() as session:
            row = session.get_one(SourceRow, SOURCE)
            row.layout = row.layout | {"grounds": row.layout["grounds"] | {word: ground}}


def set_up(database_url: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Refused:
    """The deployment in `folder` on this database, with the clock set."""
    deploy(database_url, folder, monkeypatch, NOW)
    return Refused(folder)


@contextmanager
def filled(postgres: EmbeddedPostgres, template: str, folder: Path) -> Iterator[str]:
    """The name of a database to copy.

    `DAY`: ten good rows, row 3 refused for its address, row 7 for its ground. `HELD_DAY`: two of four rows are refused,
    more than the limit of the source.
    """

    def fill(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        seed_demo(url)
        world = set_up(url, folder, monkeypatch)
        rows = [cells(number) for number in range(1, 13)]
        rows[2]["url"], rows[6]["ground"] = BAD_ADDRESS, "weapons"
        world.deliver(rows)
        bad = [cells(43, url=BAD_ADDRESS), cells(44, url=BAD_ADDRESS)]
        world.deliver([cells(41), cells(42), *bad], day=HELD_DAY)

    with filled_copy(postgres, template, fill) as (name, _):
        yield name


def copied(
    postgres: EmbeddedPostgres, filled_database: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Refused]:
    """A copy of what `filled` made, for one test."""
    for url in fresh_copy(postgres, filled_database):
        world = set_up(url, folder, monkeypatch)
        with world.here.begin() as session:
            world.held, world.batch = session.scalars(select(BatchRow.id).order_by(BatchRow.day))
        world.rows = world.rows_of(world.batch)
        yield world
