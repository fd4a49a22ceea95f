"""Whether a day saw unusually many approvals: of one officer, one drafter, one ground, or for one platform.

A sign for a releaser to look at, never a judgement, and it holds nothing back by itself. It refuses to compare with
too few days: what nobody could know is said as such.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from include.writ.domain.workload import WINDOW_DAYS

FEW = 5
TIMES = 3
ENOUGH_DAYS = 7


class Counted(StrEnum):
    """By what approvals are counted."""

    OFFICER = "officer"
    DRAFTER = "drafter"
    GROUND = "ground"
    PLATFORM = "platform"


SAYS = {
    Counted.OFFICER: "officer {who} approved {number} {when}",
    Counted.DRAFTER: "{number} drafts of drafter {who} were approved {when}",
    Counted.GROUND: "{number} orders on the ground {who} were approved {when}",
    Counted.PLATFORM: "{number} orders to {who} were approved {when}",
}


@dataclass(frozen=True, slots=True)
class Approvals:
    """How many orders were approved on each local day, by what they are counted by.

    `asked`: which of these counts have to do with the orders that a releaser is asked about. `since`: the local day
    of the first approval on record; None when there is none.
    """

    counts: Mapping[tuple[Counted, str], Counter[date]]
    asked: Set[tuple[Counted, str, date]]
    since: date | None


@dataclass(frozen=True, slots=True)
class Unusual:
    """On `day`, `number` approvals of `who`; on the busiest of the `WINDOW_DAYS` days before it, `busiest`."""

    counted: Counted
    who: str
    day: date
    number: int
    busiest: int

    def says(self, today: date) -> str:
        """The same as a sentence, from ids, days and numbers only."""
        is_today = self.day == today
        what = SAYS[self.counted].format(
            who=self.who, number=self.number, when="today" if is_today else f"on {self.day}"
        )
        days = f"last {WINDOW_DAYS} days" if is_today else f"{WINDOW_DAYS} days before"
        return f"{what}; the most on any of the {days} was {self.busiest}"


def is_unusual(number: int, before: Sequence[int]) -> bool:
    """More than 5, and more than 3 times the busiest of the days `before`, of which each counts, also one with none.

    The busiest day and not a mean or median: offices work in bursts, and rest on some days, so that the median of most
    counts is 0 and any work at all would stand out. Anyone can check it by looking at one other day. Below 5 nothing
    is a flood. What it can not see is a flood that grows slowly, by less than 3 times within the days compared.
    """
    return number > max(FEW, TIMES * max(before, default=0))


def known_days(since: date | None, day: date) -> int:
    """Of the days that a day is compared with, for how many there is a record at all."""
    return min(WINDOW_DAYS, max(0, (day - since).days)) if since else 0


def find_unusual(approvals: Approvals) -> list[Unusual]:
    """What stands out among the approvals that are asked about; of each officer and so on the largest day only.

    Nothing for days with less than `ENOUGH_DAYS` of record before them.
    """
    found: dict[tuple[Counted, str], Unusual] = {}
    for counted, who, day in sorted(approvals.asked):
        by_day = approvals.counts[counted, who]
        before = [by_day[day - timedelta(days=back)] for back in range(1, WINDOW_DAYS + 1)]
        number, known = by_day[day], found.get((counted, who))
        if known_days(approvals.since, day) < ENOUGH_DAYS or not is_unusual(number, before):
            continue
        if known is None or number > known.number:
            found[counted, who] = Unusual(counted, who, day, number, max(before))
    return sorted(found.values(), key=lambda one: (list(Counted).index(one.counted), -one.number, one.who))
