"""What validation needs from its neighbours, as shapes: it imports neither the readers nor the platform grammars."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

import polars as pl

from include.writ.errors import ConfigError, PackError


class UnreadableRow(Protocol):
    """A record that could not be taken apart."""

    @property
    def row_number(self) -> int:
        """1-based number of the record; the header is not counted."""

    @property
    def text(self) -> str:
        """The record as it was written."""

    @property
    def rule(self) -> str:
        """The rule that it breaks."""

    @property
    def detail(self) -> str:
        """What would mend it."""


IdentifyMany = Callable[[pl.Series], pl.DataFrame]
"""Addresses -> platform, kind, content_id, canonical_url, error: one row each, in their order."""


@dataclass(frozen=True, slots=True)
class Rulebook:
    """What the layout of a source and the pack say; refuses a set that would let every row pass or none."""

    grounds: Mapping[str, str]
    """What the source writes -> the pack's ground; compared without case, by `words.compare_word`."""
    pack_grounds: frozenset[str]
    languages: frozenset[str]
    """Codes as rows write them; with "" in it a row need not name its language."""
    timezone: str | None = None
    """For times without an offset; None refuses them."""
    time_formats: tuple[str, ...] = ()
    """Formats of `strptime` besides ISO 8601."""

    def __post_init__(self) -> None:
        if not self.pack_grounds or not self.languages - {""}:
            raise PackError("the pack names no ground or no language; every row would pass unchecked")


@dataclass(frozen=True, slots=True)
class DocsTarget:
    """Where the Data Docs of one export go. The directory is theirs alone: pages of other runs in it are removed."""

    path: Path
    source: str
    day: date
    version: int = 1

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z0-9_]+", self.source):
            raise ConfigError(f"a source name is made of a-z, 0-9 and _, as it names files; got {self.source!r}")
