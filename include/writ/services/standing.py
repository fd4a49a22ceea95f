"""Three-way match of one order at a cut-off: what was ordered, what the platform said, what a probe saw.

Pure: facts in, standing and discrepancies out. An `unknown` verdict is no sign of anything, so the last verdict that
is not `unknown` counts; where none was taken since the time was over, the standing is `unknown`, never `overdue`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from include.writ.domain.balance import DiscrepancyKind, Standing
from include.writ.domain.delivery import Outcome
from include.writ.domain.verdict import Verdict

OBEYED = {
    Verdict.REMOVED: Standing.REMOVED,
    Verdict.ACCOUNT_GONE: Standing.REMOVED,
    Verdict.WITHHELD: Standing.WITHHELD,
}
SAID_DONE = {Outcome.REMOVED, Outcome.WITHHELD, Outcome.RESTRICTED}


@dataclass(frozen=True, slots=True)
class Sighting:
    """One verdict and when it was taken."""

    at: datetime
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Statement:
    """One answer and when Writ had it."""

    at: datetime
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Reckoning:
    """`effected_at`: when a probe first saw the order obeyed. `discrepancies`: each kind with its beginning."""

    standing: Standing
    effected_at: datetime | None
    came_back_at: datetime | None
    discrepancies: dict[DiscrepancyKind, datetime]


def reckon(
    *, due_at: datetime, cutoff: datetime, sightings: Sequence[Sighting], statements: Sequence[Statement]
) -> Reckoning:
    """Match one sent order. `sightings` and `statements` are in order of time and all before `cutoff`."""
    known = [sighting for sighting in sightings if sighting.verdict != Verdict.UNKNOWN]
    effect = next((sighting for sighting in known if sighting.verdict in OBEYED), None)
    if effect:
        return _obeyed(effect, known, statements)
    return _not_obeyed(due_at, cutoff, known, statements)


def _obeyed(effect: Sighting, known: Sequence[Sighting], statements: Sequence[Statement]) -> Reckoning:
    found: dict[DiscrepancyKind, datetime] = {}
    if not any(statement.outcome in SAID_DONE for statement in statements):
        found[DiscrepancyKind.DONE_WITHOUT_ANSWER] = effect.at
    back = next((s.at for s in known if s.at > effect.at and s.verdict == Verdict.AVAILABLE), None)
    if back:
        found[DiscrepancyKind.REAPPEARED] = back
    return Reckoning(OBEYED[effect.verdict], effect.at, back, found)


def _not_obeyed(
    due_at: datetime, cutoff: datetime, known: Sequence[Sighting], statements: Sequence[Statement]
) -> Reckoning:
    last = known[-1] if known else None
    refusal = next((s for s in statements if s.outcome == Outcome.REFUSED), None)
    said_done = next((s for s in statements if s.outcome in SAID_DONE), None)
    found: dict[DiscrepancyKind, datetime] = {}
    if refusal:
        found[DiscrepancyKind.REFUSED] = refusal.at
    if said_done and last and last.verdict == Verdict.AVAILABLE and last.at > said_done.at:
        found[DiscrepancyKind.SAID_DONE_STILL_AVAILABLE] = last.at
    standing = _standing(due_at, cutoff, known, statements)
    if standing == Standing.OVERDUE:
        found[DiscrepancyKind.OVERDUE] = due_at
    wall_is_explained = any(statement.outcome == Outcome.RESTRICTED for statement in statements)
    if standing == Standing.UNKNOWN or (standing == Standing.RESTRICTED and not wall_is_explained):
        found[DiscrepancyKind.UNKNOWN] = due_at
    return Reckoning(standing, None, None, found)


def _standing(
    due_at: datetime, cutoff: datetime, known: Sequence[Sighting], statements: Sequence[Statement]
) -> Standing:
    said = [statement.outcome for statement in statements if statement.outcome != Outcome.ACKNOWLEDGED]
    if Outcome.REFUSED in said:
        return Standing.REFUSED
    if said and said[-1] == Outcome.CLARIFICATION:
        return Standing.PAUSED
    if cutoff > due_at and any(s.at > due_at and s.verdict == Verdict.AVAILABLE for s in known):
        return Standing.OVERDUE
    if known and known[-1].verdict == Verdict.RESTRICTED:
        return Standing.RESTRICTED
    return Standing.RUNNING if cutoff <= due_at else Standing.UNKNOWN
