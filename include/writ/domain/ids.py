"""The only place where keys and fingerprints are built, so that the same thing always gets the same name."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
import rfc8785

# where a UUID of version 8 says its version and its variant (RFC 9562 section 5.8), and what stands there
STAMPED_PLACES = (6, 8)
STAMP = 0x80
OF_ITEM = 8  # bytes with which the id of a case begins like that of its content item


def sha256_hex(data: bytes) -> str:
    """SHA-256 of `data` as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def canonical_json(value: Mapping[str, Any] | Sequence[Any]) -> bytes:
    """`value` in the one byte form that RFC 8785 (JSON Canonicalization Scheme) allows."""
    return rfc8785.dumps(value)


def fingerprint(value: Mapping[str, Any] | Sequence[Any]) -> str:
    """SHA-256 of the canonical JSON of `value`."""
    return sha256_hex(canonical_json(value))


def stable_id(kind: str, *parts: object) -> UUID:
    """The id of the thing of this kind that `parts` identify; UUID version 8 (RFC 9562 section 5.8)."""
    # of a list of strings there is one shortest JSON, which is that of RFC 8785
    return _stamped(hashlib.sha256(msgspec.json.encode([kind, *map(str, parts)])).digest()[:16])


def content_item_id(platform: str, kind: str, content_id: str) -> UUID:
    """The id of a content item. The database works it out too: one item can not have two rows."""
    return _stamped(_digest(f"{platform}:{kind}:{content_id}")[:16])


def case_id(content_item: UUID, ground: str, jurisdiction: str, occurrence: int) -> UUID:
    """The id of a case, which the database works out too.

    It begins with half of its content item's id, so the cases of one item lie together and are found by it.
    """
    rest = _digest(f"{content_item.hex}:{ground}:{jurisdiction}:{occurrence}")[: 16 - OF_ITEM]
    return _stamped(content_item.bytes[:OF_ITEM] + rest)


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def _stamped(octets: bytes) -> UUID:
    """Version and variant, each in a byte of its own: so SQL can say which id a thing must have."""
    stamped = bytearray(octets)
    for place in STAMPED_PLACES:
        stamped[place] = STAMP
    return UUID(bytes=bytes(stamped))
