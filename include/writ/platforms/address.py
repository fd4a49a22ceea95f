"""Reads an address into the few parts that a platform's grammar looks at, as a browser would (WHATWG URL).

What a person and a browser might read differently is refused: blanks and invisible characters inside, an unusual port,
a host in the disguise of other letters. It decides nothing about platforms.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote

import can_ada

LONGEST = 8192  # characters
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):(?![0-9]{1,5}(?:[/?#]|\Z))", re.ASCII | re.IGNORECASE)
_AUTHORITY = re.compile(r"(?:[a-z]+:)?[/\\]*([^/\\?#]*)", re.ASCII | re.IGNORECASE)
_IN_A_DOMAIN = re.compile(r".+\.[a-z][a-z0-9-]*", re.ASCII)
_ENCODED = re.compile("%[0-9A-Fa-f]{2}")
_WEB = {"http", "https"}
_PORTS = {"", "80", "443"}
_READABLE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@")


class BadAddressError(ValueError):
    """The text is not an address that can be read in one way only; the message says why."""


class Fields(NamedTuple):
    """The fields of a query, decoded. `repeated` names those that were given with two different values."""

    values: Mapping[str, str]
    repeated: frozenset[str]


NO_FIELDS = Fields(MappingProxyType({}), frozenset())


class Address(NamedTuple):
    """An address in parts.

    `host` of an app's own scheme is written with it, as in `tg:resolve`. `path` has no final slash, and stays encoded
    where decoding could change its meaning. `search` is the query with its question mark, as `read_fields` takes it;
    `fragment` is decoded. With `has_user`, a person may take the user name for the host.
    """

    scheme: str
    host: str
    path: str
    search: str
    fragment: str
    has_user: bool

    @property
    def is_web(self) -> bool:
        """Whether a browser opens it; else an app does."""
        return self.scheme in _WEB


def read_address(text: str) -> Address:
    """Read one address; without a scheme it is read as https.

    Raises BadAddressError, and nothing else, for any text that is no such address.
    """
    trimmed = text.strip(" \t\r\n")
    if not trimmed or len(trimmed) > LONGEST:
        raise BadAddressError(f"the address is empty or longer than {LONGEST} characters")
    if " " in trimmed or not trimmed.isprintable():
        raise BadAddressError("the address contains a blank, a control character or an invisible one")
    scheme, full = _with_scheme(trimmed)
    try:
        url = can_ada.parse(full)
    except ValueError as error:
        raise BadAddressError("no browser can read the address") from error
    if not scheme or scheme in _WEB:
        scheme, host = scheme or "https", _read_host(url, trimmed, has_scheme=bool(scheme))
    else:
        host = f"{scheme}:{url.hostname}"
    fragment = url.hash
    return Address(
        scheme,
        host,
        _read_path(url.pathname),
        url.search,
        unquote(fragment[1:]) if fragment else "",
        "@" in trimmed and url.has_credentials(),
    )


def read_fields(search: str) -> Fields:
    """Take a query apart, as forms are encoded (WHATWG URL, section 5.1)."""
    if "&amp;" in search:  # exports often carry addresses that were escaped for HTML
        search = search.replace("&amp;", "&")
    values: dict[str, str] = {}
    repeated = set()
    for name, value in parse_qsl(search[1:]):
        if values.setdefault(name, value) != value:
            repeated.add(name)
    return Fields(values, frozenset(repeated))


def _with_scheme(text: str) -> tuple[str, str]:
    """Return the scheme, empty where there is none, and the address with it.

    An app's `name:rest` is the same as its `name://rest`.
    """
    found = _SCHEME.match(text)
    if found is None:
        return "", "https://" + text.lstrip("/")
    scheme = found[1].lower()
    if scheme in _WEB:
        return scheme, text
    return scheme, f"{scheme}://{text[found.end() :].removeprefix('//')}"


def _read_host(url: can_ada.URL, text: str, *, has_scheme: bool) -> str:
    if url.port not in _PORTS:
        raise BadAddressError("the address names an unusual port")
    host: str = url.hostname
    if not text.isascii() and "xn--" not in host:
        written = _AUTHORITY.match(text)
        if written and not written[1].isascii():
            raise BadAddressError("the host is written in characters that only look like it")
    if not has_scheme and not _IN_A_DOMAIN.match(host):
        raise BadAddressError("the text is not an address: it begins with neither a scheme nor a host")
    return host[:-1] if host.endswith(".") else host


def _read_path(path: str) -> str:
    """Collapse empty segments and bring percent-encoding to one form (RFC 3986, section 6.2.2)."""
    if "//" in path:
        path = "/" + "/".join(segment for segment in path.split("/") if segment)
    if "%" in path:
        path = _ENCODED.sub(_normal, path)
    return path.rstrip("/") or "/"


def _normal(found: re.Match[str]) -> str:
    letter = chr(int(found[0][1:], 16))
    return letter if letter in _READABLE else found[0].upper()
