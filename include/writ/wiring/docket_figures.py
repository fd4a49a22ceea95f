"""What is counted for publication, for anyone in Writ's register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from include.writ.services import deployment as standing
from include.writ.services.answer_times import AnswerTimes, Hours, read_answer_times
from include.writ.services.figures import Figures, read_figures
from include.writ.wiring.deployment import Deployment, for_docket

__all__ = ["AnswerTimes", "Figures", "Hours"]


@dataclass(frozen=True, slots=True)
class Period:
    """Local days, both included, of which orders they are counted, and when."""

    first_day: date
    last_day: date
    is_specimen: bool
    as_of: datetime


def period(first_day: date | None, last_day: date | None) -> Period:
    """What is counted for these days; this month where no day is said."""
    here = for_docket()
    with here.begin() as session:
        return _period(here, session, first_day, last_day)


def figures(first_day: date | None, last_day: date | None) -> Figures:
    """What happened from one local day to another; of this month where no day is said."""
    here = for_docket()
    with here.begin() as session:
        of = _period(here, session, first_day, last_day)
        return read_figures(
            session,
            first_day=of.first_day,
            last_day=of.last_day,
            pack=here.pack,
            is_specimen=of.is_specimen,
            zone=here.zone,
            now=of.as_of,
        )


def answer_times(first_day: date | None, last_day: date | None) -> list[AnswerTimes]:
    """How platforms answered the orders that left on these local days; in this month where no day is said."""
    here = for_docket()
    with here.begin() as session:
        of = _period(here, session, first_day, last_day)
        return read_answer_times(
            session, first_day=of.first_day, last_day=of.last_day, is_specimen=of.is_specimen, zone=here.zone
        )


def _period(here: Deployment, session: Session, first_day: date | None, last_day: date | None) -> Period:
    last_day = last_day or here.today
    return Period(first_day or last_day.replace(day=1), last_day, standing.only_rehearsed(session), here.clock())
