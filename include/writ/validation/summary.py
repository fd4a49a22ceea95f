"""The answer of `read-export`: counts and reasons of one validated export, without anything that a row says.

Counted block by block, so that no list of all rows is ever held.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Protocol, TypedDict

from include.writ.errors import WritError
from include.writ.validation.outcome import Vetted


class ReadFile(Protocol):
    """How the file was read."""

    @property
    def format(self) -> str:
        """The kind of file."""

    @property
    def encoding(self) -> str:
        """How bytes became text."""

    @property
    def dialect(self) -> Mapping[str, str]:
        """How cells are told apart."""

    @property
    def drift(self) -> Sequence[str]:
        """What differs from the agreed columns."""


class Summary(TypedDict):
    """Counts of one export. A row that breaks two rules counts under both, so `reasons` may exceed `quarantined`."""

    rows: int
    accepted: int
    quarantined: int
    reasons: dict[str, int]
    encoding: str
    dialect: dict[str, str]
    format: str
    drift: list[str]


class Tally:
    """Counts rows on their way in (as the reader gave them) and out (as they were sorted)."""

    def __init__(self) -> None:
        self._read = 0
        self._accepted = 0
        self._quarantined = 0
        self._reasons: Counter[str] = Counter()

    def note(self, read: int, vetted: Vetted, known: int = 0) -> None:
        """Count one block: `read` rows came from the file, `known` of them were accepted in an earlier batch."""
        self._read += read
        self._accepted += vetted.accepted.height + known
        self._quarantined += len(vetted.quarantined)
        self._reasons.update(reason.rule for row in vetted.quarantined for reason in row.reasons)

    def summarise(self, file: ReadFile) -> Summary:
        """The counts; raises `WritError` unless every row that was read was accepted or quarantined, once."""
        if self._read != self._accepted + self._quarantined:
            raise WritError(
                f"{self._read} rows were read, but {self._accepted} accepted and {self._quarantined} quarantined; "
                "nothing of this export may be used until that is explained"
            )
        return {
            "rows": self._read,
            "accepted": self._accepted,
            "quarantined": self._quarantined,
            "reasons": dict(sorted(self._reasons.items())),
            "encoding": file.encoding,
            "dialect": dict(file.dialect),
            "format": file.format,
            "drift": list(file.drift),
        }
