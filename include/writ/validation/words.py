"""What a source writes for a ground, brought to the form in which two words are the same.

This is the comparison of the readers (`exports/labels.py`), so that a word which is known there is known here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

import polars as pl

_BETWEEN_WORDS = re.compile(r"[\s_]+")


def compare_word(text: str) -> str:
    """Composed, without case, outer blanks and the number of blanks or underscores between words."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return _BETWEEN_WORDS.sub(" ", folded).strip()


def read_words(words: pl.Series, meanings: Mapping[str, str]) -> pl.Series:
    """The meaning of each word, null where there is none; `meanings` has compared words. Each word is compared once."""
    distinct = words.unique()
    found = pl.Series([meanings.get(compare_word(word)) for word in distinct], dtype=pl.String)
    return words.replace_strict(distinct, found, default=None, return_dtype=pl.String)
