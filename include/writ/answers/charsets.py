"""The text in bytes whose charset is said rightly, wrongly, unknown or not at all. Never raises.

Bytes that are UTF-8 are UTF-8, whatever is said of them: nothing else looks like it by accident. Otherwise the charset
that was said counts, unless its text is less like Kazakh or Russian than that of another Cyrillic one.
"""

from __future__ import annotations

import codecs

_CYRILLIC = ("cp1251", "koi8-r", "cp866", "kz1048", "ptcp154")
# names that mail programs say of any bytes at all
_MEANINGLESS = frozenset({"ascii", "iso8859-1", "cp1252"})
# Python's own, which no mail has: they make text of escapes, or take long
_OF_NO_MAIL = frozenset(
    {"unicode-escape", "raw-unicode-escape", "unicode_escape", "raw_unicode_escape", "punycode", "idna"}
)
_PLAINLY = 0.5
_COMMON = frozenset("оеаинтсрвлкмдпуяыьгзбчйәіңғүұқөһ ")


def decode(data: bytes, claimed: str | None) -> str:
    """`data` as text that a database can hold; what cannot be decoded becomes U+FFFD."""
    return _decoded(data, claimed).replace("\0", "").encode("utf-8", "replace").decode()


def _decoded(data: bytes, claimed: str | None) -> str:
    name = _known(claimed)
    if name is not None and (name.startswith(("utf-16", "utf-32", "iso2022", "hz")) or data.isascii()):
        return data.decode(name, "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if name is not None and name not in (*_MEANINGLESS, *_CYRILLIC, "utf-8"):
        return data.decode(name, "replace")
    candidates = dict.fromkeys(([name] if name in _CYRILLIC else []) + list(_CYRILLIC))
    texts = [data.decode(candidate, "replace") for candidate in candidates]
    best = max(texts, key=_likeness)
    if name in (*_MEANINGLESS, "utf-8") and _likeness(best) < _PLAINLY:
        return data.decode(name, "replace")
    return best


def _known(claimed: str | None) -> str | None:
    """The codec of text by that name; other codecs (base64, zip) and unknown names are none."""
    try:
        found = codecs.lookup((claimed or "").strip().strip("'\""))
        b" ".decode(found.name, "replace")
    except (LookupError, ValueError, TypeError):
        return None
    return None if found.name in _OF_NO_MAIL else found.name


def _likeness(text: str) -> float:
    """Which part of the letters beyond ASCII are those that Kazakh and Russian use most, in lower case."""
    beyond = [one for one in text if not one.isascii()]
    return sum(one in _COMMON for one in beyond) / len(beyond) if beyond else 0.0
