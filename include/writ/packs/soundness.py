"""What is wrong with a pack as a whole: what its parts, each sound alone, do not say together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from include.writ.domain.clocks import Unit
from include.writ.domain.worksheet import Requirement
from include.writ.packs.calendar import is_known
from include.writ.packs.rules import Term

if TYPE_CHECKING:
    from include.writ.packs.model import Pack

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


def problems_of(pack: Pack) -> list[str]:
    """One sentence for each; the order of its rules is looked at once the rest is sound."""
    return [*_repeated(pack), *_unknown(pack), *_not_ours(pack)] or [*_out_of_order(pack)]


def _repeated(pack: Pack) -> Iterator[str]:
    ids = {
        "ground": [one.id for one in pack.grounds],
        "authority": [one.id for one in pack.authorities],
        "rule": [one.id for one in pack.rules],
        "duty": [one.id for one in pack.duties],
    }
    ids |= {f"element of {ground.id}": [one.id for one in ground.elements] for ground in pack.grounds}
    ids |= {f"kind of {ground.id}": [one.id for one in ground.material_types] for ground in pack.grounds}
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
    named |= {f"kinds of {ground.id}": [ground.material.rule] for ground in pack.grounds if ground.material}
    named |= {f"authority {authority.id}": [authority.rule] for authority in pack.authorities}
    named |= {f"duty {duty.id}": [duty.term.rule] for duty in pack.duties}
    named |= {f"rule {rule.id}": [rule.superseded_by] for rule in pack.rules if rule.superseded_by}
    named["review"] = [pack.review.rule]
    named["escalation"] = [pack.escalation.remind.rule, pack.escalation.person.rule]
    named["told_before"] = [pack.told_before.rule] if pack.told_before else []
    named["non_disclosure"] = [pack.non_disclosure.rule] if pack.non_disclosure else []
    named["representative"] = [pack.representative.rule] if pack.representative else []
    named["redress"] = pack.redress.rules()
    named["notice"] = [reminder.rule for reminder in pack.notice.reminders]
    for what, names in named.items():
        yield from (f"{what}: rule {name} is not in this pack" for name in names if name not in rules)
    used = {name for names in named.values() for name in names}
    yield from (f"rule {name}: nothing rests on it" for name in sorted(rules - used))


def _untranslated(pack: Pack) -> Iterator[str]:
    texts = {f"ground {ground.id}: its title": ground.title for ground in pack.grounds}
    texts |= {f"authority {authority.id}: its name": authority.name for authority in pack.authorities}
    texts |= {f"authority {one.id}: its higher body": one.higher_body.name for one in pack.authorities}
    texts |= {f"authority {one.id}: its address": one.contact.address for one in pack.authorities}
    texts |= {"notice: its title": pack.notice.title, "notice: its demand": pack.notice.demand}
    texts |= {f"notice: reminder {one.rule}": one.says for one in pack.notice.reminders}
    texts |= {"redress of the platform": pack.redress.platform.how, "redress of the author": pack.redress.author.how}
    texts |= {f"kind {one.id}": one.says for ground in pack.grounds for one in ground.material_types}
    words = pack.announcement.model_dump() if pack.announcement else {}
    texts |= {f"announcement: its {name}": by_language for name, by_language in words.items()}
    for what, by_language in texts.items():
        if not {*pack.languages, "en"} <= by_language.keys():
            yield f"{what} is not in every language of the pack"


def _unannounced(pack: Pack) -> Iterator[str]:
    if (pack.told_before is None) != (pack.announcement is None):
        yield "announcement: its words are there where told_before gives a time, and nowhere else"
    if pack.told_before and len({ground.authority for ground in pack.grounds}) > 1:
        yield "told_before: each authority announces its own orders, so a pack with it has one authority"


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
    yield from _unannounced(pack)
    if not is_known(pack.holidays):
        yield f"holidays: there is no calendar {pack.holidays}"
    counted: list[tuple[str, Term | None, Unit]] = [
        ("review:", pack.review, Unit.DAYS),
        ("redress: the platform's time to restore is", pack.redress.restored, Unit.HOURS),
        ("told_before:", pack.told_before, Unit.HOURS),
        ("escalation: the time until a reminder is", pack.escalation.remind, Unit.HOURS),
        ("escalation: the time until an approver is told is", pack.escalation.person, Unit.HOURS),
        ("non_disclosure:", pack.non_disclosure, Unit.DAYS),
    ]
    yield from (f"{what} counted in {unit}" for what, term, unit in counted if term and term.unit is not unit)
