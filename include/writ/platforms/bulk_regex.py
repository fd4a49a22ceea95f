"""Rewrites the patterns of rules for an engine that reads whole columns at once, and says when its answer is the same.

That engine knows neither looking ahead nor possessive repetition. Without both, a pattern is `wide`: it fits whatever
the rule fits, and perhaps more; so what it does not fit, the rule does not fit. Both engines try the ways to fit a text
in one order, and the rule knows only some of them. Therefore the first wide way is also the rule's if it is one of
them, with the same parts: if every possessive run took all it could, which follows from what may stand after it, and if
each point of looking ahead on it is passed rightly. Such a point is marked by an empty group, and `refusals` tells what
must not stand there.

All is over ASCII without blanks. A text is a path and the values of some fields, each after a line feed, which no
pattern fits. What is not understood here raises `UntranslatableError`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any

from include.writ.platforms.bulk_refine import PART

_PARSER: Any = import_module("re._parser")  # what `re` itself reads patterns with; there is no public name for it
_FLAGS = 256 | 16  # re.ASCII | re.DOTALL
_FOLDS = 2  # re.IGNORECASE
_LETTERS = frozenset(map(chr, range(0x21, 0x7F)))
_END = "\n"
_AFTER_LINE = r"(?:\n|$)"
Items = Sequence[tuple[Any, Any]]


class UntranslatableError(ValueError):
    """The pattern has something that is not understood here."""


@dataclass(slots=True)
class Wide:
    """A rewritten pattern.

    `text` has the named parts and the marks as groups, `plain` none. Where `is_exact` is false, a fit says nothing.
    """

    text: str = ""
    plain: str = ""
    names: list[str] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)
    is_exact: bool = True

    def then(self, part: Wide) -> Wide:
        """This and then another."""
        return Wide(
            self.text + part.text,
            self.plain + part.plain,
            self.names + part.names,
            self.refusals | part.refusals,
            self.is_exact and part.is_exact,
        )

    def within(self, before: str, after: str) -> Wide:
        """The same between two texts."""
        return Wide(f"{before}{self.text}{after}", f"{before}{self.plain}{after}", *self._rest())

    def _rest(self) -> tuple[list[str], dict[str, str], bool]:
        return self.names, self.refusals, self.is_exact


def widen(patterns: Iterable[str | None]) -> Wide:
    """Rewrite the patterns of the lines of a text; None fits every line."""
    whole = Wide()
    for number, pattern in enumerate(patterns):
        start = whole.then(Wide(r"\n", r"\n")) if number else whole
        if pattern is None:
            whole = start.then(Wide("[!-~]*", "[!-~]*"))
            continue
        tree = _PARSER.parse(pattern, _FLAGS)
        reader = _Reader({number: name for name, number in tree.state.groupdict.items()}, f"m{number}x")
        whole = start.then(reader.sequence(list(tree), False, start.plain, frozenset(_END)))
    if len(set(whole.names)) < len(whole.names):
        raise UntranslatableError("two parts of one name")
    return whole


class _Reader:
    def __init__(self, names: dict[int, str], mark: str, *, looks_ahead: bool = False) -> None:
        self._names = names
        self._mark = mark
        self._marks = 0
        self._looks_ahead = looks_ahead

    def sequence(self, items: Items, folds: bool, before: str, after: frozenset[str]) -> Wide:
        """Rewrite what stands in a row; `before` is all that may stand before it, `after` the letters after it."""
        whole = Wide()
        for place, (code, what) in enumerate(items):
            following = _first(items[place + 1 :], folds, after)
            whole = whole.then(self._one(str(code), what, folds, before + whole.plain, following))
        return whole

    def _one(self, code: str, what: Any, folds: bool, before: str, after: frozenset[str]) -> Wide:
        match code:
            case "LITERAL" | "NOT_LITERAL" | "ANY" | "IN":
                written = _class(_letters(code, what, folds))
                return Wide(written, written)
            case "SUBPATTERN":
                return self._group(what, folds, before, after)
            case "BRANCH":
                return self._branch(what[1], folds, before, after)
            case "MAX_REPEAT":
                return self._repeat(what, folds, before, after)
            case "POSSESSIVE_REPEAT":
                return self._run(what, folds, after)
            case "ASSERT_NOT" if what[0] == 1:
                return self._refusal(what[1], folds, before)
            case "ASSERT" | "ASSERT_NOT":
                return Wide(is_exact=False)
            case "AT" if self._looks_ahead and str(what) in {"AT_END", "AT_END_STRING"}:
                return Wide(_AFTER_LINE, _AFTER_LINE)
        raise UntranslatableError(code)

    def _group(self, what: Any, folds: bool, before: str, after: frozenset[str]) -> Wide:
        number, added, removed, items = what
        if removed or added & ~_FOLDS:
            raise UntranslatableError("flags")
        inner = self.sequence(list(items), folds or bool(added & _FOLDS), before, after)
        name = self._names.get(number)
        if name is None:
            return inner.within("(?:", ")")
        return Wide(f"(?P<{PART}{name}>{inner.text})", f"(?:{inner.plain})", [name, *inner.names], *inner._rest()[1:])

    def _branch(self, branches: Iterable[Any], folds: bool, before: str, after: frozenset[str]) -> Wide:
        whole = Wide()
        for number, items in enumerate(branches):
            whole = whole.then(Wide("|", "|")) if number else whole
            whole = whole.then(self.sequence(list(items), folds, before, after))
        return whole.within("(?:", ")")

    def _repeat(self, what: Any, folds: bool, before: str, after: frozenset[str]) -> Wide:
        least, most, items = what
        follows = after if most == 1 else after | _first(list(items), folds, after)
        inner = self.sequence(list(items), folds, before, follows)
        if most != 1 and (inner.names or inner.refusals or not inner.is_exact):
            raise UntranslatableError("parts that are repeated")
        return inner.within("(?:", ")" + _count(least, most))

    def _run(self, what: Any, folds: bool, after: frozenset[str]) -> Wide:
        least, most, items = what
        [(code, letter)] = list(items) if len(items) == 1 else [("MORE", None)]
        letters = _letters(str(code), letter, folds)
        written = _class(letters) + _count(least, most)
        return Wide(written, written, is_exact=most == _PARSER.MAXREPEAT and not letters & after)

    def _refusal(self, items: Any, folds: bool, before: str) -> Wide:
        self._marks += 1
        mark = f"{self._mark}{self._marks}"
        inside = _Reader({}, "", looks_ahead=True).sequence(list(items), folds, before, frozenset())
        return Wide(f"(?P<{mark}>)", "", [], {mark: f"^{before}(?:{inside.plain})"})


def _first(items: Items, folds: bool, after: frozenset[str]) -> frozenset[str]:
    """The letters with which something in a row, and what stands after it, can begin."""
    for code, what in reversed(items):
        after = _first_of_one(str(code), what, folds, after)
    return after


def _first_of_one(code: str, what: Any, folds: bool, after: frozenset[str]) -> frozenset[str]:
    match code:
        case "LITERAL" | "NOT_LITERAL" | "ANY" | "IN":
            return _letters(code, what, folds)
        case "SUBPATTERN":
            return _first(list(what[3]), folds or bool(what[1] & _FOLDS), after)
        case "BRANCH":
            return frozenset().union(*(_first(list(items), folds, after) for items in what[1]))
        case "MAX_REPEAT" | "POSSESSIVE_REPEAT":
            inside = _first(list(what[2]), folds, after)
            return inside if what[0] else inside | after
        case "ASSERT" | "ASSERT_NOT" | "AT":
            return after
    raise UntranslatableError(code)


def _letters(code: str, what: Any, folds: bool) -> frozenset[str]:
    found: set[str] = set()
    match code:
        case "LITERAL":
            found = {chr(what)}
        case "NOT_LITERAL":
            return _LETTERS - _folded({chr(what)}, folds)
        case "ANY":
            return _LETTERS
        case "IN":
            negates = str(what[0][0]) == "NEGATE"
            for kind, one in what[negates:]:
                if str(kind) not in {"LITERAL", "RANGE"}:
                    raise UntranslatableError(str(kind))
                found.update({chr(one)} if str(kind) == "LITERAL" else map(chr, range(one[0], one[1] + 1)))
            return _LETTERS - _folded(found, folds) if negates else _folded(found, folds) & _LETTERS
        case _:
            raise UntranslatableError(code)
    return _folded(found, folds) & _LETTERS


def _folded(letters: set[str], folds: bool) -> frozenset[str]:
    return frozenset({form for one in letters for form in (one.lower(), one.upper())} if folds else letters)


@cache
def _class(letters: frozenset[str]) -> str:
    """The letters as ranges, without those that mean something else there."""
    if not letters:
        raise UntranslatableError("no letter")
    codes = sorted(map(ord, letters))
    starts = [code for code in codes if code - 1 not in codes]
    ends = [code for code in codes if code + 1 not in codes]
    ranges = (f"\\x{start:02x}-\\x{end:02x}" for start, end in zip(starts, ends, strict=True))
    return f"[{''.join(ranges)}]"


def _count(least: int, most: Any) -> str:
    if most == _PARSER.MAXREPEAT:
        return {0: "*", 1: "+"}.get(least, f"{{{least},}}")
    return "?" if (least, most) == (0, 1) else f"{{{least},{most}}}"
