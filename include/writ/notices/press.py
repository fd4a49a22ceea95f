"""Making a notice what a platform gets: laid out as PDF, and signed twice with the authority's key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from include.writ.notices.keys import SigningKey


@dataclass(frozen=True, slots=True)
class Sealed:
    """The PDF with its signature in it (PAdES), and the JSON's signature (JWS without the payload)."""

    pdf: bytes
    signature: str


class Press(Protocol):
    """What can make a notice of a document."""

    def seal(self, document: bytes, issued_at: datetime) -> Sealed:
        """Lay out and sign; raises `ConfigError` where the key may not sign that."""


class SigningPress:
    """A press with one key, for specimens or for orders in earnest."""

    def __init__(self, key: SigningKey, *, is_specimen: bool) -> None:
        from include.writ.notices.sign import PdfSeal

        self._key = key
        self._is_specimen = is_specimen
        self._seal = PdfSeal(key)

    def seal(self, document: bytes, issued_at: datetime) -> Sealed:
        """See `Press.seal`; a specimen's key and an order in earnest do not go together."""
        from include.writ.notices.render import render
        from include.writ.notices.sign import sign_json

        self._key.require_for(is_specimen=self._is_specimen, now=issued_at)
        return Sealed(self._seal.sign(render(document), issued_at), sign_json(document, self._key))
