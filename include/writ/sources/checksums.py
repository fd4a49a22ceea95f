"""What a sender says about the SHA-256 of its file: response headers and `<file>.sha256` beside the file.

A checksum that is given but cannot be read is refused: it is no reason to trust the file without it.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from posixpath import basename

from include.writ.errors import ContractBroken

MAX_SIDECAR_BYTES = 4096
_HEX = re.compile(r"[0-9a-fA-F]{64}")
# RFC 9530: a dictionary of byte sequences, `sha-256=:...:`; RFC 3230 (`Digest`): `SHA-256=...` without the colons
_MEMBER = re.compile(r"sha-256=(:?)([A-Za-z0-9+/=]+)\1(?:;.*)?", re.IGNORECASE)


def digests_of_body(headers: Mapping[str, str]) -> frozenset[str]:
    """Every SHA-256, in hex, that the headers give for a whole body. Raises `ContractBroken` for one that is no hash.

    `Content-Digest` is of the bytes of this very message, so it says something about the file only when the message
    carries the whole of it.
    """
    given = {_from_dictionary(headers[name]) for name in ("Content-Digest", "Repr-Digest", "Digest") if name in headers}
    if "X-Checksum-Sha256" in headers:
        given.add(_hex(headers["X-Checksum-Sha256"].strip()))
    return frozenset(digest for digest in given if digest)


def from_base64(text: str) -> str:
    """A SHA-256 in base64, as hex."""
    try:
        digest = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        digest = b""
    if len(digest) != 32:
        raise ContractBroken("the sender gives a SHA-256 that is not one")
    return digest.hex()


def from_sidecar(data: bytes, name: str) -> str:
    """The SHA-256 in a `.sha256` file: the hash alone, or one line as `sha256sum` writes it, for this very file."""
    try:
        words = data.decode("utf-8-sig").split()
    except UnicodeDecodeError:
        words = []
    if len(words) == 2 and basename(words[1].removeprefix("*")) != name:
        raise ContractBroken("the .sha256 file beside the export is of another file")
    if len(words) not in (1, 2):
        raise ContractBroken("the .sha256 file beside the export is not one line with a SHA-256")
    return _hex(words[0])


def _from_dictionary(value: str) -> str | None:
    """None when the header gives other algorithms only."""
    ours = [member.strip() for member in value.split(",") if member.strip().lower().startswith("sha-256=")]
    if not ours:
        return None
    match = _MEMBER.fullmatch(ours[-1])
    if not match:
        raise ContractBroken("the sender gives a SHA-256 that is not one")
    return from_base64(match[2])


def _hex(text: str) -> str:
    if not _HEX.fullmatch(text):
        raise ContractBroken("the sender gives a SHA-256 that is not one")
    return text.lower()
