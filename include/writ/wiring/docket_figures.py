"""What is counted for publication, for anyone in Writ's register."""

from __future__ import annotations

from datetime import date

from include.writ.services import deployment as standing
from include.writ.services.answer_times import AnswerTimes, Hours, read_answer_times
from include.writ.services.figures import Figures, read_figures
from include.writ.wiring.deployment import for_docket

__all__ = ["AnswerTimes", "Figures", "Hours"]


def figures(first_day: date | None, last_day: date | None) -> Figures:
    """What happened from one local day to another; of this month where no day is said."""
    here = for_docket()
    last_day = last_day or here.today
    with here.begin() as session:
        return read_figures(
            session,
            first_day=first_day or last_day.replace(day=1),
            last_day=last_day,
            pack=here.pack,
            is_specimen=standing.only_rehearsed(session),
            zone=here.zone,
            now=here.clock(),
        )


def answer_times(first_day: date | None, last_day: date | None) -> list[AnswerTimes]:
    """How platforms answered the orders that left on these local days; in this month where no day is said."""
    here = for_docket()
    last_day = last_day or here.today
    with here.begin() as session:
        return read_answer_times(
            session,
            first_day=first_day or last_day.replace(day=1),
            last_day=last_day,
            is_specimen=standing.only_rehearsed(session),
            zone=here.zone,
        )
