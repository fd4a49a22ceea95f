"""What a probe saw at an ordered address. Doubt is `unknown`, and `unknown` is never `removed`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    """What is to be seen at the address now."""

    AVAILABLE = "available"
    REMOVED = "removed"
    WITHHELD = "withheld"
    RESTRICTED = "restricted"
    ACCOUNT_GONE = "account_gone"
    UNKNOWN = "unknown"


class Vantage(StrEnum):
    """From where the view was had that counts for the order: of this machine itself, or by a proxy in the territory."""

    DIRECT = "direct"
    INSIDE = "inside"


TOLD_APART = frozenset({Verdict.AVAILABLE, Verdict.REMOVED, Verdict.ACCOUNT_GONE})
"""Of what a view from outside the territory tells more: 451 says by itself that it is withheld, a wall says nothing."""


class Together(StrEnum):
    """What the views of one look say together; the database reckons it.

    `withheld`: gone here, and the platform says so or it is there outside. `elsewhere`: there, and gone outside.
    """

    AVAILABLE = "available"
    ELSEWHERE = "elsewhere"
    REMOVED = "removed"
    WITHHELD = "withheld"
    RESTRICTED = "restricted"


@dataclass(frozen=True, slots=True)
class Page:
    """What came back from one request: `status` is None when nothing did, and `error` then says why."""

    status: int | None
    headers: Mapping[str, str]
    body: str
    final_url: str
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with the sign that decided it, in words for the record (`status 451`, `soft 404 text`)."""

    verdict: Verdict
    because: str


@dataclass(frozen=True, slots=True)
class Sight:
    """What is recorded of one look: the verdict and, in place of the page, its status, hash and what is kept of it."""

    judgement: Judgement
    status: int | None
    body_sha256: str | None
    evidence: Mapping[str, Any]
