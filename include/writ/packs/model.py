"""The form of a pack: all that the law of one jurisdiction gives to Writ, each part with the rule on which it rests."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from include.writ.domain.registry import UserMetric
from include.writ.domain.worksheet import Requirement
from include.writ.packs.rules import Duty, Name, Rule, Strict, Term, Text, Texts
from include.writ.packs.soundness import problems_of

Country = Annotated[str, Field(pattern="^[A-Z]{2}$")]


class HigherBody(Strict):
    """Who decides complaints about an authority's orders. A reviewer's entry in the register of people has its id."""

    id: Name
    name: Texts


class AuthorityKind(StrEnum):
    """What an issuing authority is (Regulation (EU) 2021/784, annex I, section E)."""

    ADMINISTRATIVE = "administrative"
    LAW_ENFORCEMENT = "law_enforcement"
    JUDICIAL = "judicial"


class Contact(Strict):
    """Where an authority is written to; platforms report the effect of an order there (DSA article 9(2)(a)(vi))."""

    address: Texts
    email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
    phone: Text

    @property
    def is_real(self) -> bool:
        """Whether somebody can be there: nobody is under a name that is kept for examples (RFC 2606)."""
        return not self.email.endswith((".example", ".invalid", ".test"))


class Authority(Strict):
    """Who may order, and the body that hears complaints about it. Names are data, for ministries are renamed."""

    id: Name
    kind: AuthorityKind
    name: Texts
    contact: Contact
    higher_body: HigherBody
    number_prefix: Annotated[str, Field(pattern="^[A-Z]{2,8}$")]
    rule: Name


class Reminder(Strict):
    """What the law adds to every order, as a notice says it."""

    says: Texts
    rule: Name


class NoticeWords(Strict):
    """What the notice of an order is called, what it demands, and of what it reminds the platform."""

    title: Texts
    demand: Texts
    reminders: tuple[Reminder, ...] = ()


class AnnouncementWords(Strict):
    """What a platform is told before its first order (TCO article 3(2)), besides the times and the words of orders.

    `says`: what the announcement is. `contains`: what an order will contain. `answer`: how it is answered or refused.
    """

    title: Texts
    says: Texts
    contains: Texts
    answer: Texts


class Element(Strict):
    """One thing that has to be shown before content falls under a ground."""

    id: Name
    asks: Text


class MaterialType(Strict):
    """One kind of unlawful material. `point`: its letter in the law's list."""

    id: Name
    point: Annotated[str, Field(pattern="^[a-z]$")]
    says: Texts


class Material(Strict):
    """The kinds of material that the law lists under a ground; a drafter chooses those that an item is."""

    rule: Name
    types: Annotated[tuple[MaterialType, ...], Field(min_length=1)]


class Ground(Strict):
    """One ground: the provision with its article, who is competent, what has to be shown, and the platform's time.

    `material`: the kinds of it, where the law makes an order say which (Regulation (EU) 2021/784, annex I, section B).
    `incites`: grounds of hatred or incitement, for which the six factors of the Rabat Plan of Action are answered.
    """

    id: Name
    title: Texts
    provision: Text
    rule: Name
    authority: Name
    platform_term: Term
    elements: Annotated[list[Element], Field(min_length=1)]
    material: Material | None = None
    requires: tuple[Requirement, ...] = ()
    incites: bool = False

    @property
    def material_types(self) -> tuple[MaterialType, ...]:
        """The kinds of material; none where the law lists none."""
        return self.material.types if self.material else ()


class Route(Strict):
    """How an order can be challenged: what is in time until the term ends, and how it is done."""

    what: Text
    how: Texts
    term: Term


class Redress(Strict):
    """The routes of the platform and of the author, and what follows from a complaint.

    `decided`: the higher body's time, where the law gives one. `restored`: the platform's time to bring content back
    after an annulled or lifted order. `suspends`: the rule by which an order's time stands still while a complaint is
    decided; None where it runs on.
    """

    platform: Route
    author: Route
    decided: Term | None = None
    restored: Term
    suspends: Name | None = None

    def rules(self) -> list[str]:
        """The ids of the rules on which its terms rest."""
        terms = self.platform.term, self.author.term, self.decided, self.restored
        return [*(term.rule for term in terms if term), *([self.suspends] if self.suspends else [])]


class Escalation(Strict):
    """How long a mismatch waits before the platform is reminded, once, and before an approver is told of it."""

    remind: Term
    person: Term


class Representative(Strict):
    """More than `above` users in the territory, counted by `metric`, oblige a platform to a representative there."""

    above: Annotated[int, Field(gt=0)]
    metric: UserMetric
    rule: Name


class Pack(Strict):
    """One version of one jurisdiction's law. `holidays`: the calendar by which working days are counted.

    `court_first`: every ground needs a court act, whatever else it needs (Manila Principle II; A/HRC/38/35).
    `told_before`: how long before its first order a platform is told the procedure (TCO article 3(2)), in the words
    of `announcement`; a pack has both or neither.
    `non_disclosure`: how long a reasoned decision can keep the author from being told (TCO article 11(3)); without it,
    nothing can.
    """

    id: Name
    version: Text
    title: Text
    jurisdiction: Country
    territory: Country
    holidays: Text
    languages: Annotated[list[Annotated[str, Field(pattern="^[a-z]{2}$")]], Field(min_length=1)]
    court_first: bool = False
    review: Term
    escalation: Escalation
    told_before: Term | None = None
    non_disclosure: Term | None = None
    representative: Representative | None = None
    authorities: list[Authority]
    grounds: Annotated[list[Ground], Field(min_length=1)]
    notice: NoticeWords
    announcement: AnnouncementWords | None = None
    redress: Redress
    duties: list[Duty]
    rules: list[Rule]

    def rules_of(self, ground: Ground, on: date) -> list[Rule]:
        """Every rule that an order on this ground rests on, each as it is or was superseded by that day."""
        used = [
            ground.rule,
            self.authority(ground.authority).rule,
            ground.platform_term.rule,
            self.review.rule,
            *self.redress.rules(),
            *(reminder.rule for reminder in self.notice.reminders),
            *([self.told_before.rule] if self.told_before else []),
            *([ground.material.rule] if ground.material else []),
        ]
        return [self.rule(name, on) for name in dict.fromkeys(used)]

    def needs(self, ground: Ground) -> tuple[Requirement, ...]:
        """What must be there from elsewhere before an order on this ground."""
        first = [Requirement.COURT_ACT] if self.court_first else []
        return tuple(dict.fromkeys([*first, *ground.requires]))

    def in_force(self, ground: Ground, on: date) -> bool:
        """Whether all that an order on this ground rests on is law on a day."""
        return all(rule.holds(on) for rule in self.rules_of(ground, on))

    def authority(self, authority_id: str) -> Authority:
        """The authority of this id, which a ground of this pack names."""
        return next(authority for authority in self.authorities if authority.id == authority_id)

    def rule(self, name: str, on: date) -> Rule:
        """The rule of this name, or the one that had superseded it by that day."""
        known = {rule.id: rule for rule in self.rules}
        rule = known[name]
        while rule.superseded_by and rule.valid_to and on > rule.valid_to:
            rule = known[rule.superseded_by]
        return rule

    @model_validator(mode="after")
    def _is_sound(self) -> Pack:
        if problems := problems_of(self):
            raise ValueError("; ".join(problems))
        return self
