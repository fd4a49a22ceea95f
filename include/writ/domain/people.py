"""What a person may do in Writ. Airflow says who someone is; only these roles say what they may decide."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from include.writ.errors import NotAllowed


class Role(StrEnum):
    """A person may hold several roles, but acts in one per case: drafter and approver are never one person.

    An appeal reviewer belongs to the higher body that a pack names, and holds no other role.
    """

    DRAFTER = "drafter"
    APPROVER = "approver"
    RELEASER = "releaser"
    LAW_REVIEWER = "law_reviewer"
    AUDITOR = "auditor"
    ENGINEER = "engineer"
    APPEAL_REVIEWER = "appeal_reviewer"


# who may decide whether there is an order, and who may read what users wrote
DECIDERS = frozenset({Role.DRAFTER, Role.APPROVER, Role.LAW_REVIEWER})
READERS = DECIDERS | {Role.APPEAL_REVIEWER}


class Official(Protocol):
    """Whoever is named in a record: a person, or the row of one in the register."""

    @property
    def name(self) -> str:
        """The full name."""

    @property
    def post(self) -> str:
        """The post, as the register has it."""


def signature(official: Official) -> str:
    """How a person is named in notices and records: name and post."""
    return f"{official.name}, {official.post}"


@dataclass(frozen=True, slots=True)
class Person:
    """A named natural person. `id` is the user name by which Airflow authenticates them.

    `higher_body`: the id of the body for which an appeal reviewer decides; None for everyone else.
    """

    id: str
    name: str
    post: str
    roles: frozenset[Role]
    higher_body: str | None = None

    def require(self, *roles: Role) -> None:
        """Raise `NotAllowed` unless this person holds one of `roles`."""
        if not self.roles & {*roles}:
            wanted = " or ".join(roles)
            raise NotAllowed(f"{self.id} does not hold the role {wanted}; a register of people change gives it")
