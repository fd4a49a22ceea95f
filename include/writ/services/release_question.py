"""Asking a releaser about an exact set of notices: one question of a run, about what nobody was asked about before.

The set is frozen when the question is asked: what is approved later is asked about later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.writ.domain.ids import fingerprint, stable_id
from include.writ.domain.states import OutboxState, ReleaseState
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.services.outgoing import of_mode
from include.writ.services.release_summary import Notice, select_notices, summarise
from include.writ.storage.models import AnnouncementRow, OrderRow, OutboxRow, ReleaseRow


@dataclass(frozen=True, slots=True)
class Question:
    """What a releaser is asked; counts and order numbers only."""

    release_id: UUID
    state: str
    digest: str
    summary: dict[str, Any]


def days_to_ask_about(session: Session, *, is_specimen: bool, now: datetime) -> list[date]:
    """Days with approved notices of the deployment's mode that nobody has been asked about."""
    days = select(OutboxRow.day).outerjoin(OrderRow, OrderRow.id == OutboxRow.order_id)
    days = days.outerjoin(AnnouncementRow, AnnouncementRow.id == OutboxRow.announcement_id)
    waiting = days.where(of_mode(is_specimen=is_specimen), *_unasked(now))
    return list(session.scalars(waiting.distinct().order_by(OutboxRow.day)))


def release_of(run_id: str) -> UUID:
    """The id of the question that a run asks; a run asks one."""
    return stable_id("release", run_id)


def ask(
    session: Session, *, day: date, run_id: str, is_specimen: bool, zone: ZoneInfo, now: datetime
) -> Question | None:
    """Freeze the day's approved notices into one question; None when there are none.

    The same run asks the same question again, so a retry neither widens nor doubles it.
    """
    release_id = release_of(run_id)
    if earlier := session.get(ReleaseRow, release_id):
        return Question(earlier.id, earlier.state, earlier.digest, earlier.summary)
    rows = _unasked_notices(session, day, is_specimen=is_specimen, now=now)
    if not rows:
        return None
    summary = summarise(session, rows, day=day, is_specimen=is_specimen, zone=zone, now=now)
    digest = _digest(rows, summary)
    session.add(
        ReleaseRow(
            id=release_id,
            day=day,
            asked_by_run=run_id,
            asked_at=now,
            digest=digest,
            summary=summary,
            state=ReleaseState.ASKED,
            held_platforms=[],
        )
    )
    session.flush()
    for row in rows:
        row.OutboxRow.release_id = release_id
    facts = {"day": str(day), "notices": len(rows), "digest": digest}
    append(session, now, [Event("release.asked", f"release:{release_id}", "issue_notices", facts)])
    return Question(release_id, ReleaseState.ASKED, digest, summary)


def _unasked(now: datetime) -> tuple[Any, ...]:
    return OutboxRow.state == OutboxState.WAITING, OutboxRow.release_id.is_(None), OutboxRow.ask_after <= now


def _unasked_notices(session: Session, day: date, *, is_specimen: bool, now: datetime) -> Sequence[Notice]:
    """The notices in order of their numbers, locked; those that another question is just taking are left to it."""
    return session.execute(
        select_notices()
        .where(OutboxRow.day == day, of_mode(is_specimen=is_specimen), *_unasked(now))
        .order_by(OrderRow.number, OutboxRow.notice_kind, OutboxRow.version)
        .with_for_update(of=OutboxRow, skip_locked=True)
    ).all()


def _digest(rows: Sequence[Notice], summary: dict[str, Any]) -> str:
    """The fingerprint of what would go where."""
    contacts = {platform: of["contact"] for platform, of in summary["by_platform"].items()}
    notices = (row.OutboxRow for row in rows)
    return fingerprint([[str(one.id), one.document_sha256, str(contacts[one.platform])] for one in notices])
