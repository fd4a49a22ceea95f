"""Facts of law: where each was read, by whom, when it holds, and the terms that rest on it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from include.writ.domain.clocks import Unit

Text = Annotated[str, Field(min_length=1)]
Name = Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$")]
Texts = Annotated[dict[Annotated[str, Field(pattern="^[a-z]{2}$")], Text], Field(min_length=1)]


class Strict(BaseModel):
    """No unknown keys, no change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


NOT_READ = "from memory"


class Rule(Strict):
    """One fact of law. As long as nobody has verified it, what rests on it can be a specimen only.

    The source of one that nobody has read begins with "from memory". `read_on` and `reader` say when and by whom it
    was read in `source`. From the day after `valid_to` on, `superseded_by` holds.
    """

    id: Name
    says: Text
    source: Text
    read_on: date | None = None
    reader: Text | None = None
    verified: bool = False
    valid_from: date
    valid_to: date | None = None
    superseded_by: Name | None = None

    def holds(self, on: date) -> bool:
        """Whether it is law on a day; the day of `valid_to` is the last one."""
        return self.valid_from <= on <= (self.valid_to or date.max)

    @model_validator(mode="after")
    def _is_sound(self) -> Rule:
        if self.verified and not (self.read_on and self.reader):
            raise ValueError(f"rule {self.id}: verified only with the date it was read and the reader's name")
        if self.verified and self.source.startswith(NOT_READ):
            raise ValueError(f"rule {self.id}: what is written down from memory is not verified; name what was read")
        if self.valid_to and self.valid_to < self.valid_from:
            raise ValueError(f"rule {self.id}: valid_to is before valid_from")
        if self.superseded_by and not self.valid_to:
            raise ValueError(f"rule {self.id}: what is superseded needs valid_to")
        return self


class Term(Strict):
    """A time that the law gives, and the rule that gives it."""

    amount: Annotated[int, Field(gt=0)]
    unit: Unit
    rule: Name


class Whose(StrEnum):
    """Who has to keep a term."""

    PLATFORM = "platform"
    AUTHORITY = "authority"
    AUTHOR = "author"


class Beginning(StrEnum):
    """With what a duty's term begins. What happens `elsewhere` is not on Writ's record, and shown in no case."""

    APPLICATION = "application"
    EXTENDED_APPLICATION = "extended_application"
    EXTENSION = "extension"
    RECEIPT = "receipt"
    EFFECT = "effect"
    ELSEWHERE = "elsewhere"


class Duty(Strict):
    """What one side has to do within a term. `counted_from` says in words what `begins` names."""

    id: Name
    whose: Whose
    what: Text
    counted_from: Text
    begins: Beginning
    term: Term
