"""One function per task of the daily chain. Each can be run again at any time: a second run changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from sqlalchemy import select

from include.writ.channels.loopback import require_loopback_host
from include.writ.clock import system_clock
from include.writ.domain.states import BatchState
from include.writ.errors import NotPossible
from include.writ.log import get
from include.writ.services import deployment as standing
from include.writ.services import (
    open_cases,
    propose,
    pull,
    reconcile,
    release,
    release_question,
    reviews,
    validate,
)
from include.writ.services.bases import bases_in_force
from include.writ.sources.base import SourceConnection
from include.writ.sources.transports import open_source
from include.writ.storage.models import BatchRow, SourceRow
from include.writ.wiring.checking import means_of_intake
from include.writ.wiring.deployment import for_tasks

log = get(__name__)


def active_sources() -> list[dict[str, str]]:
    """Name and connection id of every source to pull from, by name."""
    with for_tasks().begin() as session:
        rows = session.scalars(select(SourceRow).where(SourceRow.is_active).order_by(SourceRow.name))
        return [{"source": row.name, "connection_id": row.connection_id} for row in rows]


def pull_export(source: str, connection: SourceConnection, day: date) -> dict[str, Any] | None:
    """Fetch and keep one export; None while it is awaited."""
    here = for_tasks()
    with here.begin() as session:
        pull_settings = session.get_one(SourceRow, source).pull
        known = pull.known(session, source, day)
    remote = open_source(source, connection, pull_settings, clock=system_clock)  # as the files' own times are
    if remote.host is not None and here.is_specimen():
        require_loopback_host(remote.host)
    with TemporaryDirectory(prefix="writ-pull-") as folder:
        export = remote.fetch(day, known, Path(folder))
        with here.begin() as session:
            pulled = pull.run(
                session,
                source_name=source,
                export=export,
                raw_store=here.raw_store,
                day=day,
                now=here.clock(),
                zone=here.zone,
            )
    log.info("source %s, day %s: batch %s is %s", source, day, pulled.batch_id, pulled.state)
    return {"batch_id": str(pulled.batch_id), "state": pulled.state} if pulled.batch_id else None


def batches_of(day: date) -> list[str]:
    """Ids of the day's stored batches that wait for validation; a handful, one per source and version."""
    with for_tasks().begin() as session:
        waiting = select(BatchRow.id).where(BatchRow.day == day, BatchRow.state == BatchState.STORED)
        return [str(batch_id) for batch_id in session.scalars(waiting.order_by(BatchRow.source, BatchRow.version))]


def validate_batch(batch_id: str) -> dict[str, Any]:
    """Judge one batch row by row, write its Data Docs, and open the cases of what was accepted."""
    here = for_tasks()
    with here.begin() as session, means_of_intake(here) as means:
        result = validate.run(session, UUID(batch_id), means)
    log.info("batch %s: %s", batch_id, asdict(result))
    return asdict(result)


def open_cases_of(day: date) -> dict[str, int]:
    """Open the cases of batches that were let in, and check that every row of the day is accounted for."""
    here = for_tasks()
    with here.begin() as session, means_of_intake(here) as means:
        result = open_cases.run(session, day=day, means=means)
    log.info("day %s: %s", day, asdict(result))
    return asdict(result)


def propose_drafts_of(day: date) -> dict[str, int]:
    """Propose a draft for every new case of the day."""
    here = for_tasks()
    with here.begin() as session:
        result = propose.run(session, day=day, pack=here.pack, today=here.today, now=here.clock())
    log.info("day %s: %s", day, asdict(result))
    return asdict(result)


def days_to_ask_about() -> list[str]:
    """Days with approved notices that no releaser has been asked about. Registers what the pack in force gives."""
    here = for_tasks()
    specimen = here.is_specimen()
    with here.begin() as session:
        bases_in_force(session, here.pack, here.today)
        return [str(day) for day in release_question.days_to_ask_about(session, is_specimen=specimen, now=here.clock())]


def ask_release(day: date, run_id: str) -> dict[str, Any] | None:
    """Freeze the day's approved notices into one question for a releaser; None when there are none."""
    here = for_tasks()
    specimen = here.is_specimen()
    with here.begin() as session:
        question = release_question.ask(
            session, day=day, run_id=run_id, is_specimen=specimen, zone=here.zone, now=here.clock()
        )
        may_answer = release.releasers(session)
    if question is None:
        return None
    log.info("day %s: release %s asks about %s notices", day, question.release_id, question.summary["notices"])
    known = {"release_id": str(question.release_id), "state": question.state, "digest": question.digest}
    return known | {"may_answer": may_answer} | question.summary


def answer_release(
    run_id: str, user_name: str, *, let_go: bool, held: Sequence[str] = (), note: str | None = None
) -> str:
    """Put a releaser's answer to a run's question on record; its id. Raises `NotAllowed` for anyone else.

    `held`: platforms that a yes holds back. A no holds back all of them.
    """
    here = for_tasks()
    release_id = release_question.release_of(run_id)
    with here.begin() as session:
        answer: dict[str, Any] = {"person": standing.person(session, user_name), "now": here.clock(), "note": note}
        if let_go:
            moved = release.let_go(session, release_id=release_id, held=held, **answer)
        else:
            moved = release.hold(session, release_id=release_id, **answer)
    log.info("release %s: let go %s, %s notices, holds back %s platforms", release_id, let_go, moved, len(held))
    return str(release_id)


def require_release(run_id: str) -> None:
    """Raise `NotAllowed` unless a releaser let this run's notices go, by Writ's own record."""
    with for_tasks().begin() as session:
        release.require_released(session, run_id)


def draw_up_book(day: date) -> dict[str, Any]:
    """Open the reviews whose day is over; then reconcile, and propose drafts for what came back."""
    here = for_tasks()
    if here.clock() < here.end_of(day):
        raise NotPossible(f"{day} is not over yet; its book can be drawn up at {here.end_of(day).isoformat()}")
    with here.begin() as session:
        opened = reviews.open_due(session, today=here.today, now=here.clock())
    log.info("reviews: %s", asdict(opened))
    with here.begin() as session:
        ladder = here.pack.pack.escalation
        book = reconcile.run(session, book_day=day, cutoff=here.end_of(day), ladder=ladder, now=here.clock())
        propose.run(session, day=day, pack=here.pack, today=here.today, now=here.clock())
    log.info("book of %s: %s", day, asdict(book))
    return asdict(book)
