"""What validation needs from its neighbours, as shapes: it imports neither the readers nor the platform grammars."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from include.writ.domain.content import ContentRef
from include.writ.errors import ConfigError


class ReadRow(Protocol):
    """A record that was taken apart into canonical fields."""

    @property
    def row_number(self) -> int:
        """1-based number of the record; the header is not counted."""

    @property
    def fields(self) -> Mapping[str, str]:
        """The text of each canonical field."""


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


class ReadTable(Protocol):
    """All records of one export."""

    @property
    def rows(self) -> Sequence[ReadRow]:
        """Records that were taken apart."""

    @property
    def broken(self) -> Sequence[UnreadableRow]:
        """Records that could not be taken apart."""


class Unidentified(Protocol):
    """Why an address names no content item; only the error is used, as its detail may repeat the address."""

    @property
    def error(self) -> str:
        """The code of the problem."""


Identify = Callable[[str], ContentRef | Unidentified]


@dataclass(frozen=True, slots=True)
class DocsTarget:
    """Where the Data Docs of one export go. The directory is theirs alone: pages of other runs in it are removed."""

    path: Path
    source: str
    day: date

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z0-9_]+", self.source):
            raise ConfigError(f"a source name is made of a-z, 0-9 and _, as it names files; got {self.source!r}")
