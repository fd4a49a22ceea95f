"""What takes more than one person: each act of a list of hands is done by another, whatever roles a person holds."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum
from itertools import combinations

from include.writ.domain.people import DECIDERS, Role

Hands = Sequence[frozenset[Role]]


class Separation(StrEnum):
    """What is done by several people, in the order in which a case comes to it."""

    ORDER = "order"
    NON_DISCLOSURE = "non_disclosure"
    PORTAL_NUMBER = "portal_number"
    REVIEW = "review"
    APPEAL = "appeal"
    CONTACT = "contact"
    ANNOUNCEMENT = "announcement"


_DRAFTER, _APPROVER = frozenset({Role.DRAFTER}), frozenset({Role.APPROVER})
_RELEASER, _LAW_REVIEWER = frozenset({Role.RELEASER}), frozenset({Role.LAW_REVIEWER})

# the roles of each hand; R2, R19, R21 and R16 of the requirements, and two releasers before one portal
HANDS: dict[Separation, Hands] = {
    Separation.ORDER: (_DRAFTER, _APPROVER),
    Separation.NON_DISCLOSURE: (_DRAFTER, _APPROVER, _LAW_REVIEWER),
    Separation.PORTAL_NUMBER: (_RELEASER, _RELEASER),
    Separation.REVIEW: (_DRAFTER, _APPROVER, _LAW_REVIEWER),
    Separation.APPEAL: (_DRAFTER, _APPROVER, frozenset({Role.APPEAL_REVIEWER})),
    Separation.CONTACT: (DECIDERS, _LAW_REVIEWER),
    Separation.ANNOUNCEMENT: (DECIDERS, _RELEASER),
}


def binds(roles: Collection[Role]) -> list[Separation]:
    """Where a person with these roles could be two of the hands, and can be only one."""
    held = frozenset(roles)
    return [one for one, hands in HANDS.items() if sum(bool(hand & held) for hand in hands) > 1]


def is_staffed(hands: Hands, people: Collection[frozenset[Role]]) -> bool:
    """Whether the roles of `people` suffice for every hand to be another person.

    That is so if any choice of hands finds at least as many people for one or another of them (Hall's theorem).
    """
    return all(
        sum(bool(roles & frozenset().union(*some)) for roles in people) >= size
        for size in range(1, len(hands) + 1)
        for some in combinations(hands, size)
    )
