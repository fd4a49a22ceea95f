"""Decode and check one batch row by row, and take in what is accepted; or refuse the file. The raw bytes stay.

Judging and taking in are one transaction, block by block: all of a batch is in cases, or nothing. A batch of which a
larger share is refused than its source's limit is `held`: nothing of it goes on before a person has let it in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import polars as pl
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from include.writ.domain.ids import fingerprint
from include.writ.domain.states import BatchState
from include.writ.errors import ContractBroken, NotPossible
from include.writ.exports.table import Reading
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.packs.loader import LoadedPack
from include.writ.services.bases import bases_in_force
from include.writ.services.judgements import store_checks, store_quarantined
from include.writ.services.known_rows import compare_findings
from include.writ.services.placing import Origin, prepare
from include.writ.services.pull import RawStore
from include.writ.services.take_in import Opened, TakingIn
from include.writ.services.vet_batch import Check, Sink, ahead, vet_blocks
from include.writ.storage.models import BatchRow, SourceRow
from include.writ.validation.inputs import DocsTarget
from include.writ.validation.outcome import Profile

HISTORY = timedelta(days=28)
_ROW_BYTES = 400  # about what a row of an export has


@dataclass(frozen=True, slots=True)
class Validated:
    """Counts of one batch; `duplicates` of the accepted are known already. `refusal`: why the file was refused."""

    state: str
    rows: int
    accepted: int
    quarantined: int
    duplicates: int
    refusal: str | None


@dataclass(frozen=True, slots=True)
class Means:
    """With what a batch is judged, and where: `docs_root` is the folder below which Data Docs are written.

    `asking` is a session that only asks what is known while another one writes.
    """

    asking: Session
    raw_store: RawStore
    docs_root: Path
    check: Check
    pack: LoadedPack
    today: date
    now: datetime


class _Nowhere:
    """Takes nothing in."""

    def add(self, accepted: pl.DataFrame) -> None:
        """Leave the rows where they are."""


def run(session: Session, batch_id: UUID, means: Means) -> Validated:
    """Validate a stored batch and open its cases. One that was validated or refused before is left as it is."""
    batch = session.get_one(BatchRow, batch_id, with_for_update=True)
    if batch.state == BatchState.STORED:
        batch.layout_sha256 = fingerprint(session.get_one(SourceRow, batch.source).layout)
        with means.raw_store.open_local(str(batch.blob)) as path:
            try:
                _take_in_or_hold(session, batch, path, means)
            except ContractBroken as broken:
                batch.state, batch.refusal, batch.validated_at = BatchState.REFUSED, str(broken), means.now
                append(session, means.now, [_event(batch)])
    return Validated(
        str(batch.state),
        batch.row_count or 0,
        batch.accepted or 0,
        batch.quarantined or 0,
        batch.duplicates or 0,
        batch.refusal,
    )


def open_let_in(session: Session, batch: BatchRow, means: Means) -> Opened:
    """Open the cases of a batch that a person has let in: judged once more, as nothing of it was kept."""
    if batch.state != BatchState.VALIDATED:
        raise NotPossible(f"batch {batch.id} is {batch.state}; only a batch that was let in waits for its cases")
    taking = TakingIn(session, origin_of(session, batch, means), rows=_expected_rows(batch), now=means.now)
    with means.raw_store.open_local(str(batch.blob)) as path:
        _judge(session, batch, path, means, taking)
    return _finish(session, batch, taking, means)


def _take_in_or_hold(session: Session, batch: BatchRow, path: Path, means: Means) -> None:
    with session.begin_nested() as attempt:
        taking = TakingIn(session, origin_of(session, batch, means), rows=_expected_rows(batch), now=means.now)
        _judge(session, batch, path, means, taking)
        if not _is_over_limit(session, batch):
            append(session, means.now, [_event(batch)])
            _finish(session, batch, taking, means)
            return
        attempt.rollback()
    _judge(session, batch, path, means, _Nowhere())
    batch.state = BatchState.HELD
    append(session, means.now, [_event(batch)])


def _judge(session: Session, batch: BatchRow, path: Path, means: Means, sink: Sink) -> None:
    """Judge every row, store what is refused, hand what is new to `sink`, and write down the counts."""
    source = session.get_one(SourceRow, batch.source)
    docs = f"data_docs/{batch.source}/{batch.day}-v{batch.version}"
    reading = means.check.open_export(path, source.layout)
    vetting = means.check.vetting(source.layout)
    accepted = known = quarantined = 0
    vetted = vet_blocks(reading, vetting, partial(compare_findings, means.asking, batch.source))
    for block in ahead(replace(block, accepted=prepare(block.accepted)) for block in vetted):
        store_quarantined(session, batch, block.quarantined, means.now)
        sink.add(block.accepted)
        accepted += block.accepted.height + block.known
        known += block.known
        quarantined += len(block.quarantined)
    target = DocsTarget(means.docs_root / docs, batch.source, batch.day)
    checked = vetting.finish(_history(session, batch), target, means.now)
    batch.row_count, batch.accepted = accepted + quarantined, accepted
    batch.quarantined, batch.duplicates = quarantined, known
    batch.reading, batch.profile, batch.docs = _facts(reading), checked.profile.as_json(), f"{docs}/index.html"
    batch.validated_at = means.now
    store_checks(session, batch, checked)


def _expected_rows(batch: BatchRow) -> int:
    return (batch.size_bytes or 0) // _ROW_BYTES


def _is_over_limit(session: Session, batch: BatchRow) -> bool:
    limit = session.get_one(SourceRow, batch.source).max_bad_share
    return (batch.quarantined or 0) > limit * (batch.row_count or 0)


def origin_of(session: Session, batch: BatchRow, means: Means) -> Origin:
    """Where the findings of a batch come from and under what law their cases are opened."""
    bases = bases_in_force(session, means.pack, means.today)
    return Origin(batch.id, batch.source, batch.day, means.pack.pack.jurisdiction, bases)


def _finish(session: Session, batch: BatchRow, taking: TakingIn, means: Means) -> Opened:
    opened = taking.close()
    batch.state, batch.opened_at = BatchState.OPENED, means.now
    append(session, means.now, [opened_event("batch.opened", batch, opened)])
    return opened


def opened_event(name: str, batch: BatchRow, opened: Opened) -> Event:
    """One event that commits to every finding taken in and to its case."""
    facts = {
        "opened": opened.opened,
        "joined": opened.joined,
        "reappeared": opened.reappeared,
        "known": batch.duplicates,
        "root": opened.root,
    }
    return Event(name, f"batch:{batch.id}", "validate_findings", facts)


def _facts(reading: Reading) -> dict[str, Any]:
    return {
        "format": reading.format,
        "encoding": reading.encoding,
        "dialect": dict(reading.dialect),
        "drift": list(reading.drift),
    }


def _history(session: Session, batch: BatchRow) -> list[Profile]:
    """What the source's exports of the 28 days before were like, one for each day, oldest first."""
    earlier = (
        select(BatchRow.profile)
        .ext(distinct_on(BatchRow.day))
        .where(
            BatchRow.source == batch.source,
            BatchRow.day < batch.day,
            BatchRow.day >= batch.day - HISTORY,
            BatchRow.profile.is_not(None),
        )
        .order_by(BatchRow.day, BatchRow.version.desc())
    )
    return [Profile.from_json(profile) for profile in session.scalars(earlier) if profile]


def _event(batch: BatchRow) -> Event:
    facts = {
        "sha256": batch.sha256,
        "rows": batch.row_count,
        "accepted": batch.accepted,
        "quarantined": batch.quarantined,
        "duplicates": batch.duplicates,
    }
    name = "batch.validated" if batch.state == BatchState.STORED else f"batch.{batch.state}"
    return Event(name, f"batch:{batch.id}", "validate_findings", facts)
