"""What one sentence says was done, and what several together come to. Doubt wins: then a person reads it.

A denial, a plan, a condition, a wish or a question beside what would have been done leaves nothing certain. A refusal,
a question to us, an impossibility and a complaint stand by themselves, but not under a condition.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum

from include.writ.answers.doubts import ACTS, CONDITIONS, DENIALS, HARMLESS, NOUNS, OPEN, OTHER_THINGS, VAGUE
from include.writ.answers.numbers import NUMBER
from include.writ.answers.phrases import ACCESS, NAMES_OF_ORDERS, OUTCOMES, PARTS, PLACES, SAME, SHORT
from include.writ.domain.delivery import Outcome


class Doubt(StrEnum):
    """Why something is not certain: it is denied; it is open; or something was done, and not what."""

    DENIED = "denied"
    OPEN = "open"
    VAGUE = "vague"


Signals = frozenset[Outcome | Doubt]
NOTHING: Signals = frozenset()

_EFFECTS = frozenset(
    {
        Outcome.REMOVED,
        Outcome.ALREADY_REMOVED,
        Outcome.WITHHELD,
        Outcome.RESTRICTED,
        Outcome.PARTIAL,
        Outcome.DUPLICATE,
        Outcome.RESTORED,
    }
)
_OF_REMOVAL = frozenset({Outcome.REMOVED, Outcome.ALREADY_REMOVED, Outcome.PARTIAL, Outcome.RESTORED})
_BY_THEMSELVES = frozenset({Outcome.REFUSED, Outcome.CLARIFICATION, Outcome.IMPOSSIBLE, Outcome.APPEALED})
_WITH_A_DENIAL = _BY_THEMSELVES | {Outcome.NOT_FOUND}
# two that are said together and are one
_TOGETHER: Mapping[frozenset[Outcome], Outcome] = {
    frozenset({Outcome.REMOVED, Outcome.PARTIAL}): Outcome.PARTIAL,
    frozenset({Outcome.NOT_FOUND, Outcome.CLARIFICATION}): Outcome.CLARIFICATION,
}
_FEW_WORDS = 4
_PHRASES = sorted(
    ((phrase, outcome) for outcome, phrases in OUTCOMES.items() for phrase in phrases), key=lambda pair: -len(pair[0])
)


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    bounded = []
    for word in sorted(words, key=len, reverse=True):
        before, behind = ("" if word[0] == "*" else r"(?<!\w)"), ("" if word[-1] == "*" else r"(?!\w)")
        bounded.append(before + re.escape(word.strip("*")) + behind)
    return re.compile("|".join(bounded))


_ACTS, _NOUNS, _VAGUE, _DENIALS = map(_any_of, (ACTS, NOUNS, VAGUE, DENIALS))
_OPEN, _CONDITIONS, _OTHER_THINGS = map(_any_of, (OPEN, CONDITIONS, OTHER_THINGS))
_HARMLESS, _PLACES, _ACCESS, _SAME, _PARTS = map(_any_of, (HARMLESS, PLACES, ACCESS, SAME, PARTS))
_DENIED_BEFORE = re.compile(r"(?:(?<!\w)(?:not|never|no|не|ни)|n't)\W{0,3}$")
_MONTH = re.compile(r"\d{1,2}(?:st|nd|rd|th)? may\b|\bmay \d{1,4}\b")
_NUMBERED = re.compile(rf"(?:\b(?:no|nr|n)\b\.?|№)?\s{{0,3}}{NUMBER.pattern}", re.IGNORECASE)
_LOOKS = str.maketrans({"ё": "е", "’": "'", "‘": "'", "ʼ": "'", "`": "'", "\xad": None, "\u200b": None, "\ufeff": None})


def signals(sentence: str) -> Signals:
    """What one sentence says; nothing where it speaks of other things."""
    text = _plain(sentence)
    found, rest = _phrases(text)
    said = {one for outcome, at in found for one in [_weighed(outcome, text, rest, at)] if one}
    said |= _of_access(rest, said)
    if not said & _BY_THEMSELVES:
        return frozenset(said | _of_acts(rest, said))
    return frozenset(said - {Doubt.OPEN, Doubt.DENIED})


def resolve(said: Iterable[Outcome | Doubt]) -> Outcome | None:
    """The one outcome that all of it comes to; None where it is in doubt, or is not one."""
    known = set(said)
    outcomes = frozenset(one for one in known if isinstance(one, Outcome)) - {Outcome.ACKNOWLEDGED}
    outcome = next(iter(outcomes)) if len(outcomes) == 1 else _TOGETHER.get(outcomes)
    if Doubt.OPEN in known or (outcomes and outcome is None):
        return None
    if outcome is None:
        is_certain = Outcome.ACKNOWLEDGED in known and not known & set(Doubt)
        return Outcome.ACKNOWLEDGED if is_certain else None
    return None if Doubt.DENIED in known and outcome not in _WITH_A_DENIAL else outcome


def _plain(sentence: str) -> str:
    text = _MONTH.sub(" ", _NUMBERED.sub(" № ", sentence.lower().translate(_LOOKS)))
    text = " ".join(text.split())
    for _ in range(2):
        text = _SAME.sub(lambda found: SAME[found[0]], text)
    return _HARMLESS.sub(" ", text)


def _phrases(text: str) -> tuple[list[tuple[Outcome, int]], str]:
    """The outcomes that are named, each with its place, the longest words first; and the text without those words."""
    words = [word for word in re.findall(r"\w[\w'-]*", text) if not ("№" in text and word in NAMES_OF_ORDERS)]
    if len(words) <= _FEW_WORDS:
        alone = " ".join(words)
        if alone in SHORT:
            return [(SHORT[alone], 0)], "?" if "?" in text else ""
    found: list[tuple[Outcome, int]] = []
    for phrase, outcome in _PHRASES:
        if phrase in text:
            for place in re.finditer(rf"(?<!\w){re.escape(phrase)}(?!\w)", text):
                found.append((outcome, place.start()))
                text = text[: place.start()] + "\0" * len(phrase) + text[place.end() :]
    return found, text


def _weighed(outcome: Outcome, text: str, rest: str, at: int) -> Outcome | Doubt | None:
    """The outcome, or the doubt about it."""
    if outcome is Outcome.CLARIFICATION:
        return None if _CONDITIONS.search(rest) else outcome
    if _DENIED_BEFORE.search(rest[:at]):
        return Doubt.DENIED if outcome in _EFFECTS else Doubt.OPEN
    if outcome is Outcome.ACKNOWLEDGED:
        return outcome
    if outcome is Outcome.REFUSED:
        return Doubt.OPEN if "?" in rest or _OPEN.search(rest[:at]) or _CONDITIONS.search(rest) else outcome
    if "?" in rest or _OPEN.search(rest):
        return Doubt.OPEN
    if outcome in _OF_REMOVAL and _OTHER_THINGS.search(text):
        return Doubt.OPEN
    if outcome is Outcome.REMOVED and _PARTS.search(text):
        outcome = Outcome.PARTIAL
    return Doubt.DENIED if outcome in _EFFECTS and _DENIALS.search(rest) else outcome


def _of_access(rest: str, said: set[Outcome | Doubt]) -> set[Outcome | Doubt]:
    """Access that was ended: in a place it is withheld; without one nobody knows where."""
    if not _ACCESS.search(rest):
        return set()
    if _PLACES.search(rest):
        weighed = _weighed(Outcome.WITHHELD, rest, rest, 0)
        return {weighed} if weighed else set()
    return set() if said & _EFFECTS else {Doubt.VAGUE}


def _of_acts(rest: str, said: set[Outcome | Doubt]) -> set[Outcome | Doubt]:
    """What is said of acts in other words than those of an outcome: it can only make it less certain."""
    doubts: set[Outcome | Doubt] = {Doubt.VAGUE} if _VAGUE.search(rest) else set()
    is_denied = bool(_DENIALS.search(rest))
    if _ACTS.search(rest):
        if "?" in rest or _OPEN.search(rest):
            doubts.add(Doubt.OPEN)
        elif is_denied:
            doubts.add(Doubt.DENIED)
    elif _NOUNS.search(rest) and is_denied:
        doubts.add(Doubt.DENIED)
    return doubts if said or doubts else set()
