"""Cases of what came in later than the rest of its batch: batches that a person let in, rows that were mended.

All other findings are taken in together with their validation. A day is done when each of its rows is accounted for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from include.writ.domain.intake import QuarantineAct
from include.writ.domain.states import BatchState
from include.writ.errors import NotPossible, WritError
from include.writ.ledger.append import append
from include.writ.services.placing import prepare
from include.writ.services.take_in import Opened, TakingIn
from include.writ.services.validate import Means, open_let_in, opened_event, origin_of
from include.writ.storage.models import BatchRow, FindingRow, QuarantineActRow, QuarantinedRow


@dataclass(frozen=True, slots=True)
class DayOpened:
    """Of one day: batches whose cases were opened now, and all its findings, opening a case or joining one."""

    let_in: int
    opened: int
    joined: int


def run(session: Session, *, day: date, means: Means) -> DayOpened:
    """Open the cases of every batch of `day` that was let in, and check the day; a second run finds nothing to do."""
    batches = session.scalars(
        select(BatchRow)
        .where(BatchRow.day == day, BatchRow.state == BatchState.VALIDATED)
        .order_by(BatchRow.source, BatchRow.version)
        .with_for_update()
    ).all()
    for batch in batches:
        open_let_in(session, batch, means)
    _require_every_row(session, day)
    opened, joined = session.execute(
        select(
            func.count().filter(FindingRow.opens_case),
            func.count().filter(~FindingRow.opens_case),
        ).where(FindingRow.day == day)
    ).one()
    return DayOpened(len(batches), opened, joined)


def take_in_later(session: Session, batch: BatchRow, accepted: pl.DataFrame, means: Means) -> Opened:
    """Take in rows of a batch that was opened before: rows that were refused then and are mended now."""
    if batch.state != BatchState.OPENED:
        raise NotPossible(f"batch {batch.id} is {batch.state}; mended rows follow the others, and those are not in yet")
    taking = TakingIn(session, origin_of(session, batch, means), rows=accepted.height, now=means.now)
    taking.add(prepare(accepted))
    opened = taking.close()
    append(session, means.now, [opened_event("batch.extended", batch, opened)])
    return opened


def _require_every_row(session: Session, day: date) -> None:
    """Every accepted row of an opened batch is a finding in a case, or was one before; raises `WritError` if not."""
    mended = (
        select(func.count())
        .where(QuarantineActRow.act == QuarantineAct.ACCEPTED, QuarantineActRow.row_id == QuarantinedRow.id)
        .where(QuarantinedRow.batch_id == BatchRow.id)
        .scalar_subquery()
    )
    stored = select(func.count()).where(FindingRow.batch_id == BatchRow.id).scalar_subquery()
    short = session.scalars(
        select(BatchRow.id).where(
            BatchRow.day == day,
            BatchRow.state == BatchState.OPENED,
            BatchRow.accepted - BatchRow.duplicates + mended != stored,
        )
    ).all()
    if short:
        raise WritError(
            f"batches {', '.join(map(str, short))}: not every accepted row is a finding; nothing was opened"
        )
