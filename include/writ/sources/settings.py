"""Where a source's file of a day is, and what the source's connection may say beside address and login.

Refused: a path that could leave its folder, that does not name the day, or that names a hidden or unfinished file; any
key that no transport knows, for a setting that is silently ignored is a setting that somebody relies on.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from string import Formatter
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from include.writ.errors import ConfigError
from include.writ.sources.base import SourceConnection

PLACEHOLDERS = ("day", "year", "month", "day_of_month")
UNFINISHED = (".part", ".filepart", ".partial", ".tmp", "~")
SIDECAR = ".sha256"

Strict = TypeVar("Strict", bound="StrictModel")


class StrictModel(BaseModel):
    """A model that refuses what it does not know and never shows what it was given."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class PullSettings(StrictModel):
    """How one source leaves its exports."""

    path: str = "exports/{day}.csv"
    """Below the connection's address; {day} is 2026-11-20, {year}, {month} and {day_of_month} are its parts."""

    sidecar: bool = False
    """The sender leaves `<file>.sha256` when the file is complete; without it the file is not there yet."""

    settle_seconds: Annotated[int, Field(ge=0, le=86_400)] = 60
    """SFTP and folders: a file that was written to later than this is still being written."""

    @field_validator("path")
    @classmethod
    def _is_safe(cls, pattern: str) -> str:
        fields = _placeholders(pattern)
        if "day" not in fields and not {"year", "month", "day_of_month"} <= fields:
            raise ValueError("it must name the day: use {day}, or {year}, {month} and {day_of_month}")
        if not pattern.isprintable() or "\\" in pattern:
            raise ValueError("it has a control character or a backslash; folders are separated by /")
        parts = pattern.split("/")
        if any(part.startswith(".") or not part.strip() for part in parts):
            raise ValueError("it must be relative, without empty, hidden, `.` or `..` parts")
        if is_unfinished(parts[-1]) or pattern.endswith(SIDECAR):
            raise ValueError("it names an unfinished file or a checksum; name the finished export")
        return pattern

    def path_of(self, day: date) -> str:
        """The path of the export of `day`."""
        return self.path.format(
            day=day.isoformat(), year=f"{day.year:04}", month=f"{day.month:02}", day_of_month=f"{day.day:02}"
        )


def read_pull_settings(source: str, value: Mapping[str, Any]) -> PullSettings:
    """The pull settings in a source's row of the register; an empty mapping is the defaults."""
    try:
        return PullSettings.model_validate(value)
    except ValidationError as error:
        raise ConfigError(f"source {source}: its pull settings are wrong: {_reasons(error)}") from None


def read_extra(connection: SourceConnection, model: type[Strict]) -> Strict:
    """The extra fields of a connection; the error names fields, never what they hold."""
    try:
        return model.model_validate(connection.extra)
    except ValidationError as error:
        raise connection.wrong(f"has a wrong extra field: {_reasons(error)}; {connection.page} lists them") from None


def is_unfinished(name: str) -> bool:
    """True for the names that programs give to a file while they write it."""
    return name.startswith(".") or name.lower().endswith(UNFINISHED)


def _placeholders(pattern: str) -> set[str]:
    known = f"the only placeholders are {', '.join(PLACEHOLDERS)}, in braces"
    try:
        fields = [field for field in Formatter().parse(pattern) if field[1] is not None]
    except ValueError:
        raise ValueError(known) from None
    if any(name not in PLACEHOLDERS or spec or conversion for _, name, spec, conversion in fields):
        raise ValueError(known)
    return {name for _, name, _, _ in fields if name}


def _reasons(error: ValidationError) -> str:
    return "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors(include_input=False))
