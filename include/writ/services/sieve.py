"""Tells most ids that were never seen from those that may have been, in 16 MB whatever their number.

Ids are hashes, so their first 27 bits are as good as any others: a bit stands for all ids that begin with them. Of ids
that are new, one in 130 is taken for seen after a million, one in 14 after ten million.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

_BITS: Final = 27
Octets = npt.NDArray[np.uint8]


class Sieve:
    """Remembers ids by their beginnings: of each the first four bytes, in a row of a table of bytes."""

    def __init__(self) -> None:
        self._seen = np.zeros(1 << (_BITS - 3), np.uint8)

    def note(self, beginnings: Octets) -> None:
        """Remember these."""
        np.bitwise_or.at(self._seen, *_places(beginnings))

    def may_hold(self, beginnings: Octets) -> npt.NDArray[np.bool_]:
        """For each whether it may have been seen; where this says no, it was not."""
        octets, marks = _places(beginnings)
        may: npt.NDArray[np.bool_] = (self._seen[octets] & marks) != 0
        return may


def _places(beginnings: Octets) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    first = np.ascontiguousarray(beginnings[:, :4]).view(">u4")[:, 0] >> (32 - _BITS)
    return first >> 3, np.uint8(1) << (first & 7).astype(np.uint8)
