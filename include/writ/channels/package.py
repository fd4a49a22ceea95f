"""The three files of a notice, under the names that a platform finds on every channel that carries files."""

from __future__ import annotations

from dataclasses import dataclass

from include.writ.domain.delivery import Notice

DOCUMENT, SIGNATURE, PDF = "notice.json", "notice.json.jws", "notice.pdf"


@dataclass(frozen=True, slots=True)
class PackedFile:
    """One file: name without folders, media type, bytes exactly as they were signed."""

    name: str
    media_type: str
    data: bytes


def files_of(notice: Notice) -> tuple[PackedFile, ...]:
    """The PDF for people, the document for machines, and the document's signature."""
    return (
        PackedFile(PDF, "application/pdf", notice.pdf),
        PackedFile(DOCUMENT, "application/json", notice.document),
        PackedFile(SIGNATURE, "application/jose", notice.signature.encode("ascii")),
    )
