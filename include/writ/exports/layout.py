"""The agreed form of one source's export: encoding, delimiter, headers and how it writes the grounds.

A layout names every canonical field exactly once. It refuses an encoding outside its short list, a field that Writ does
not know and a delimiter that could be part of a value; an export that differs from its layout is refused, not guessed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

CANONICAL_FIELDS: Final = (
    "finding_ref",
    "detected_at",
    "url",
    "ground",
    "language",
    "excerpt",
    "capture_sha256",
)

# Closed, as others can yield half characters or code. kz1048 is the one-byte code that has the Kazakh letters.
Encoding = Literal["utf-8", "utf-8-sig", "utf-16", "windows-1251", "kz1048"]


def normalise_label(text: str) -> str:
    """Bring a header or ground to the form that is compared: composed (NFC) and without outer blanks."""
    return unicodedata.normalize("NFC", text).strip()


def _normalise_keys(labels: Mapping[str, str], what: str) -> dict[str, str]:
    normal = {normalise_label(label): value for label, value in labels.items()}
    if len(normal) != len(labels):
        raise ValueError(f"two {what} are the same when outer blanks are ignored; keep one of them")
    if "" in normal:
        raise ValueError(f"one of the {what} is empty; write it as the source writes it")
    return normal


class ExportLayout(BaseModel):
    """What a source has agreed to send; kept as JSON with the source and edited by a person."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    encoding: Encoding
    delimiter: Literal[",", ";", "\t", "|"]
    columns: Mapping[str, str]
    grounds: Mapping[str, str] = Field(min_length=1)

    @field_validator("columns")
    @classmethod
    def _check_columns(cls, columns: Mapping[str, str]) -> Mapping[str, str]:
        normal = _normalise_keys(columns, "headers")
        fields = list(normal.values())
        unknown = sorted(set(fields) - set(CANONICAL_FIELDS))
        missing = [name for name in CANONICAL_FIELDS if name not in fields]
        repeated = sorted({name for name in fields if fields.count(name) > 1})
        if unknown or missing or repeated:
            raise ValueError(
                f"each canonical field must be named by one header; unknown: {unknown}, missing: {missing}, "
                f"named twice: {repeated}"
            )
        return normal

    @field_validator("grounds")
    @classmethod
    def _check_grounds(cls, grounds: Mapping[str, str]) -> Mapping[str, str]:
        return _normalise_keys(grounds, "grounds")
