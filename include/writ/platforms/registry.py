"""All platforms that Writ knows, and the one question asked of them: the content item that an address names.

A platform is a member of `Platform` and the module of that name here. A host belongs to a platform only as a registered
domain or under one; anything that merely looks like it does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType

from include.writ.domain.content import ContentRef, PlaceKind, Platform
from include.writ.platforms.address import Address, BadAddressError, read_address
from include.writ.platforms.envelopes import open_envelope
from include.writ.platforms.grammar import Grammar, Lead
from include.writ.platforms.outcome import IdentifyError, NotIdentified
from include.writ.platforms.signs import PageSigns

__all__ = ["GRAMMARS", "SIGNS", "IdentifyError", "NotIdentified", "grammar_for", "identify", "read_platform"]

DEEPEST = 4  # addresses inside one another

_MODULES = {platform: import_module(f"include.writ.platforms.{platform}") for platform in Platform}
GRAMMARS: Mapping[Platform, Grammar] = MappingProxyType({name: module.GRAMMAR for name, module in _MODULES.items()})
SIGNS: Mapping[Platform, PageSigns] = MappingProxyType({name: module.SIGNS for name, module in _MODULES.items()})
_BY_DOMAIN = {domain: grammar for grammar in GRAMMARS.values() for domain in grammar.domains}
_BY_SCHEME = {scheme: grammar for grammar in GRAMMARS.values() for scheme in grammar.schemes}


def identify(url: str, *, deepest: int = DEEPEST) -> ContentRef | NotIdentified:
    """Name the one content item that an address leads to, or say why none can be named. Never raises for any text.

    An address inside another is what counts, up to `deepest` of them; with 0, only what the address itself shows.
    """
    found = _read(url)
    for _ in range(deepest):
        if not isinstance(found, Lead):
            return found
        outer, found = found, _read(found.target)
        if isinstance(found, NotIdentified) and found.platform is None:
            return _carried_in_vain(outer, found)
    if isinstance(found, Lead):
        detail = f"it carries other addresses, more than {deepest} deep"
        return NotIdentified(IdentifyError.NOT_CONTENT, detail, found.platform, PlaceKind.PAGE)
    return found


def _read(text: str) -> ContentRef | NotIdentified | Lead:
    try:
        address = read_address(open_envelope(text))
    except BadAddressError as error:
        return NotIdentified(IdentifyError.MALFORMED, str(error))
    grammar = grammar_for(address)
    if grammar is not None and address.has_user:
        return NotIdentified(IdentifyError.MALFORMED, "the address contains a user name")
    if grammar is not None:
        return grammar.identify(address)
    if address.is_web:
        detail = f"the host {address.host[:100]} belongs to no supported platform"
        return NotIdentified(IdentifyError.UNSUPPORTED_PLATFORM, detail)
    detail = f"the scheme {address.scheme[:40]} is neither the web's nor that of a supported app"
    return NotIdentified(IdentifyError.MALFORMED, detail)


def _carried_in_vain(outer: Lead, inner: NotIdentified) -> NotIdentified:
    """What is carried is on no platform; or it is no address at all, and then there is only the page that carries."""
    detail = f"of the address inside it: {inner.detail}"
    if inner.error is IdentifyError.MALFORMED:
        return NotIdentified(IdentifyError.NOT_CONTENT, detail, outer.platform, PlaceKind.PAGE)
    return NotIdentified(inner.error, detail)


def read_platform(url: str) -> Platform | None:
    """Return the platform that owns the host of an address, whatever the address names there."""
    try:
        grammar = grammar_for(read_address(url))
    except BadAddressError:
        return None
    return grammar.platform if grammar else None


def grammar_for(address: Address) -> Grammar | None:
    """Return the grammar of the platform that owns the host, or the scheme of an app."""
    if not address.is_web:
        return _BY_SCHEME.get(address.scheme)
    host = address.host
    while host:
        if host in _BY_DOMAIN:
            return _BY_DOMAIN[host]
        host = host.partition(".")[2]
    return None
