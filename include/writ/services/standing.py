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
class Reversed:
    """That the order was annulled or lifted; `due_at`: until when the content is to be back, once that runs."""

    at: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Reckoning:
    """`effected_at`: when a probe first saw the order obeyed. `discrepancies`: each kind with its beginning.

    `restored_at`: when, after a reversal, a probe first saw the content back.
    """

    standing: Standing
    effected_at: datetime | None
    came_back_at: datetime | None
    discrepancies: dict[DiscrepancyKind, datetime]
    restored_at: datetime | None = None


def reckon(
    *,
    due_at: datetime | None,
    cutoff: datetime,
    sightings: Sequence[Sighting],
    statements: Sequence[Statement],
    reversal: Reversed | None = None,
) -> Reckoning:
    """Match one sent order. `sightings` and `statements` are in order of time and all before `cutoff`.

    `due_at` is None while the platform's time stands still.
    """
    known = [sighting for sighting in sightings if sighting.verdict != Verdict.UNKNOWN]
    if reversal:
        return _reversed(reversal, cutoff, known, statements)
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


def _reversed(
    reversal: Reversed, cutoff: datetime, known: Sequence[Sighting], statements: Sequence[Statement]
) -> Reckoning:
    since = [sighting for sighting in known if sighting.at > reversal.at]
    back = next((sighting.at for sighting in since if sighting.verdict == Verdict.AVAILABLE), None)
    if back:
        return Reckoning(Standing.RESTORED, None, None, {}, restored_at=back)
    found: dict[DiscrepancyKind, datetime] = {}
    said = next((s.at for s in statements if s.outcome == Outcome.RESTORED and s.at > reversal.at), None)
    if said and since and since[-1].at > said:
        found[DiscrepancyKind.SAID_RESTORED_NOT_SEEN] = since[-1].at
    if reversal.due_at and reversal.due_at < cutoff:
        was_seen = any(sighting.at > reversal.due_at for sighting in since)
        kind = DiscrepancyKind.NOT_RESTORED if was_seen else DiscrepancyKind.UNKNOWN
        found[kind] = reversal.due_at
    return Reckoning(Standing.REVERSED, None, None, found)


def _not_obeyed(
    due_at: datetime | None, cutoff: datetime, known: Sequence[Sighting], statements: Sequence[Statement]
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
    if standing == Standing.OVERDUE and due_at:
        found[DiscrepancyKind.OVERDUE] = due_at
    wall_is_explained = any(statement.outcome == Outcome.RESTRICTED for statement in statements)
    unexplained = standing == Standing.UNKNOWN or (standing == Standing.RESTRICTED and not wall_is_explained)
    if unexplained and due_at:
        found[DiscrepancyKind.UNKNOWN] = due_at
    return Reckoning(standing, None, None, found)


def _standing(
    due_at: datetime | None, cutoff: datetime, known: Sequence[Sighting], statements: Sequence[Statement]
) -> Standing:
    if any(statement.outcome == Outcome.REFUSED for statement in statements):
        return Standing.REFUSED
    if due_at is None:
        return Standing.PAUSED
    if cutoff > due_at and any(s.at > due_at and s.verdict == Verdict.AVAILABLE for s in known):
        return Standing.OVERDUE
    if known and known[-1].verdict == Verdict.RESTRICTED:
        return Standing.RESTRICTED
    return Standing.RUNNING if cutoff <= due_at else Standing.UNKNOWN
