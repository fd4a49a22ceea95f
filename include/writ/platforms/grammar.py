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
from include.writ.platforms.address import NO_FIELDS, Address, Fields, read_fields
from include.writ.platforms.outcome import IdentifyError, NotIdentified
from include.writ.platforms.rules import Carrier, Form, Opaque, Parts, Place, Rule, compiled

LONGEST_ID = 2000  # characters; the index over ids takes no more than 2,700 bytes
_ENCODED_TWICE = re.compile("[a-z][a-z0-9+.-]{0,20}%3a|%2f", re.ASCII | re.IGNORECASE)
_GROUP = re.compile(r"\(\?P<(\w+)>")
_HOSTS_REMEMBERED = 4096
_PROGRAMS_REMEMBERED = 1024
_MOST_NAMES_COMPILED = 1  # whoever writes the addresses can combine the names at will, and compiling takes long


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
        return self._reader.first(address, self._reader.fields(address))

    @property
    def names(self) -> frozenset[str]:
        """The query fields that some rule looks at."""
        return self._reader.names

    def locate(self, host: str) -> Located:
        """Return what a host says; remembered."""
        return self._reader.locate(host)

    def steps(self, fitting: frozenset[str], present: frozenset[str]) -> list[Step]:
        """Return the rules that can fit at all, in order: by the host, and by those of `names` that are present."""
        return self._reader.steps(fitting, present)

    def identify(self, address: Address) -> ContentRef | NotIdentified | Lead:
        """Name the one content item of the address, or the address inside it, or say why there is none."""
        fields = self._reader.fields(address)
        if fields.repeated and fields.repeated & self._reader.names:
            return self._refuse(IdentifyError.NOT_CONTENT, "the address names more than one item", PlaceKind.AMBIGUOUS)
        decided = self._reader.first(address, fields)
        if decided is None:
            detail = "no known address form of a single content item"
            return self._refuse(IdentifyError.NOT_CONTENT, detail, PlaceKind.PAGE)
        rule, parts = decided
        if isinstance(rule, Form):
            return self._content(rule, parts)
        if isinstance(rule, Carrier):
            written = _rest_of_address(rule, parts, address) if rule.field is None else fields.values[rule.field]
            return Lead(self._target(written, address), self.platform)
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
        target = unquote(written) if _ENCODED_TWICE.match(written) else written
        if target.startswith("/") and not target.startswith(("//", "/\\")):
            return f"https://{address.host if address.is_web else self.domains[0]}{target}"
        return target

    def _refuse(
        self, error: IdentifyError, detail: str, kind: ContentKind | PlaceKind, key: str | None = None
    ) -> NotIdentified:
        return NotIdentified(error, detail, self.platform, kind, key)


def _rest_of_address(rule: Carrier, parts: Parts, address: Address) -> str:
    """What stands at the end of the path goes on with the query and the fragment."""
    if rule.shape.fragment is not None:
        return parts["target"]
    return parts["target"] + address.search + (f"#{address.fragment}" if address.fragment else "")


class _Reader:
    """Finds the first rule that fits an address; remembers which rules can fit which hosts and fields."""

    def __init__(self, rules: tuple[Rule, ...], usual_host: str) -> None:
        self._steps = tuple(Step(rule, rule.shape.host or usual_host) for rule in rules)
        self.names = frozenset(name for rule in rules for name in rule.shape.query)
        self._hosts = frozenset(step.host for step in self._steps)
        known = "|".join(re.escape(name) for name in sorted(self.names))
        # a name that is itself encoded is not compared here, but decoded
        self._names_some = re.compile(rf"[?&;](?:{known}|[^=&;%+]*+[%+][^=&;]*+)=" if known else r"(?!)")
        self.locate = lru_cache(_HOSTS_REMEMBERED)(self._locate_anew)
        self._program = lru_cache(_PROGRAMS_REMEMBERED)(self._program_anew)

    def fields(self, address: Address) -> Fields:
        """The fields of the query, unless none of them could tell anything."""
        return read_fields(address.search) if self._names_some.search(address.search) else NO_FIELDS

    def first(self, address: Address, fields: Fields) -> tuple[Rule, Parts] | None:
        located = self.locate(address.host)
        present = self.names.intersection(fields.values) if fields.values else frozenset[str]()
        if address.fragment:
            present |= {"#"}
        for step, found in self._program(located.fitting, present).matches(address.path):
            parts = found | located.parts[step.host] if located.parts else found
            if step.looks_beside:
                beside = step.rule.shape.match_beside_path(fields.values, address.fragment)
                if beside is None:
                    continue
                parts = parts | beside
            return step.rule, parts
        return None

    def steps(self, fitting: frozenset[str], present: frozenset[str]) -> list[Step]:
        return [step for step in self._steps if step.host in fitting and step.rule.shape.needs <= present]

    def _locate_anew(self, host: str) -> Located:
        found = {pattern: compiled(pattern).fullmatch(host) for pattern in self._hosts}
        parts = {pattern: match.groupdict() for pattern, match in found.items() if match}
        return Located(frozenset(parts), parts if any(parts.values()) else {})

    def _program_anew(self, fitting: frozenset[str], present: frozenset[str]) -> _Program:
        return _Program(self.steps(fitting, present), is_compiled=len(present) <= _MOST_NAMES_COMPILED)


class Step:
    """A rule as it is asked."""

    def __init__(self, rule: Rule, host: str) -> None:
        self.rule = rule
        self.host = host
        self.looks_beside = bool(rule.shape.query) or rule.shape.fragment is not None
        self.match_path = compiled(rule.shape.path).fullmatch
        self.names = _GROUP.findall(rule.shape.path)


class _Program:
    """Some rules in their order; compiled into one expression over the path, the first of them is found at once."""

    def __init__(self, steps: list[Step], *, is_compiled: bool) -> None:
        self._steps = steps
        self._by_mark: dict[int, tuple[int, int]] = {}
        self._first: re.Pattern[str] | None = None
        if is_compiled:
            self._first = self._compile()

    def matches(self, path: str) -> Iterator[tuple[Step, Parts]]:
        """Each rule whose path fits, in order, with the parts of the path."""
        start = 0
        if self._first is not None:
            found = self._first.fullmatch(path)
            if found is None:
                return
            place, group = self._by_mark[found.lastindex or 0]
            step, start = self._steps[place], place + 1
            values = found.groups()[group : group + len(step.names)]
            yield step, {name: value for name, value in zip(step.names, values, strict=True) if value is not None}
        for step in self._steps[start:]:
            again = step.match_path(path)
            if again is not None:
                yield step, {name: value for name, value in again.groupdict().items() if value is not None}

    def _compile(self) -> re.Pattern[str]:
        branches, groups = [], 0
        for place, step in enumerate(self._steps):
            branches.append(f"(?:{_GROUP.sub('(', step.rule.shape.path)})()")
            self._by_mark[groups + len(step.names) + 1] = (place, groups)
            groups += len(step.names) + 1
        return re.compile("|".join(branches) or r"(?!)", re.ASCII | re.DOTALL)
