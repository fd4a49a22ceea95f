"""What can become of a refused row of an export."""

from __future__ import annotations

from enum import StrEnum


class QuarantineAct(StrEnum):
    """`corrected`, `set_aside`, `taken_up`: by a person. `accepted`, `refused_again`: what a replay gave."""

    CORRECTED = "corrected"
    SET_ASIDE = "set_aside"
    TAKEN_UP = "taken_up"
    ACCEPTED = "accepted"
    REFUSED_AGAIN = "refused_again"


class RowStanding(StrEnum):
    """Where a refused row stands. `waiting`: for a person, or for a layout of its source that reads it."""

    WAITING = "waiting"
    CORRECTED = "corrected"
    REFUSED_AGAIN = "refused_again"
    SET_ASIDE = "set_aside"
    ACCEPTED = "accepted"


def standing_of(last_act: str | None) -> RowStanding:
    """A row stands where its last act put it; one without an act, or taken up again, waits."""
    if last_act is None or last_act == QuarantineAct.TAKEN_UP:
        return RowStanding.WAITING
    return RowStanding(last_act)
