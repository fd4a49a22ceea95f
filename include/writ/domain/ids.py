"""The only place where keys and fingerprints are built, so that the same thing always gets the same name."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import rfc8785


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
    return _stamped(hashlib.sha256(canonical_json([kind, *(str(part) for part in parts)])).digest()[:16])


def case_id(content_item: UUID, ground: str, jurisdiction: str, occurrence: int) -> UUID:
    """The id of a case. It begins like that of its content item, so that what is read together lies together."""
    digest = hashlib.sha256(canonical_json(["case", content_item.hex, ground, jurisdiction, str(occurrence)])).digest()
    return _stamped(content_item.bytes[:8] + digest[:8])


def _stamped(octets: bytes) -> UUID:
    stamped = bytearray(octets)
    stamped[6] = stamped[6] & 0x0F | 0x80
    stamped[8] = stamped[8] & 0x3F | 0x80
    return UUID(bytes=bytes(stamped))
