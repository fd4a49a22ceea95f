"""What the DAGs call about held batches and refused rows. Each can be run again: a second run changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from include.writ.errors import NotPossible
from include.writ.log import get
from include.writ.services import deployment as standing
from include.writ.services import hold, replay
from include.writ.services.replay import Replayed
from include.writ.storage.models import SourceRow
from include.writ.wiring.checking import means_of_intake
from include.writ.wiring.deployment import Deployment, for_tasks

log = get(__name__)


def held_among(batch_ids: Sequence[str]) -> list[str]:
    """Those of the batches that are held now."""
    with for_tasks().begin() as session:
        return [str(batch_id) for batch_id in hold.held_among(session, [UUID(text) for text in batch_ids])]


def days_let_in() -> list[str]:
    """Days with batches that a person let in and whose cases are not open yet."""
    with for_tasks().begin() as session:
        return [str(day) for day in hold.days_let_in(session)]


def hold_question(batch_id: str) -> dict[str, Any]:
    """The facts of a batch for the person who is asked about it; counts and names only."""
    with for_tasks().begin() as session:
        question = hold.read_question(session, UUID(batch_id))
    return asdict(question) | {"batch_id": batch_id, "day": str(question.day)}


def answer_hold(batch_id: str, user_name: str, *, let_in: bool) -> None:
    """Put the answer about a held batch on record. Raises `NotAllowed` for anyone but an engineer."""
    here = for_tasks()
    with here.begin() as session:
        person = standing.person(session, user_name)
        answer = hold.let_in if let_in else hold.keep_held
        answer(session, batch_id=UUID(batch_id), person=person, now=here.clock())
    log.info("batch %s: let in %s", batch_id, let_in)


def require_let_in(batch_id: str) -> None:
    """Raise `NotAllowed` unless a person let the batch in, by Writ's own record."""
    with for_tasks().begin() as session:
        hold.require_let_in(session, UUID(batch_id))


def replay_rows(source: str | None, day: date | None) -> dict[str, Any]:
    """Validate again what waits for it, each batch by itself; `failed`: batches that could not be done now."""
    here = for_tasks()
    with here.begin() as session:
        if source and session.get(SourceRow, source) is None:
            raise NotPossible(f"source: there is no source {source}; write its name as Writ's register has it")
        batches = replay.batches_to_replay(session, source=source, day=day)
    done, failed = [], []
    for batch_id in batches:
        try:
            done += _replay_batch(here, batch_id)
        except Exception:
            log.exception("batch %s: its refused rows could not be validated again; the others go on", batch_id)
            failed.append(str(batch_id))
    totals = {name: sum(getattr(part, name) for part in done) for name in ("rows", "accepted", "refused")}
    log.info("%s batches, %s: %s", len(batches), f"{len(failed)} failed", totals)
    return totals | {"days": sorted({str(part.day) for part in done if part.accepted}), "failed": failed}


def _replay_batch(here: Deployment, batch_id: UUID) -> list[Replayed]:
    """All due rows of one batch, some thousands to a transaction."""
    done: list[Replayed] = []
    while not done or done[-1].rows == replay.ROWS_AT_ONCE:
        with here.begin() as session, means_of_intake(here) as means:
            done.append(replay.replay(session, batch_id, means))
    return done
