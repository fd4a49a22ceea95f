"""What the page of a case offers its reader to do, and what the ground asks a drafter to answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from include.writ.domain.people import DECIDERS, Person
from include.writ.errors import PackError
from include.writ.services.docket_records import CaseRecord
from include.writ.services.possible_acts import AppealAct, PossibleActs, possible_acts
from include.writ.wiring.deployment import Deployment, for_docket

__all__ = ["AppealAct", "PossibleActs"]


class Asked(NamedTuple):
    """A question of the worksheet that the ground asks: its id, and what it asks for."""

    id: str
    asks: str


@dataclass(frozen=True, slots=True)
class DraftForm:
    """What a drafter is asked, and what is written already; `seen` is the version that it starts from, 0 for none."""

    seen: int
    reasons: str
    worksheet: dict[str, Any]
    elements: Sequence[Asked]
    material_types: Sequence[Asked]
    languages: Sequence[str]
    requires: Sequence[str]
    incites: bool
    may_need_emergency: bool


@dataclass(frozen=True, slots=True)
class CaseActs:
    """`form` is there where the reader can draft, and the pack in force has the ground.

    `goes_on`: there is a queue from which the reader can take the next case.
    """

    can: PossibleActs
    form: DraftForm | None
    goes_on: bool

    @property
    def any(self) -> bool:
        """Whether there is anything at all to do from here."""
        return self.can.any or self.goes_on


def of_case(case: CaseRecord, reader: Person) -> CaseActs:
    """What the reader can do with the case now."""
    here, can = for_docket(), possible_acts(case, reader)
    return CaseActs(can, _form(case, here) if can.draft else None, bool(reader.roles & DECIDERS))


def _form(case: CaseRecord, here: Deployment) -> DraftForm | None:
    try:
        ground = here.pack.ground(case.ground, here.today)
    except PackError:
        return None
    latest, pack = case.decisions[-1], here.pack.pack
    is_written = latest.drafted_by is not None
    return DraftForm(
        seen=latest.version if is_written else 0,
        reasons=latest.reasons if is_written else "",
        worksheet=latest.worksheet if is_written else {},
        elements=[Asked(one.id, one.asks) for one in ground.elements],
        material_types=[Asked(one.id, f"({one.point}) {one.says['en']}") for one in ground.material_types],
        languages=list(dict.fromkeys([*case.addressee.languages, *pack.languages])),
        requires=pack.needs(ground),
        incites=ground.incites,
        may_need_emergency=bool(latest.told_before_hours) and not case.addressee.has_had_order,
    )
