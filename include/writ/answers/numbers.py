"""The numbers of our orders as people copy them: with other dashes, blanks, or Cyrillic letters that look the same.

The number of a notice (`MCI-N-2026-000001`) is none of an order.
"""

from __future__ import annotations

import re

_DASH = r"[ \xa0]?[-‐‑‒–—−_/][ \xa0]?"
_LETTERS = "A-ZАВЕКМНОРСТУХІЅЈ"
NUMBER = re.compile(
    rf"(?<![\w-])([{_LETTERS}]{{2,8}}){_DASH}(SPECIMEN{_DASH})?((?:19|20)\d{{2}}){_DASH}(\d{{6}})(?!\d)", re.IGNORECASE
)
_LIKE_LATIN = str.maketrans("АВЕКМНОРСТУХІЅЈ", "ABEKMHOPCTYXISJ")


def numbers_in(text: str) -> list[tuple[int, int, str]]:
    """Where each number begins and ends in `text`, and how we write it."""
    return [(found.start(), found.end(), _ours(found)) for found in NUMBER.finditer(text)]


def _ours(found: re.Match[str]) -> str:
    prefix = found[1].upper().translate(_LIKE_LATIN)
    return "-".join([prefix, *(["SPECIMEN"] if found[2] else []), found[3], found[4]])
