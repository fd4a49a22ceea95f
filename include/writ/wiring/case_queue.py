"""Which cases a person asks for in the Docket, as an address says it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from include.writ.domain.people import Person, Role
from include.writ.domain.states import CaseState
from include.writ.services.case_queue import ALL, Wanted

__all__ = ["ALL", "Wanted"]

WAITS_FOR = {
    CaseState.OPEN: Role.ENGINEER,
    CaseState.PROPOSED: Role.DRAFTER,
    CaseState.DRAFTED: Role.APPROVER,
    CaseState.LAW_REVIEW: Role.LAW_REVIEWER,
}
MOST_HOURS = 168  # a week of terms that run out: what lies beyond is not urgent, and more than a list is for


@dataclass(frozen=True, slots=True)
class Asked:
    """Cases in one state, in `any`, or else those that wait for the reader; of these, what is wanted.

    Where terms run out no case waits for a person in the Docket: these are looked for in any state.
    """

    state: CaseState | None = None
    any: bool = False
    wanted: Wanted = ALL

    @property
    def is_for_reader(self) -> bool:
        """Whether it is of what waits for whoever reads."""
        return self.state is None and not self.any and self.wanted.due is None

    @property
    def named(self) -> dict[str, str]:
        """What is asked for, by the name of each filter."""
        named = {
            "state": "any" if self.any else self.state,
            "platform": self.wanted.platform,
            "ground": self.wanted.ground,
            "due": self.wanted.due,
            "officer": self.wanted.officer,
        }
        return {name: str(value) for name, value in named.items() if value is not None}

    @property
    def query(self) -> str:
        """As an address has it: the same text for the same question, empty for all that waits for the reader."""
        return urlencode(self.named)

    def states(self, reader: Person) -> list[CaseState]:
        """The states that it is of."""
        if self.is_for_reader:
            return waiting_for(reader)
        return [self.state] if self.state else list(CaseState)


def waiting_for(reader: Person) -> list[CaseState]:
    """The states in which cases wait for somebody with the reader's roles."""
    return [state for state, role in WAITS_FOR.items() if role in reader.roles]
