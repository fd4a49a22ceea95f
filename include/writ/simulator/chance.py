"""Chance that can be repeated: numbers drawn from a hash of what they are for.

There is no generator with a state: a draw depends on its name alone, so the order of questions changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


def token(*parts: object) -> str:
    """Make sixteen hexadecimal digits that stand for `parts`."""
    return blake2b("\x1f".join(map(str, parts)).encode(), digest_size=8).hexdigest()


def number(below: int, *parts: object) -> int:
    """Draw a number from 0 to `below` - 1 that stands for `parts`."""
    return int(token(*parts), 16) % below


def pick(choices: Sequence[T], *parts: object) -> T:
    """Draw one of `choices`."""
    return choices[number(len(choices), *parts)]


def delay(shortest: timedelta, longest: timedelta, *parts: object) -> timedelta:
    """Draw a span of whole seconds between the two, both possible."""
    span = int((longest - shortest).total_seconds())
    return shortest + timedelta(seconds=number(span + 1, *parts))
