"""What is missing of a draft before anybody can approve it: by the number of the requirement, and who can supply it.

The same conditions stand in the database (`writ.lacking`), which lets no incomplete draft be approved.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from include.writ.domain.worksheet import (
    Aim,
    CourtAct,
    ExpertDecision,
    RabatFactor,
    Requirement,
    Worksheet,
    answers,
)

REASONS_MIN_CHARS = 40
DRAFTER, LAW_REVIEWER = "a drafter", "a law reviewer"


@dataclass(frozen=True, slots=True)
class Missing:
    """What is not there yet: by the number of the requirement, in words, and who can supply it."""

    requirement: str
    what: str
    who: str


@dataclass(frozen=True, slots=True)
class Addressee:
    """The platform that an order would go to. `languages`: those it declared (ISO 639-1), none if nobody registered it.

    `told_at` (UTC): the first proven receipt of an announcement of orders under the pack; `has_had_order`: an order
    under the pack was sent to it. Both are known only where the pack asks for them.
    """

    languages: Sequence[str]
    told_at: datetime | None = None
    has_had_order: bool = False


class Asks(Protocol):
    """What a ground asks for beside what every ground does: a legal basis, or a row that holds one."""

    @property
    def elements(self) -> Collection[str]:
        """What has to be shown, by id."""

    @property
    def material_types(self) -> Collection[str]:
        """The kinds of which the item has to be one, by id; none where the law has no such kinds."""

    @property
    def requires(self) -> Collection[str]:
        """What must be there from elsewhere."""

    @property
    def incites(self) -> bool:
        """Whether the Rabat factors have to be answered."""

    @property
    def told_before_hours(self) -> int:
        """How long before its first order a platform has to be told; 0 where it need not be."""


def missing(
    reasons: str,
    worksheet: Worksheet,
    asks: Asks,
    addressee: Addressee,
    *,
    second_look: bool,
    today: date,
    now: datetime,
) -> Iterator[Missing]:
    """What a draft lacks, in the order of the requirements; `second_look`: a law reviewer wrote it after another."""
    yield from _missing_reasons(reasons, worksheet, asks.elements)
    yield from _missing_type(worksheet, asks.material_types)
    yield from _missing_grounds_to_act(worksheet)
    if worksheet.may_be and not second_look:
        what = f"a second legal review, as the item may be {', '.join(sorted(worksheet.may_be))}: ask for law review"
        yield Missing("R9", what, LAW_REVIEWER)
    rabat = answers(worksheet.rabat)
    for factor in RabatFactor if asks.incites else ():
        if factor not in rabat:
            yield Missing("R10", f"rabat {factor}: the answer for this item", DRAFTER)
    if Requirement.COURT_ACT in asks.requires and not is_in_force(worksheet.court_act, today):
        what = "court_act: court, number, when it was decided, and since when it is in force"
        yield Missing("R11", what, "a drafter, from the court act itself")
    if Requirement.EXPERT_DECISION in asks.requires and not _is_decided(worksheet.expert_decision, today):
        what = (
            "expert_decision: its number, when the application came, any extension, and when the group decided after it"
        )
        yield Missing("R12", what, "the expert group")
    if not worksheet.emergency.strip():
        yield from _missing_announcement(asks.told_before_hours, addressee, now)
    yield from _missing_language(worksheet, addressee.languages)


def can_wait_for_approval(lacking: Iterable[Missing]) -> bool:
    """Whether a draft needs nothing more from its drafter: that the platform was told (R15) can come until approval."""
    return all(one.requirement == "R15" for one in lacking)


def _missing_reasons(reasons: str, worksheet: Worksheet, elements: Collection[str]) -> Iterator[Missing]:
    if len(reasons.strip()) < REASONS_MIN_CHARS:
        yield Missing("R6", f"reasons: at least {REASONS_MIN_CHARS} characters that speak of this item", DRAFTER)
    answered = answers(worksheet.elements)
    for element in elements:
        if element not in answered:
            yield Missing("R6", f"element {element}: how this item meets it", DRAFTER)


def _missing_type(worksheet: Worksheet, known: Collection[str]) -> Iterator[Missing]:
    """TCO annex I, section B: by tick boxes, which of the kinds of article 2(7) the material is."""
    if set(worksheet.material_types) - set(known):
        yield Missing("R6", f"material_types: only those of the ground: {', '.join(known) or 'it has none'}", DRAFTER)
    elif known and not worksheet.material_types:
        yield Missing("R6", f"material_types: at least one of {', '.join(known)}", DRAFTER)


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


def _missing_announcement(hours: int, addressee: Addressee, now: datetime) -> Iterator[Missing]:
    """TCO article 3(2): a provider is told twelve hours before its first order, counted from the proven receipt."""
    if not hours or addressee.has_had_order:
        return
    first = addressee.told_at and addressee.told_at + timedelta(hours=hours)
    if first is None:
        what = (
            f"announcement: the platform has had no order before, and nothing proves that it has the announcement; the"
            f" first order can be made {hours} hours after that"
        )
        who = (
            f"{DRAFTER}, {LAW_REVIEWER} or an approver, who asks for it, or a drafter, who says why it is an emergency"
        )
        yield Missing("R15", what, who)
    elif now < first:
        what = f"announcement: received less than {hours} hours ago; the platform's first order can be made at {first}"
        yield Missing("R15", what, "nobody before that time, or a drafter, who says why it is an emergency")


def _missing_language(worksheet: Worksheet, declared: Sequence[str]) -> Iterator[Missing]:
    """DSA article 9(2)(c), TCO article 15(2): a language that the platform declared, or a translation into one."""
    language, translation = worksheet.language.strip(), worksheet.translation
    if not declared:
        yield Missing("R17", "languages: the platform has declared none", "whoever keeps the register of platforms")
    elif not language:
        yield Missing("R17", "language: the one in which the reasons are written", DRAFTER)
    elif language not in declared and not (
        translation and translation.language.strip() in declared and len(translation.text.strip()) >= REASONS_MIN_CHARS
    ):
        what = f"translation: the reasons in one of the languages that the platform declared: {', '.join(declared)}"
        yield Missing("R17", what, DRAFTER)


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
