"""How an order is challenged, looked at again and reversed, and when its time stands still."""

from __future__ import annotations

from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from include.writ.domain.states import AppealState


class Appellant(StrEnum):
    """Who may complain of an order: whom it binds, and whose content it is about."""

    PLATFORM = "platform"
    AUTHOR = "author"


# how a reviewer can decide an appeal; `partly_annulled`: the order ends on a day before its review
RULINGS = (AppealState.UPHELD, AppealState.PARTLY_ANNULLED, AppealState.ANNULLED)

OPEN_APPEALS = (AppealState.RECEIVED, AppealState.IN_REVIEW)


def author_reference(order_id: UUID, draft_hash: str) -> str:
    """By what an author names an order: 16 letters and digits in groups of four, which its platform passes on.

    Whoever knows an item and counts order numbers up can not make one, for the draft's hash stays with the authority.
    """
    letters = b32encode(sha256(f"author:{order_id}:{draft_hash}".encode()).digest()[:10]).decode()
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


class ReviewCause(StrEnum):
    """Why an order is looked at again: its day has come, one with the same reasoning fell, or a person chose to."""

    DAY = "day"
    SIBLING = "sibling"
    OWN_MOTION = "own_motion"


class ReversalCause(StrEnum):
    """By which act an order was reversed."""

    APPEAL = "appeal"
    REVIEW = "review"


class StopCause(StrEnum):
    """Why a platform's time stands still: TCO article 3(7) and (8), or an appeal, where a pack says so."""

    CLARIFICATION = "clarification"
    IMPOSSIBILITY = "impossibility"
    APPEAL = "appeal"


@dataclass(frozen=True, slots=True)
class Stop:
    """A time in which the clock stood still; `resumed_at` is None while it does."""

    stopped_at: datetime
    resumed_at: datetime | None


def due_at(received_at: datetime, hours: int, stops: list[Stop], at: datetime) -> datetime | None:
    """When the platform's time is over, as it was known at an instant; None while it stands still.

    After a stop the whole time runs anew. The database reckons the same (`writ.clock_of`).
    """
    began = [received_at]
    for stop in stops:
        if stop.stopped_at >= at:
            continue
        if stop.resumed_at is None or stop.resumed_at >= at:
            return None
        began.append(stop.resumed_at)
    return max(began) + timedelta(hours=hours)
