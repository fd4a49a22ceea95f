"""What is agreed about one source's export; whatever is left out is found in the file, or the file is refused.

A layout refuses an encoding outside its short list, a field that Writ does not know, a header that means two things and
a delimiter that could be part of a value. What it declares wins over what is found; a file that contradicts it is
refused or, where only column names differ and their meaning is known, read with the difference reported.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, field_validator

from include.writ.domain.finding import FIELDS, OPTIONAL_FIELDS
from include.writ.exports.labels import compare_label, ground_synonyms, normalise_label

# Closed, as others can yield half characters or code. kz1048 is the one-byte code that has the Kazakh letters.
Encoding = Literal["utf-8", "utf-8-sig", "utf-16", "windows-1251", "kz1048", "koi8-r", "cp866"]
Format = Literal["csv", "xlsx", "json"]
Delimiter = Literal[",", ";", "\t", "|"]


def _normalise_keys(labels: Mapping[str, str], what: str, form: Callable[[str], str]) -> dict[str, str]:
    if len({form(label) for label in labels}) != len(labels):
        raise ValueError(f"two {what} are the same when case and blanks are ignored; keep one of them")
    normal = {normalise_label(label): value for label, value in labels.items()}
    if "" in normal:
        raise ValueError(f"one of the {what} is empty; write it as the source writes it")
    return normal


class ExportLayout(BaseModel):
    """What a source has agreed to send; kept as JSON with the source and edited by a person."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Format | None = None
    """None: told by the first bytes."""
    encoding: Encoding | None = None
    """None: told by the byte order mark, by valid UTF-8, or by the header's known names."""
    delimiter: Delimiter | None = None
    """None: the one under which the header has known names."""
    columns: Mapping[str, str] = Field(default_factory=dict)
    """Header -> canonical field; empty: known names in three languages (`synonyms.yml`)."""
    grounds: Mapping[str, str] = Field(default_factory=dict)
    """What the source writes for a ground -> id of the ground, besides the names in `synonyms.yml`."""
    sheet: str | None = Field(default=None, min_length=1, max_length=31)
    """The sheet of a workbook; None: the only visible one that has something in it."""
    timezone: str | None = None
    """IANA name for times without an offset; None: such times are refused."""
    time_formats: tuple[str, ...] = ()
    """Formats of `strptime` that the source writes besides ISO 8601."""

    @field_validator("columns")
    @classmethod
    def _check_columns(cls, columns: Mapping[str, str]) -> Mapping[str, str]:
        if not columns:
            return columns
        normal = _normalise_keys(columns, "headers", compare_label)
        fields = list(normal.values())
        unknown = sorted(set(fields) - set(FIELDS))
        missing = [name for name in FIELDS if name not in fields and name not in OPTIONAL_FIELDS]
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
        return _normalise_keys(grounds, "grounds", compare_label)

    @field_validator("timezone")
    @classmethod
    def _check_timezone(cls, name: str | None) -> str | None:
        try:
            return name and ZoneInfo(name).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"no time zone is called {name!r}; write it as in 'Asia/Almaty'") from None

    @field_validator("time_formats")
    @classmethod
    def _check_time_formats(cls, formats: tuple[str, ...]) -> tuple[str, ...]:
        if any(not {"%Y", "%m", "%d"} <= {text[i : i + 2] for i in range(len(text))} for text in formats):
            raise ValueError("a time format needs %Y, %m and %d: a date with a guessed part is no date")
        return formats

    def known_grounds(self) -> dict[str, str]:
        """The compared form (`compare_label`) of every name of a ground -> its id; declared ones win over synonyms."""
        return {**ground_synonyms(), **{compare_label(name): ground for name, ground in self.grounds.items()}}
