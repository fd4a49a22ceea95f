"""Two questions about one decision that are not the same: whether it is lawful here, and whether it meets the standard.

A decision can be lawful in a jurisdiction and yet fall short of what international standards on expression ask. Both
results are shown, each with the list of what fails, so that nobody takes one for the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from include.writ.domain.completeness import Missing

NO_COURT = (
    "no court has found the content unlawful: an order should rest on a decision of an independent court"
    " (Manila Principle II; A/HRC/38/35)"
)
NOT_HEARD = "the author is not heard before the order, only after it (Manila Principle V)"
# Those of the requirements that the standards make as well: reasons for this item, ICCPR 19(3), exceptions, Rabat.
_OF_THE_STANDARD = frozenset({"R6", "R8", "R9", "R10"})


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is missing of a draft, and what fails by either measure; nothing fails where a list is empty.

    `alike`: other cases whose reasons are the same words, which is no reason for this item and is to be looked at.
    """

    missing: list[Missing]
    against_law: list[str]
    against_standard: list[str]
    alike: list[UUID]


def assess(
    lacking: Sequence[Missing], *, has_court_act: bool, unverified: Iterable[str], alike: Sequence[UUID]
) -> Assessment:
    """Both results. `unverified`: the rules of the pack that the decision rests on and that nobody has verified."""
    said = [(one.requirement, f"{one.requirement}: {one.what} – {one.who}") for one in lacking]
    standard = [text for requirement, text in said if requirement in _OF_THE_STANDARD]
    standard += [] if has_court_act else [NO_COURT]
    return Assessment(
        list(lacking),
        [text for _, text in said] + [f"nobody has verified the rule {rule} of the pack" for rule in unverified],
        [*standard, NOT_HEARD],
        list(alike),
    )
