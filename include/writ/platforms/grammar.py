"""The machinery of a platform's grammar: ordered rules, of which the first that fits decides.

What no rule knows is not content: a wrong identity is worse than none. To be fast, the rules that can fit at all, by
host and by the names in the query, are compiled into one expression over the path.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from include.writ.domain.content import ContentKind, ContentRef, PlaceKind, Platform
from include.writ.platforms.address import Address
from include.writ.platforms.outcome import IdentifyError, NotIdentified
from include.writ.platforms.rules import Carrier, Form, Opaque, Parts, Place, Rule, compiled

LONGEST_ID = 2000  # characters; the index over ids takes no more than 2,700 bytes
_GROUP = re.compile(r"\(\?P<(\w+)>")
_HOSTS_REMEMBERED = 4096
_PROGRAMS_REMEMBERED = 1024  # the names are those of the grammar, and yet whoever writes the addresses combines them


class Located(NamedTuple):
    """What the host of an address says: which host patterns fit it, and the parts found in it."""

    fitting: frozenset[str]
    parts: dict[str, Parts]


class Lead(NamedTuple):
    """An address found inside another, and the platform whose page carries it."""

    target: str
    platform: Platform


@dataclass(frozen=True, slots=True)
class Grammar:
    """All that is known about the addresses of one platform.

    `domains` are its registered domains: every host under them is the platform's. `schemes` are those of its apps.
    `host` is the pattern of the hosts on which content is shown.
    """

    platform: Platform
    domains: tuple[str, ...]
    host: str
    rules: tuple[Rule, ...]
    schemes: tuple[str, ...] = ()
    _reader: _Reader = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_reader", _Reader(self.rules, self.host))

    def decide(self, address: Address) -> tuple[Rule, Parts] | None:
        """Return the first rule that fits, with the parts of the address; None when none does."""
        return self._reader.first(address)

    def identify(self, address: Address) -> ContentRef | NotIdentified | Lead:
        """Name the one content item of the address, or the address inside it, or say why there is none."""
        if address.repeated and address.repeated & self._reader.names:
            return self._refuse(IdentifyError.NOT_CONTENT, "the address names more than one item", PlaceKind.AMBIGUOUS)
        decided = self._reader.first(address)
        if decided is None:
            detail = "no known address form of a single content item"
            return self._refuse(IdentifyError.NOT_CONTENT, detail, PlaceKind.PAGE)
        rule, parts = decided
        if isinstance(rule, Form):
            return self._content(rule, parts)
        if isinstance(rule, Carrier):
            return Lead(
                self._target(parts["target"] if rule.field is None else address.query[rule.field], address),
                self.platform,
            )
        return self._no_content(rule, parts)

    def _content(self, form: Form, found: Parts) -> ContentRef | NotIdentified:
        parts = form.refine(found)
        if parts is None:
            detail = "the parts of the address do not name one item"
            return self._refuse(IdentifyError.NOT_CONTENT, detail, PlaceKind.AMBIGUOUS)
        content_id = form.content_id.format_map(parts)
        if len(content_id) > LONGEST_ID:
            detail = f"an id of {len(content_id)} characters is longer than any that the platform gives"
            return self._refuse(IdentifyError.MALFORMED, detail, form.kind)
        return ContentRef(self.platform, form.kind, content_id, form.canonical.format_map(parts))

    def _no_content(self, rule: Place | Opaque, found: Parts) -> NotIdentified:
        parts = rule.refine(found) if isinstance(rule, Place) else found
        key = None
        if rule.content_id and parts is not None:
            key = f"{self.platform}:{rule.kind}:{rule.content_id.format_map(parts)}"
        if isinstance(rule, Opaque):
            detail = "only the platform can say which item this address leads to"
            return self._refuse(IdentifyError.NEEDS_NETWORK, detail, rule.kind, key)
        detail = rule.because or f"this address is a {rule.kind}, not a single content item"
        return self._refuse(IdentifyError.NOT_CONTENT, detail, rule.kind, key)

    def _target(self, written: str, address: Address) -> str:
        """The address carried; some are encoded twice, and some are paths on the platform itself."""
        start = written[:12].lower()
        target = unquote(written) if "%3a" in start or start.startswith("%2f") else written
        if target.startswith("/") and not target.startswith("//"):
            return f"https://{address.host if address.is_web else self.domains[0]}{target}"
        return target

    def _refuse(
        self, error: IdentifyError, detail: str, kind: ContentKind | PlaceKind, key: str | None = None
    ) -> NotIdentified:
        return NotIdentified(error, detail, self.platform, kind, key)


class _Reader:
    """Finds the first rule that fits an address; remembers which rules can fit which hosts and fields."""

    def __init__(self, rules: tuple[Rule, ...], usual_host: str) -> None:
        self._rules = tuple((rule, rule.shape.host or usual_host, rule.shape.needs) for rule in rules)
        self.names = frozenset(name for rule in rules for name in rule.shape.query)
        self._hosts = frozenset(host for _, host, _ in self._rules)
        self._locate = lru_cache(_HOSTS_REMEMBERED)(self._locate_anew)
        self._program = lru_cache(_PROGRAMS_REMEMBERED)(self._program_anew)

    def first(self, address: Address) -> tuple[Rule, Parts] | None:
        located = self._locate(address.host)
        present = self.names.intersection(address.query) if address.query else frozenset[str]()
        if address.fragment:
            present |= {"#"}
        for rule, host, found in self._program(located.fitting, present).matches(address.path):
            parts = found | located.parts[host] if located.parts else found
            if rule.shape.query or rule.shape.fragment is not None:
                beside = rule.shape.match_beside_path(address)
                if beside is None:
                    continue
                parts = parts | beside
            return rule, parts
        return None

    def _locate_anew(self, host: str) -> Located:
        found = {pattern: compiled(pattern).fullmatch(host) for pattern in self._hosts}
        parts = {pattern: match.groupdict() for pattern, match in found.items() if match}
        return Located(frozenset(parts), parts if any(parts.values()) else {})

    def _program_anew(self, fitting: frozenset[str], present: frozenset[str]) -> _Program:
        return _Program([(rule, host) for rule, host, needs in self._rules if host in fitting and needs <= present])


class _Program:
    """Some rules in their order, as one expression over the path."""

    def __init__(self, rules: list[tuple[Rule, str]]) -> None:
        self._rules = rules
        branches, self._by_mark, groups = [], {}, 0
        for place, (rule, _) in enumerate(rules):
            names = _GROUP.findall(rule.shape.path)
            branches.append(f"(?:{_GROUP.sub('(', rule.shape.path)})()")
            self._by_mark[groups + len(names) + 1] = (place, names, groups)
            groups += len(names) + 1
        self._first = compiled("|".join(branches) or r"(?!)")

    def matches(self, path: str) -> Iterator[tuple[Rule, str, Parts]]:
        """Each rule whose path fits, in order, with the host pattern it was chosen by and the parts of the path."""
        found = self._first.fullmatch(path)
        if found is None:
            return
        place, names, start = self._by_mark[found.lastindex or 0]
        groups = found.groups()[start : start + len(names)]
        yield (
            *self._rules[place],
            {name: value for name, value in zip(names, groups, strict=True) if value is not None},
        )
        for rule, host in self._rules[place + 1 :]:
            again = compiled(rule.shape.path).fullmatch(path)
            if again is not None:
                yield rule, host, {name: value for name, value in again.groupdict().items() if value is not None}
