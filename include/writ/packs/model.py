"""The form of a pack: all that the law of one jurisdiction gives to Writ, each part with the rule on which it rests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from include.writ.domain.clocks import Unit
from include.writ.domain.worksheet import Requirement
from include.writ.packs.calendar import is_known
from include.writ.packs.rules import Duty, Name, Rule, Strict, Term, Text, Texts

Country = Annotated[str, Field(pattern="^[A-Z]{2}$")]

# Whatever a pack is for, an order can rest on one of these alone. False information, unsanctioned events, riots,
# elections or criticism of anybody are no grounds here, and a pack that names one does not load.
GROUNDS = frozenset(
    {
        "terrorism",
        "extremism",
        "cruelty",
        "pornography",
        "suicide",
        "drugs",
        "child_bullying",
        "terrorist_content",
        "child_sexual_abuse",
    }
)


# What an order on these needs, whatever a pack says.
NEEDS = {
    "terrorism": frozenset({Requirement.COURT_ACT}),
    "extremism": frozenset({Requirement.COURT_ACT}),
    "child_bullying": frozenset({Requirement.EXPERT_DECISION}),
}
INCITING = frozenset({"terrorism", "extremism", "terrorist_content"})


class HigherBody(Strict):
    """Who decides complaints about an authority's orders. A reviewer's entry in the register of people has its id."""

    id: Name
    name: Texts


class Authority(Strict):
    """Who may order, and the body that hears complaints about it. Names are data, for ministries are renamed."""

    id: Name
    name: Texts
    higher_body: HigherBody
    number_prefix: Annotated[str, Field(pattern="^[A-Z]{2,8}$")]
    rule: Name


class Element(Strict):
    """One thing that has to be shown before content falls under a ground."""

    id: Name
    asks: Text


class Ground(Strict):
    """One ground: the provision with its article, who is competent, what has to be shown, and the platform's time.

    `incites`: grounds of hatred or incitement, for which the six factors of the Rabat Plan of Action are answered.
    """

    id: Name
    title: Texts
    provision: Text
    rule: Name
    authority: Name
    platform_term: Term
    elements: Annotated[list[Element], Field(min_length=1)]
    requires: tuple[Requirement, ...] = ()
    incites: bool = False


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


class Pack(Strict):
    """One version of one jurisdiction's law. `holidays`: the calendar by which working days are counted.

    `court_first`: every ground needs a court act, whatever else it needs (Manila Principle II; A/HRC/38/35).
    `told_before`: how long before its first order a platform is told the procedure (TCO article 3(2)).
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
    told_before: Term | None = None
    non_disclosure: Term | None = None
    authorities: list[Authority]
    grounds: Annotated[list[Ground], Field(min_length=1)]
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
            *_rules_of_redress(self.redress),
            *([self.told_before.rule] if self.told_before else []),
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
        problems = [*_repeated(self), *_unknown(self), *_not_ours(self)] or [*_out_of_order(self)]
        if problems:
            raise ValueError("; ".join(problems))
        return self


def _rules_of_redress(redress: Redress) -> list[str]:
    terms = redress.platform.term, redress.author.term, redress.decided, redress.restored
    return [*(term.rule for term in terms if term), *([redress.suspends] if redress.suspends else [])]


def _repeated(pack: Pack) -> Iterator[str]:
    ids = {
        "ground": [one.id for one in pack.grounds],
        "authority": [one.id for one in pack.authorities],
        "rule": [one.id for one in pack.rules],
        "duty": [one.id for one in pack.duties],
    }
    ids |= {f"element of {ground.id}": [one.id for one in ground.elements] for ground in pack.grounds}
    for what, names in ids.items():
        yield from (f"{what} {name} is there twice" for name, times in Counter(names).items() if times > 1)


def _unknown(pack: Pack) -> Iterator[str]:
    rules = {rule.id for rule in pack.rules}
    authorities = {authority.id for authority in pack.authorities}
    yield from (
        f"ground {ground.id}: authority {ground.authority} is not in this pack"
        for ground in pack.grounds
        if ground.authority not in authorities
    )
    named = {f"ground {ground.id}": [ground.rule, ground.platform_term.rule] for ground in pack.grounds}
    named |= {f"authority {authority.id}": [authority.rule] for authority in pack.authorities}
    named |= {f"duty {duty.id}": [duty.term.rule] for duty in pack.duties}
    named |= {f"rule {rule.id}": [rule.superseded_by] for rule in pack.rules if rule.superseded_by}
    named["review"] = [pack.review.rule]
    named["told_before"] = [pack.told_before.rule] if pack.told_before else []
    named["non_disclosure"] = [pack.non_disclosure.rule] if pack.non_disclosure else []
    named["redress"] = _rules_of_redress(pack.redress)
    for what, names in named.items():
        yield from (f"{what}: rule {name} is not in this pack" for name in names if name not in rules)
    used = {name for names in named.values() for name in names}
    yield from (f"rule {name}: nothing rests on it" for name in sorted(rules - used))


def _untranslated(pack: Pack) -> Iterator[str]:
    texts = {f"ground {ground.id}: its title": ground.title for ground in pack.grounds}
    texts |= {f"authority {authority.id}: its name": authority.name for authority in pack.authorities}
    texts |= {f"authority {one.id}: its higher body": one.higher_body.name for one in pack.authorities}
    texts |= {"redress of the platform": pack.redress.platform.how, "redress of the author": pack.redress.author.how}
    for what, by_language in texts.items():
        if not {*pack.languages, "en"} <= by_language.keys():
            yield f"{what} is not in every language of the pack"


def _out_of_order(pack: Pack) -> Iterator[str]:
    known = {rule.id: rule for rule in pack.rules}
    for rule in pack.rules:
        later = known[rule.superseded_by] if rule.superseded_by else None
        if later and rule.valid_to and later.valid_from <= rule.valid_to:
            yield f"rule {rule.id}: {later.id}, which supersedes it, has to begin after {rule.valid_to}"


def _not_ours(pack: Pack) -> Iterator[str]:
    for ground in pack.grounds:
        if ground.id not in GROUNDS:
            yield f"ground {ground.id}: no order can rest on it; there are {', '.join(sorted(GROUNDS))}"
        if ground.platform_term.unit is not Unit.HOURS:
            yield f"ground {ground.id}: the platform's time is counted in hours"
        needs = NEEDS.get(ground.id, frozenset())
        if not needs <= {*ground.requires}:
            yield f"ground {ground.id}: it requires {', '.join(sorted(needs))}"
        if ground.id in INCITING and not ground.incites:
            yield f"ground {ground.id}: it is one of incitement, so `incites` is true"
    yield from _untranslated(pack)
    if not is_known(pack.holidays):
        yield f"holidays: there is no calendar {pack.holidays}"
    counted: list[tuple[str, Term | None, Unit]] = [
        ("review:", pack.review, Unit.DAYS),
        ("redress: the platform's time to restore is", pack.redress.restored, Unit.HOURS),
        ("told_before:", pack.told_before, Unit.HOURS),
        ("non_disclosure:", pack.non_disclosure, Unit.DAYS),
    ]
    yield from (f"{what} counted in {unit}" for what, term, unit in counted if term and term.unit is not unit)
