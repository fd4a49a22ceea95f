"""The small machinery of a platform's address grammar: ordered rules, of which the first that fits decides.

A `Form` is the address of one content item, a `Place` is an address that names no single item or hides which one.
What no rule knows is not content: a wrong identity is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import quote

from include.writ.domain.content import ContentKind, ContentRef, Platform
from include.writ.platforms.address import Address

Parts = dict[str, str]
_SAFE = "-._~!$'(),;:@/"  # a decoded path segment never contains a slash of its own


LONGEST_ID = 500  # characters; the index over ids takes no more than 2,700 bytes


class IdentifyError(StrEnum):
    """Why an address names no content item that could be ordered on."""

    MALFORMED = "malformed"
    UNSUPPORTED_PLATFORM = "unsupported_platform"
    NOT_CONTENT = "not_content"
    NEEDS_NETWORK = "needs_network"


@dataclass(frozen=True, slots=True)
class NotIdentified:
    """No content item, with the reason; platform, kind and key as far as they are known."""

    error: IdentifyError
    detail: str
    platform: Platform | None = None
    kind: str | None = None
    key: str | None = None


def keep(parts: Parts) -> Parts | None:
    """Take the parts as they were found."""
    return parts


@dataclass(frozen=True, slots=True)
class Shape:
    """What an address must look like: regular expressions over its decoded parts, each for the whole part.

    Named groups become the parts of the identity. Without `host`, the platform's usual content hosts are meant.
    """

    path: str = ".*"
    query: Mapping[str, str] = field(default_factory=dict)
    host: str | None = None
    fragment: str | None = None

    def match(self, address: Address, usual_host: str) -> Parts | None:
        """Return the named groups, or None when any part does not fit."""
        texts = [
            (self.path, address.path),
            (self.host or usual_host, address.host),
            *((pattern, address.query.get(name, "")) for name, pattern in self.query.items()),
        ]
        if self.fragment is not None:
            texts.append((self.fragment, address.fragment))
        parts: Parts = {}
        for pattern, text in texts:
            found = _compiled(pattern).fullmatch(text)
            if found is None:
                return None
            parts.update({name: value for name, value in found.groupdict().items() if value is not None})
        return parts


_PATTERNS: dict[str, re.Pattern[str]] = {}


def _compiled(pattern: str) -> re.Pattern[str]:
    if pattern not in _PATTERNS:
        _PATTERNS[pattern] = re.compile(pattern, re.ASCII | re.DOTALL)
    return _PATTERNS[pattern]


@dataclass(frozen=True, slots=True)
class Form:
    """One public form of the address of one content item.

    `content_id` and `canonical` are templates over the named parts. `refine` may normalise parts, or refuse them by
    returning None: then the address is not content, and no later rule is asked.
    """

    kind: ContentKind
    content_id: str
    canonical: str
    shape: Shape
    refine: Callable[[Parts], Parts | None] = keep


@dataclass(frozen=True, slots=True)
class Place:
    """An address that names no single item: a profile, a list, a root; or a link only the network can resolve."""

    kind: str
    shape: Shape
    error: IdentifyError = IdentifyError.NOT_CONTENT


@dataclass(frozen=True, slots=True)
class Grammar:
    """All that is known about the addresses of one platform.

    `domains` are its registered domains: every host under them is the platform's. `host` is the pattern of the hosts
    on which content is shown.
    """

    platform: Platform
    domains: tuple[str, ...]
    host: str
    rules: tuple[Form | Place, ...]

    def identify(self, address: Address) -> ContentRef | NotIdentified:
        """Name the one content item of the address, or say why there is none."""
        if address.repeated & self._identifying_fields():
            return self._refuse(IdentifyError.NOT_CONTENT, "the address names more than one item", None)
        for rule in self.rules:
            parts = rule.shape.match(address, self.host)
            if parts is not None:
                return self._place(rule) if isinstance(rule, Place) else self._content(rule, parts)
        return self._refuse(IdentifyError.NOT_CONTENT, "no known address form of a single content item", None)

    def _content(self, form: Form, found: Parts) -> ContentRef | NotIdentified:
        parts = form.refine(found)
        if parts is None:
            detail = "the parts of the address do not name one item"
            return self._refuse(IdentifyError.NOT_CONTENT, detail, str(form.kind))
        quoted = {name: quote(value, safe=_SAFE) for name, value in parts.items()}
        content_id, canonical = form.content_id.format(**parts), form.canonical.format(**quoted)
        if len(content_id) > LONGEST_ID:
            detail = f"an id of {len(content_id)} characters is longer than any that the platform gives"
            return self._refuse(IdentifyError.MALFORMED, detail, str(form.kind))
        return ContentRef(self.platform, form.kind, content_id, canonical)

    def _place(self, place: Place) -> NotIdentified:
        if place.error is IdentifyError.NEEDS_NETWORK:
            return self._refuse(place.error, "only the platform can say which item this address leads to", place.kind)
        return self._refuse(place.error, f"this address is a {place.kind}, not a single content item", place.kind)

    def _refuse(self, error: IdentifyError, detail: str, kind: str | None) -> NotIdentified:
        return NotIdentified(error, detail, self.platform, kind)

    def _identifying_fields(self) -> frozenset[str]:
        return frozenset(name for rule in self.rules for name in rule.shape.query)
