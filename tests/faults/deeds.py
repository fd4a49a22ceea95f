"""What a platform can do with one request about a notice."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Way(StrEnum):
    """What becomes of one request."""

    ANSWERS = "answers"
    CUT_BEFORE = "cut before the body was read"
    CUT_DURING = "cut within the body"
    CUT_AFTER = "cut before the answer"
    CUT_ANSWER = "cut within the answer"
    TWICE = "answers twice"
    BUSY_429 = "429"
    BUSY_503 = "503"
    ERROR_500 = "500"
    REFUSES = "422"
    LOCKED = "401"
    STALLS = "stalls"
    SAYS_ERROR = "200 with an error"
    NAMES_OTHER = "receipt that names another notice"
    REPEATS = "receipt of another notice"
    PAST = "receipt of 1970"
    FUTURE = "receipt of 9999"


class Takes(StrEnum):
    """Whether the notice is acted on: `later` means when its sender has long gone."""

    NOW = "now"
    LATER = "later"
    NEVER = "never"


CAN_TAKE = {
    Way.CUT_AFTER,
    Way.ERROR_500,
    Way.STALLS,
    Way.SAYS_ERROR,
    Way.NAMES_OTHER,
    Way.REPEATS,
    Way.PAST,
    Way.FUTURE,
}
MUST_TAKE = {Way.ANSWERS, Way.CUT_ANSWER, Way.TWICE}
SAYS_NO = {Way.BUSY_429, Way.BUSY_503, Way.REFUSES, Way.LOCKED}
STATUS = {Way.BUSY_429: 429, Way.BUSY_503: 503, Way.ERROR_500: 500, Way.REFUSES: 422, Way.LOCKED: 401}


@dataclass(frozen=True, slots=True, repr=False)
class Deed:
    """What the peer does with one request; `takes` only where the way leaves it open."""

    way: Way
    takes: Takes = Takes.NOW
    retry_after: int | None = None

    def __repr__(self) -> str:
        return f"{self.way}/{self.takes_it()}"

    def takes_it(self) -> Takes:
        return Takes.NOW if self.way in MUST_TAKE else self.takes if self.way in CAN_TAKE else Takes.NEVER


CALM = Deed(Way.ANSWERS)
