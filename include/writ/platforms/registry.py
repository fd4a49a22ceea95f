"""All platforms that Writ knows, and the one question asked of them: the content item that an address names.

A host belongs to a platform only as a registered domain or under one; anything that merely looks like it does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from include.writ.domain.content import ContentRef, Platform
from include.writ.platforms import (
    facebook,
    instagram,
    linkedin,
    livejournal,
    mail_ru,
    odnoklassniki,
    telegram,
    tiktok,
    vkontakte,
)
from include.writ.platforms.address import Address, BadAddressError, read_address
from include.writ.platforms.base import Grammar, IdentifyError, NotIdentified
from include.writ.platforms.signs import PageSigns

__all__ = ["SIGNS", "IdentifyError", "NotIdentified", "grammar_for", "identify", "read_platform"]

_MODULES = (vkontakte, odnoklassniki, mail_ru, livejournal, facebook, instagram, tiktok, linkedin, telegram)
_BY_DOMAIN: Mapping[str, Grammar] = MappingProxyType(
    {domain: module.GRAMMAR for module in _MODULES for domain in module.GRAMMAR.domains}
)
SIGNS: Mapping[Platform, PageSigns] = MappingProxyType({module.GRAMMAR.platform: module.SIGNS for module in _MODULES})


def identify(url: str) -> ContentRef | NotIdentified:
    """Name the one content item that an address leads to, or say why none can be named. Never raises for any text."""
    try:
        address = read_address(url)
    except BadAddressError as error:
        return NotIdentified(IdentifyError.MALFORMED, str(error))
    grammar = grammar_for(address)
    if grammar is not None:
        return grammar.identify(address)
    if not address.has_scheme:
        return NotIdentified(IdentifyError.MALFORMED, "the text is not a web address")
    return NotIdentified(IdentifyError.UNSUPPORTED_PLATFORM, "the host belongs to no platform that is supported")


def grammar_for(address: Address) -> Grammar | None:
    """Return the grammar of the platform that owns the host, if any."""
    labels = address.host.split(".")
    suffixes = (".".join(labels[start:]) for start in range(len(labels) - 1))
    return next((_BY_DOMAIN[suffix] for suffix in suffixes if suffix in _BY_DOMAIN), None)


def read_platform(url: str) -> Platform | None:
    """Return the platform that owns the host of an address, whatever the address names there."""
    try:
        grammar = grammar_for(read_address(url))
    except BadAddressError:
        return None
    return grammar.platform if grammar else None
