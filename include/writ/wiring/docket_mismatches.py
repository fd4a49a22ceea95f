"""What order, answers and looks disagree about, for anyone in Writ's register."""

from __future__ import annotations

from datetime import date

from include.writ.domain.reckoning import Mismatch
from include.writ.services import docket_mismatches
from include.writ.services.docket_mismatches import MismatchPage
from include.writ.storage.conditions import Place
from include.writ.wiring.deployment import for_docket

__all__ = ["MismatchPage"]


def mismatches(day: date | None, kind: Mismatch | None, after: Place | None, limit: int) -> MismatchPage:
    """Those of one book, or of the last that has any; the oldest first."""
    with for_docket().begin() as session:
        return docket_mismatches.list_mismatches(session, day=day, kind=kind, after=after, limit=limit)
