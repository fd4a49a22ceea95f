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
