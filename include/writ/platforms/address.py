"""Reads a web address into the few parts that a platform's grammar looks at.

It refuses whatever a browser and this code might read differently: control characters, backslashes, user names,
unusual ports, dot segments. It decides nothing about platforms.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import parse_qsl, unquote, urlsplit

_MAX_LENGTH = 8192
_MAX_FIELDS = 200
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):(//)?", re.ASCII | re.IGNORECASE)
_NETLOC = re.compile(
    r"(?P<host>(?=[^:]{1,254}(?::|\Z))[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*|\[[0-9a-f:.]{2,45}\])\.?"
    r"(?::(?P<port>[0-9]*))?",
    re.ASCII,
)
_PORTS = {None, "", "80", "443"}


class BadAddressError(ValueError):
    """The text is not a web address that can be read in one way only; the message says why."""


@dataclass(frozen=True, slots=True)
class Address:
    """A web address, decoded once. `repeated` names the query fields that were given with two different values."""

    host: str
    path: str
    query: Mapping[str, str]
    repeated: frozenset[str]
    fragment: str
    has_scheme: bool


def read_address(text: str) -> Address:
    """Read one http(s) address; an address without a scheme is read as https and marked so.

    Raises BadAddressError, and nothing else, for any text that is no such address.
    """
    trimmed = text.strip(" \t\r\n")
    _refuse_odd_characters(trimmed)
    has_scheme = _check_scheme(trimmed)
    try:
        parts = urlsplit(trimmed if has_scheme else "https://" + trimmed.removeprefix("//"))
        fields = parse_qsl(parts.query, max_num_fields=_MAX_FIELDS)
    except ValueError as error:
        raise BadAddressError("the address cannot be parsed") from error
    query, repeated = _read_query(fields)
    return Address(
        _read_host(parts.netloc), _read_path(parts.path), query, repeated, unquote(parts.fragment), has_scheme
    )


def _refuse_odd_characters(text: str) -> None:
    if not text or len(text) > _MAX_LENGTH:
        raise BadAddressError("the address is empty or too long")
    if "\\" in text:
        raise BadAddressError("the address contains a backslash")
    if any(unicodedata.category(character)[0] in "CZ" for character in text):
        raise BadAddressError("the address contains a control character or a space")


def _check_scheme(text: str) -> bool:
    found = _SCHEME.match(text)
    if found is None:
        return False
    if found[1].lower() not in {"http", "https"} or not found[2]:
        raise BadAddressError("the address is not http or https")
    return True


def _read_host(netloc: str) -> str:
    if "@" in netloc:
        raise BadAddressError("the address contains a user name")
    if not netloc.isascii():  # kept as written: lower-casing would turn the Kelvin sign into a k
        return netloc
    found = _NETLOC.fullmatch(netloc.lower())
    if found is None:
        raise BadAddressError("the address has no valid host")
    if found["port"] not in _PORTS:
        raise BadAddressError("the address names an unusual port")
    return found["host"]


def _read_path(path: str) -> str:
    """Decode each segment; an encoded slash stays encoded, for it separates nothing."""
    segments = [_decode(segment) for segment in path.split("/") if segment]
    if any(segment in {".", ".."} for segment in segments):
        raise BadAddressError("the path contains dot segments")
    return "/" + "/".join(segments)


def _decode(segment: str) -> str:
    try:
        decoded = unquote(segment, errors="strict")
    except UnicodeDecodeError as error:
        raise BadAddressError("the path is not UTF-8") from error
    if any(unicodedata.category(character) == "Cc" for character in decoded):
        raise BadAddressError("the path contains a control character")
    return segment if "/" in decoded else decoded


def _read_query(fields: list[tuple[str, str]]) -> tuple[Mapping[str, str], frozenset[str]]:
    query: dict[str, str] = {}
    repeated = set()
    for raw_name, value in fields:
        name = raw_name.removeprefix("amp;")  # exports often carry addresses that were escaped for HTML
        if query.setdefault(name, value) != value:
            repeated.add(name)
    return MappingProxyType(query), frozenset(repeated)
