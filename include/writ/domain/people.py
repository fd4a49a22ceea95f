"""What a person may do in Writ. Airflow says who someone is; only these roles say what they may decide."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from include.writ.errors import NotAllowed


class Role(StrEnum):
    """A person may hold several roles, but acts in one per case: drafter and approver are never one person."""

    DRAFTER = "drafter"
    APPROVER = "approver"
    RELEASER = "releaser"
    LAW_REVIEWER = "law_reviewer"
    AUDITOR = "auditor"
    ENGINEER = "engineer"


# who may read what users wrote, and decide on it
DECIDERS = frozenset({Role.DRAFTER, Role.APPROVER, Role.LAW_REVIEWER})


@dataclass(frozen=True, slots=True)
class Person:
    """A named natural person. `id` is the user name by which Airflow authenticates them."""

    id: str
    name: str
    post: str
    roles: frozenset[Role]

    def require(self, *roles: Role) -> None:
        """Raise `NotAllowed` unless this person holds one of `roles`."""
        if not self.roles & {*roles}:
            wanted = " or ".join(roles)
            raise NotAllowed(f"{self.id} does not hold the role {wanted}; a register of people change gives it")
