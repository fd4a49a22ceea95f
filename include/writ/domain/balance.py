"""The day's books: what became of each day's findings, in columns that must add up.

A cohort is all that one day's exports brought for one platform. A book is drawn up at a cut-off, the midnight that
ends `book_day`, from facts before it only; so drawing it up again later gives the same figures.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum


class Standing(StrEnum):
    """Where one sent order stands at the cut-off. Each sent order has exactly one.

    `paused`: the platform's clock stands still (TCO article 3(7) and (8)).
    `unknown`: the time is over, but no probe of ours could tell; our own failure is never the platform's.
    `reversed`: annulled or lifted, the content has not been seen back; `restored`: it has. `back`: it was obeyed, and
    the content is there again.
    """

    REMOVED = "removed"
    WITHHELD = "withheld"
    RESTRICTED = "restricted"
    REFUSED = "refused"
    OVERDUE = "overdue"
    PAUSED = "paused"
    UNKNOWN = "unknown"
    RUNNING = "running"
    REVERSED = "reversed"
    RESTORED = "restored"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Cohort:
    """Counts of one cohort at one cut-off; `gaps` lists the equations between them.

    `opened`: cases that a finding of this cohort opened; `sighted`: cases that a probe opened, having seen removed
    content again; `reappeared`: those of both kinds whose content had been removed before. `drafted` counts cases with
    a draft, whatever came of it. `cancelled`: orders that were reversed before they were sent.
    """

    findings: int = 0
    accepted: int = 0
    quarantined: int = 0
    duplicates: int = 0
    unopened: int = 0
    joined: int = 0
    opened: int = 0
    sighted: int = 0
    reappeared: int = 0
    cases: int = 0
    undrafted: int = 0
    drafted: int = 0
    awaiting: int = 0
    declined: int = 0
    approved: int = 0
    unsent: int = 0
    cancelled: int = 0
    sent: int = 0
    removed: int = 0
    withheld: int = 0
    restricted: int = 0
    refused: int = 0
    overdue: int = 0
    paused: int = 0
    unknown: int = 0
    running: int = 0
    reversed: int = 0
    restored: int = 0
    back: int = 0

    def gaps(self) -> dict[str, int]:
        """Each equation that does not hold, with the difference. Empty: the books balance."""
        sides = {
            "findings": self.findings - self.accepted - self.quarantined - self.duplicates,
            "accepted": self.accepted - self.opened - self.joined - self.unopened,
            "cases": self.cases - self.opened - self.sighted,
            "drafts": self.cases - self.undrafted - self.drafted,
            "drafted": self.drafted - self.awaiting - self.declined - self.approved,
            "approved": self.approved - self.unsent - self.cancelled - self.sent,
            "sent": self.sent - sum(getattr(self, standing) for standing in Standing),
        }
        return {name: difference for name, difference in sides.items() if difference}

    def __add__(self, other: Cohort) -> Cohort:
        return Cohort(**{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(Cohort)})


# what a person reads of a cohort; the other counts are sides of the equations
COLUMNS = (
    *("findings", "quarantined", "cases", "drafted", "approved", "declined", "sent"),
    *("removed", "withheld", "restricted", "refused", "paused", "overdue", "unknown", "running"),
    *("reversed", "restored", "back", "reappeared"),
)
