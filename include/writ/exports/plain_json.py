"""Reads one JSON value so that nothing in it is rounded, replaced or overwritten.

The standard parser with hooks, since streaming parsers lose what must be seen: a name that an object has twice, how a
number was written, half of a surrogate pair.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

# No number in an export needs more; above, it is made to overflow what reads it.
_MAX_NUMBER_DIGITS: Final = 30
_MAX_EXPONENT: Final = 300
_BLANKS: Final = " \t\n\r"


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is written; `is_exact` is false for one that no reader could keep."""

    text: str
    is_exact: bool


@dataclass(frozen=True, slots=True)
class DoubledNames:
    """What stands for an object that has one name twice."""


class TooDeep(ValueError):
    """A value is nested deeper than the parser can follow."""


def parse_value(text: str) -> object:
    """The one value that a text holds; raises `ValueError` when it is none or more than one."""
    value, end = parse_at(text, len(text) - len(text.lstrip(_BLANKS)))
    if text[end:].strip(_BLANKS):
        raise ValueError("text follows the value")
    return value


def parse_at(text: str, start: int) -> tuple[object, int]:
    """The value that begins at `start`, and where it ends; raises `ValueError` when it is none."""
    try:
        return _DECODER.raw_decode(text, start)
    except RecursionError:
        raise TooDeep("nested too deep") from None


def _keep_number(text: str) -> Number:
    mantissa, _, exponent = text.lower().partition("e")
    digits = sum(char.isdigit() for char in mantissa)
    is_exact = digits <= _MAX_NUMBER_DIGITS and len(exponent) <= 4 and abs(int(exponent or 0)) <= _MAX_EXPONENT
    return Number(text, is_exact)


def _refuse_number(text: str) -> Number:
    return Number(text, is_exact=False)


def _keep_pairs(pairs: Sequence[tuple[str, object]]) -> dict[str, object] | DoubledNames:
    names = dict(pairs)
    return names if len(names) == len(pairs) else DoubledNames()


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_keep_pairs, parse_float=_keep_number, parse_int=_keep_number, parse_constant=_refuse_number
)
