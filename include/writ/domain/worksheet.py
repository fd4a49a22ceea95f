"""What a drafter has to answer for one item. What is missing of it before anybody can approve is in `completeness`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any


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
class Translation:
    """The reasons once more, for a platform that did not declare the language they are written in (ISO 639-1)."""

    language: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Worksheet:
    """The answers for one item. Whatever is not answered yet is empty; it can be kept like that, but not approved.

    `language`: that of the reasons (ISO 639-1). `material_types`: the kinds of unlawful material that the item is, by
    their ids in the pack (Regulation (EU) 2021/784, annex I, section B). `emergency`: why the platform could not be
    told before its first order.
    """

    language: str = ""
    translation: Translation | None = None
    elements: Mapping[str, str] = field(default_factory=dict)
    material_types: Collection[str] = ()
    aim: Aim | None = None
    necessity: str = ""
    less_restrictive: str = ""
    exceptions: str = ""
    may_be: Collection[Protected] = ()
    rabat: Mapping[RabatFactor, str] = field(default_factory=dict)
    court_act: CourtAct | None = None
    expert_decision: ExpertDecision | None = None
    emergency: str = ""

    def as_json(self) -> dict[str, Any]:
        """The form in which it is stored and hashed: without what is empty."""
        said = {
            "language": self.language.strip(),
            "translation": _facts(self.translation),
            "elements": answers(self.elements),
            "material_types": sorted(set(self.material_types)),
            "aim": self.aim,
            "necessity": self.necessity.strip(),
            "less_restrictive": self.less_restrictive.strip(),
            "exceptions": self.exceptions.strip(),
            "may_be": sorted(set(self.may_be)),
            "rabat": answers(self.rabat),
            "court_act": _facts(self.court_act),
            "expert_decision": _facts(self.expert_decision),
            "emergency": self.emergency.strip(),
        }
        return {name: answer for name, answer in said.items() if answer}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Worksheet:
        """The answers as `as_json` wrote them."""
        act, decision, translation = (said.get(name) for name in ("court_act", "expert_decision", "translation"))
        return cls(
            language=said.get("language", ""),
            translation=Translation(**translation) if translation else None,
            elements=said.get("elements", {}),
            material_types=said.get("material_types", ()),
            aim=Aim(said["aim"]) if "aim" in said else None,
            necessity=said.get("necessity", ""),
            less_restrictive=said.get("less_restrictive", ""),
            exceptions=said.get("exceptions", ""),
            may_be=[Protected(one) for one in said.get("may_be", ())],
            rabat={RabatFactor(name): text for name, text in said.get("rabat", {}).items()},
            court_act=CourtAct(**_with_days(act)) if act else None,
            expert_decision=ExpertDecision(**_with_days(decision)) if decision else None,
            emergency=said.get("emergency", ""),
        )


def answers(said: Mapping[Any, str]) -> dict[str, str]:
    """What is answered of `said`, without blanks at the ends."""
    return {str(name): text.strip() for name, text in said.items() if text.strip()}


def _facts(act: CourtAct | ExpertDecision | Translation | None) -> dict[str, str]:
    said = {name: getattr(act, name) for name in act.__slots__} if act else {}
    return {name: text for name, fact in said.items() if fact is not None and (text := str(fact).strip())}


def _with_days(facts: Mapping[str, str]) -> dict[str, Any]:
    return {name: date.fromisoformat(said) if name.endswith("_on") else said for name, said in facts.items()}
