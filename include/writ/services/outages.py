"""Leaving a platform that is away alone, so that it costs no worker's time: after each failure twice as long.

One that takes a connection and then leaves us in doubt, several times in a row, is away, too.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from include.writ.channels.base import CouldNotAsk
from include.writ.domain.delivery import AttemptResult
from include.writ.errors import PlatformBusy, WritError
from include.writ.services.claims import Claim
from include.writ.services.endings import Ending, wait_after
from include.writ.storage.models import OutageRow

MOST_DOUBTS = 3


class Patience:
    """Whether a platform is still to be tried in this run. `error`: why not."""

    def __init__(self) -> None:
        self.error: WritError | None = None
        self._doubts = 0

    def note(self, claim: Claim, ending: Ending) -> None:
        """How an attempt ended; an old doubt that stays one says nothing of the platform."""
        if ending.result == AttemptResult.BUSY:
            self.error = ending.error
        elif isinstance(ending.error, CouldNotAsk):
            self.error = PlatformBusy("the platform could not be asked")
        elif ending.result != AttemptResult.UNCERTAIN:
            self._doubts = 0
        elif not claim.was_attempted:
            self._doubts += 1
            if self._doubts == MOST_DOUBTS:
                self.error = PlatformBusy("the platform leaves in doubt what it is sent")


def is_away(session: Session, platform: str, now: datetime) -> bool:
    """Whether the platform is not to be tried yet."""
    return session.scalar(select(OutageRow.until > now).where(OutageRow.platform == platform)) or False


def away(session: Session, now: datetime) -> set[str]:
    """The platforms that are not to be tried yet."""
    return set(session.scalars(select(OutageRow.platform).where(OutageRow.until > now)))


def note_away(session: Session, platform: str, error: WritError | None, now: datetime) -> None:
    """The platform took nothing: leave it alone for a while, and as long as it asks."""
    known = session.get(OutageRow, platform, with_for_update=True)
    failures = known.failures + 1 if known else 1
    facts = {"failures": failures, "until": now + wait_after(failures, error)}
    first = insert(OutageRow).values(platform=platform, began_at=now, **facts)
    session.execute(first.on_conflict_do_update(index_elements=["platform"], set_=facts))


def note_back(session: Session, platform: str) -> None:
    """The platform is there again."""
    session.execute(delete(OutageRow).where(OutageRow.platform == platform))
