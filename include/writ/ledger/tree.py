"""One fingerprint over many records, from which each of them can be proved to be part (a Merkle tree, arity 256).

Records have one size. A leaf node is the SHA-256 of `0x00` and up to 256 records, an inner node that of `0x01` and up
to 256 nodes below it (the marks keep them apart: RFC 6962 section 2.1). Who holds the records beside one's own and,
level by level, the nodes beside its own can recompute the root: for a million records less than 30 kB.
"""

from __future__ import annotations

import hashlib

ARITY = 256
_DIGEST_BYTES = 32
EMPTY = hashlib.sha256(b"").digest()


class Tree:
    """Takes records in order, keeps only nodes."""

    def __init__(self, record_bytes: int) -> None:
        self._size = record_bytes
        self._rest = b""
        self._leaves: list[bytes] = []
        self.records = 0

    def add(self, records: bytes) -> None:
        """Append records, one behind another."""
        count, odd = divmod(len(records), self._size)
        if odd:
            raise ValueError(f"records have {self._size} bytes each")
        self.records += count
        waiting = self._rest + records
        whole = len(waiting) - len(waiting) % (self._size * ARITY)
        self._leaves += _nodes(b"\0", waiting[:whole], self._size)
        self._rest = waiting[whole:]

    def root(self) -> bytes:
        """The fingerprint of all records so far."""
        level = self._leaves + _nodes(b"\0", self._rest, self._size)
        if not level:
            return EMPTY
        while len(level) > 1:
            level = _nodes(b"\1", b"".join(level), _DIGEST_BYTES)
        return level[0]


def _nodes(mark: bytes, content: bytes, size: int) -> list[bytes]:
    step = size * ARITY
    return [hashlib.sha256(mark + content[start : start + step]).digest() for start in range(0, len(content), step)]
