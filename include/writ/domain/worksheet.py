"""What a drafter has to answer for one item, and what is missing of it before anybody can approve.

The same conditions stand in the database (`writ.lacking`), which lets no incomplete draft be approved.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

REASONS_MIN_CHARS = 40


class Requirement(StrEnum):
    """What must be there from elsewhere before an order on a ground can exist."""

    COURT_ACT = "court_act"
    EXPERT_DECISION = "expert_decision"


class Aim(StrEnum):
    """The aims for which expression may be restricted; there are no others (ICCPR article 19(3))."""

    RIGHTS_OF_OTHERS = "rights_of_others"
    NATIONAL_SECURITY = "national_security"
    PUBLIC_ORDER = "public_order"
    PUBLIC_HEALTH = "public_health"
    PUBLIC_MORALS = "public_morals"


class Protected(StrEnum):
    """What an item may be for which a second look by a law reviewer is needed (Manila Principle III.2.c)."""

    JOURNALISM = "journalism"
    ART = "art"
    RESEARCH = "research"
    PUBLIC_INTEREST = "public_interest"


class RabatFactor(StrEnum):
    """The six factors of the Rabat Plan of Action (A/HRC/22/17/Add.4, paragraph 29)."""

    CONTEXT = "context"
    SPEAKER = "speaker"
    INTENT = "intent"
    CONTENT_AND_FORM = "content_and_form"
    EXTENT = "extent"
    LIKELIHOOD = "likelihood"


@dataclass(frozen=True, slots=True)
class CourtAct:
    """A court act, as far as it is known; it counts from the day on which it enters into force."""

    court: str = ""
    number: str = ""
    decided_on: date | None = None
    in_force_on: date | None = None


@dataclass(frozen=True, slots=True)
class ExpertDecision:
    """What the expert group decided on an application, as far as it has.

    `extended_on`: the day on which its chair extended the time by a reasoned decision; None where the chair did not.
    """

    number: str = ""
    applied_on: date | None = None
    extended_on: date | None = None
    decided_on: date | None = None


@dataclass(frozen=True, slots=True)
class Worksheet:
    """The answers for one item. Whatever is not answered yet is empty; it can be kept like that, but not approved."""

    elements: Mapping[str, str] = field(default_factory=dict)
    aim: Aim | None = None
    necessity: str = ""
    less_restrictive: str = ""
    exceptions: str = ""
    may_be: Collection[Protected] = ()
    rabat: Mapping[RabatFactor, str] = field(default_factory=dict)
    court_act: CourtAct | None = None
    expert_decision: ExpertDecision | None = None

    def as_json(self) -> dict[str, Any]:
        """The form in which it is stored and hashed: without what is empty."""
        said = {
            "elements": _answers(self.elements),
            "aim": self.aim,
            "necessity": self.necessity.strip(),
            "less_restrictive": self.less_restrictive.strip(),
            "exceptions": self.exceptions.strip(),
            "may_be": sorted(set(self.may_be)),
            "rabat": _answers(self.rabat),
            "court_act": _facts(self.court_act),
            "expert_decision": _facts(self.expert_decision),
        }
        return {name: answer for name, answer in said.items() if answer}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Worksheet:
        """The answers as `as_json` wrote them."""
        act, decision = said.get("court_act"), said.get("expert_decision")
        return cls(
            elements=said.get("elements", {}),
            aim=Aim(said["aim"]) if "aim" in said else None,
            necessity=said.get("necessity", ""),
            less_restrictive=said.get("less_restrictive", ""),
            exceptions=said.get("exceptions", ""),
            may_be=[Protected(one) for one in said.get("may_be", ())],
            rabat={RabatFactor(name): text for name, text in said.get("rabat", {}).items()},
            court_act=CourtAct(**_with_days(act)) if act else None,
            expert_decision=ExpertDecision(**_with_days(decision)) if decision else None,
        )


@dataclass(frozen=True, slots=True)
class Missing:
    """What is not there yet: by the number of the requirement, in words, and who can supply it."""

    requirement: str
    what: str
    who: str


DRAFTER, LAW_REVIEWER = "a drafter", "a law reviewer"


class Asks(Protocol):
    """What a ground asks for beside what every ground does: a legal basis, or a row that holds one."""

    @property
    def elements(self) -> Collection[str]:
        """What has to be shown, by id."""

    @property
    def requires(self) -> Collection[str]:
        """What must be there from elsewhere."""

    @property
    def incites(self) -> bool:
        """Whether the Rabat factors have to be answered."""


def missing(reasons: str, worksheet: Worksheet, asks: Asks, *, second_look: bool, today: date) -> Iterator[Missing]:
    """What a draft lacks, in the order of the requirements; `second_look`: a law reviewer wrote it after another."""
    yield from _missing_reasons(reasons, worksheet, asks.elements)
    yield from _missing_grounds_to_act(worksheet)
    if worksheet.may_be and not second_look:
        what = f"a second legal review, as the item may be {', '.join(sorted(worksheet.may_be))}: ask for law review"
        yield Missing("R9", what, LAW_REVIEWER)
    rabat = _answers(worksheet.rabat)
    for factor in RabatFactor if asks.incites else ():
        if factor not in rabat:
            yield Missing("R10", f"rabat {factor}: the answer for this item", DRAFTER)
    if Requirement.COURT_ACT in asks.requires and not is_in_force(worksheet.court_act, today):
        what = "court_act: court, number, when it was decided, and since when it is in force"
        yield Missing("R11", what, "a drafter, from the court act itself")
    if Requirement.EXPERT_DECISION in asks.requires and not _is_decided(worksheet.expert_decision, today):
        what = "expert_decision: its number, when the application came, any extension, and when the group decided after it"
        yield Missing("R12", what, "the expert group")


def _missing_reasons(reasons: str, worksheet: Worksheet, elements: Collection[str]) -> Iterator[Missing]:
    if len(reasons.strip()) < REASONS_MIN_CHARS:
        yield Missing("R6", f"reasons: at least {REASONS_MIN_CHARS} characters that speak of this item", DRAFTER)
    answered = _answers(worksheet.elements)
    for element in elements:
        if element not in answered:
            yield Missing("R6", f"element {element}: how this item meets it", DRAFTER)


def _missing_grounds_to_act(worksheet: Worksheet) -> Iterator[Missing]:
    if worksheet.aim is None:
        yield Missing("R8", f"aim: one of {', '.join(Aim)}", DRAFTER)
    asked = (
        ("R8", "necessity", "why an order is needed"),
        ("R8", "less_restrictive", "what milder means were tried, or why none would do"),
        ("R9", "exceptions", "which exceptions and defences were weighed, and the result"),
    )
    for requirement, name, what in asked:
        if not getattr(worksheet, name).strip():
            yield Missing(requirement, f"{name}: {what}", DRAFTER)


def is_in_force(act: CourtAct | None, today: date) -> bool:
    """Whether there is a court act, named in full, that is in force on that day."""
    if act is None or not (act.court.strip() and act.number.strip() and act.decided_on and act.in_force_on):
        return False
    return act.decided_on <= act.in_force_on <= today


def _is_decided(decision: ExpertDecision | None, today: date) -> bool:
    if decision is None or not (decision.number.strip() and decision.applied_on and decision.decided_on):
        return False
    extended_on = decision.extended_on or decision.applied_on
    return decision.applied_on <= extended_on <= decision.decided_on <= today


def _answers(said: Mapping[Any, str]) -> dict[str, str]:
    return {str(name): text.strip() for name, text in said.items() if text.strip()}


def _facts(act: CourtAct | ExpertDecision | None) -> dict[str, str]:
    said = {name: getattr(act, name) for name in act.__slots__} if act else {}
    return {name: text for name, fact in said.items() if fact is not None and (text := str(fact).strip())}


def _with_days(facts: Mapping[str, str]) -> dict[str, Any]:
    return {name: date.fromisoformat(said) if name.endswith("_on") else said for name, said in facts.items()}
