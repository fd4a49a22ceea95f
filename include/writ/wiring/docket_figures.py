"""What is counted for publication, for anyone in Writ's register."""

from __future__ import annotations

from datetime import date

from include.writ.services import deployment as standing
from include.writ.services.figures import Figures, read_figures
from include.writ.wiring.deployment import for_docket

__all__ = ["Figures"]


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
