"""What is published of the authority's work, counted anew from the record whenever it is asked for (R30).

Nobody writes a figure down, so nobody can write a wrong one. Every ground is in it: those of the pack, those that any
pack ever gave, and those that any case ever had, also where nothing happened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.orm import Session

from include.writ.domain.figures import Figure
from include.writ.packs.loader import LoadedPack
from include.writ.services.local_days import instants_of

COUNTED = text("SELECT ground, figure, number FROM writ.figures(:first, :until, :specimens)")

GroundFigures = Mapping[str, Mapping[Figure, int]]


@dataclass(frozen=True, slots=True)
class Figures:
    """From `first_day` to `last_day`, both included, as the authority's days go. `figures`: ground → figure → number.

    `is_specimen`: no order in earnest exists yet, and those of rehearsals are counted; `as_of`: when that was. What was
    found, opened, drafted or declined before the first order in earnest is counted with what came after.
    """

    first_day: date
    last_day: date
    is_specimen: bool
    as_of: datetime
    figures: GroundFigures


def read_figures(
    session: Session,
    *,
    first_day: date,
    last_day: date,
    pack: LoadedPack,
    is_specimen: bool,
    zone: ZoneInfo,
    now: datetime,
) -> Figures:
    """Count what happened on these local days. Raises `NotPossible` for days in the wrong order."""
    first, until = instants_of(first_day, last_day, zone)
    counted: dict[str, dict[Figure, int]] = {ground.id: dict.fromkeys(Figure, 0) for ground in pack.pack.grounds}
    for row in session.execute(COUNTED, {"first": first, "until": until, "specimens": is_specimen}):
        of_ground = counted.setdefault(row.ground, dict.fromkeys(Figure, 0))
        if row.figure:
            of_ground[Figure(row.figure)] = row.number
    return Figures(first_day, last_day, is_specimen, now, dict(sorted(counted.items())))
