"""Turns the bytes of a page into text by the declared character set.

Only character sets of the web are used: Python also knows codecs (punycode, idna, utf-7) with which a hostile page
could keep a decoder busy for hours. A byte that does not fit becomes U+FFFD; an unknown set is read as UTF-8.
"""

from __future__ import annotations

import codecs

_WEB = frozenset(
    codecs.lookup(name).name
    for name in (
        *("utf-8", "utf-16", "utf-16-le", "utf-16-be", "ascii", "koi8-r", "koi8-u", "cp866", "mac-cyrillic", "kz1048"),
        *(f"cp{number}" for number in range(1250, 1259)),
        *(f"iso8859-{number}" for number in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 15, 16)),
        *("gbk", "gb18030", "big5", "euc-jp", "shift_jis", "euc-kr"),
    )
)


def decode(data: bytes, charset: str | None) -> str:
    """Return the text of `data`; never fail."""
    try:
        name = codecs.lookup(charset or "utf-8").name
    except (LookupError, ValueError):
        name = "utf-8"
    return data.decode(name if name in _WEB else "utf-8", errors="replace")
