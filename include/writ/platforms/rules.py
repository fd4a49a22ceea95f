"""What a grammar is made of: shapes of addresses, and what an address of each shape is.

Every rule carries an example. The examples are documentation, and a test: the rule itself must be what decides it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import quote

from include.writ.domain.content import ContentKind, PlaceKind

Parts = dict[str, str]
UNREADABLE = "the address names a comment that cannot be read"
_PLAIN = re.compile(r"[A-Za-z0-9._~!$'()*,;:@=+&-]*", re.ASCII)
_SAFE = "._~!$'()*,;:@=+&-"


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern over ASCII; a dot matches every character."""
    return re.compile(pattern, re.ASCII | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Shape:
    """What an address must look like: regular expressions, each for the whole of one part.

    `query` holds one for each field that the shape needs; a pattern that matches the empty text is also met by a field
    that is absent. Named groups become the parts of the identity. Without `host`, the platform's usual content hosts
    are meant.
    """

    path: str = ".*"
    query: Mapping[str, str] = field(default_factory=dict)
    host: str | None = None
    fragment: str | None = None

    @property
    def needs(self) -> frozenset[str]:
        """The query fields that must be there, and `#` for a fragment."""
        fields = {name for name, pattern in self.query.items() if not compiled(pattern).fullmatch("")}
        if self.fragment is not None and not compiled(self.fragment).fullmatch(""):
            fields.add("#")
        return frozenset(fields)

    def match_beside_path(self, values: Mapping[str, str], fragment: str) -> Parts | None:
        """Return the named groups of query and fragment, percent-encoded, or None when one of them does not fit."""
        parts: Parts = {}
        for field_name, pattern in self.query.items():
            if not _take(pattern, values.get(field_name, ""), parts):
                return None
        if self.fragment is not None and not _take(self.fragment, fragment, parts):
            return None
        return parts


def _take(pattern: str, text: str, parts: Parts) -> bool:
    found = compiled(pattern).fullmatch(text)
    if found is None:
        return False
    for name, value in found.groupdict().items():
        if value is not None:
            is_whole = name == "target" or _PLAIN.fullmatch(value)
            parts[name] = value if is_whole else quote(value, safe=_SAFE)
    return True


def keep(parts: Parts) -> Parts | None:
    """Take the parts as they were found."""
    return parts


def lower_name(parts: Parts) -> Parts:
    """Write a name in lower case, where the platform does not tell the cases apart."""
    return parts | {"name": parts["name"].lower()}


@dataclass(frozen=True, slots=True)
class Form:
    """One public form of the address of one content item.

    `content_id` and `canonical` are templates over the named parts. `refine` may bring parts to one form, or refuse
    them by returning None: then the address is not content, and no later rule is asked.
    """

    kind: ContentKind
    content_id: str
    canonical: str
    shape: Shape
    example: str
    refine: Callable[[Parts], Parts | None] = keep


@dataclass(frozen=True, slots=True)
class Place:
    """An address that names no single item: a profile, a list, a root.

    `because` says why where the kind does not; `content_id` is a template for what tells one such place from another.
    """

    kind: PlaceKind
    shape: Shape
    example: str
    because: str | None = None
    content_id: str | None = None
    refine: Callable[[Parts], Parts | None] = keep


def ambiguous(shape: Shape, example: str, because: str = UNREADABLE) -> Place:
    """An address that names two items, or one that cannot be read; nothing that it may mean is taken for it."""
    return Place(PlaceKind.AMBIGUOUS, shape, example, because=because)


@dataclass(frozen=True, slots=True)
class Opaque:
    """An address whose item only the platform itself can name: a short link, a text that differs for each reader."""

    kind: ContentKind | PlaceKind
    shape: Shape
    example: str
    content_id: str | None = None


@dataclass(frozen=True, slots=True)
class Carrier:
    """An address that carries another one, as redirects, embeds and share links do.

    It is in the query field `field`; without one, it is the group `target` of the shape.
    """

    field: str | None
    shape: Shape
    example: str


Rule = Form | Place | Opaque | Carrier
