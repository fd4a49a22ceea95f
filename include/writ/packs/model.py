"""The form of a pack. Every rule names its source; one that nobody has verified is never issued under in earnest."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

Text = Annotated[str, Field(min_length=1)]
Country = Annotated[str, Field(pattern="^[A-Z]{2}$")]


class Strict(BaseModel):
    """No unknown keys, no change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Citation(Strict):
    """Where a rule was read, by whom and when."""

    source: Text
    read_on: date | None = None
    reader: str | None = None
    verified: bool = False

    @model_validator(mode="after")
    def _verified_needs_reader(self) -> Citation:
        if self.verified and not (self.read_on and self.reader):
            raise ValueError("a rule is verified only with the date it was read and the reader's name")
        return self


class Redress(Strict):
    """How an order can be challenged, by the platform and by the author."""

    platform: Text
    author: Text
    citation: Citation


class Ground(Strict):
    """One ground: the provision with its article, the authority competent for it, and the platform's time."""

    id: Annotated[str, Field(pattern="^[a-z_]+$")]
    title: dict[str, Text]
    provision: Text
    authority: Text
    deadline_hours: Annotated[int, Field(gt=0)]
    draft: Text
    valid_from: date
    valid_to: date | None = None
    citation: Citation


class Authority(Strict):
    """Who may order. Its name is data, for ministries are renamed."""

    id: Text
    name: dict[str, Text]
    number_prefix: Annotated[str, Field(pattern="^[A-Z]{2,8}$")]


class Pack(Strict):
    """All that one jurisdiction's law gives to Writ."""

    id: Annotated[str, Field(pattern="^[a-z_]+$")]
    version: Text
    jurisdiction: Country
    review_after_days: Annotated[int, Field(gt=0)]
    authorities: list[Authority]
    grounds: list[Ground]
    redress: Redress

    @model_validator(mode="after")
    def _authorities_exist(self) -> Pack:
        known = {authority.id for authority in self.authorities}
        for ground in self.grounds:
            if ground.authority not in known:
                raise ValueError(f"ground {ground.id}: authority {ground.authority} is not in this pack")
        if len({ground.id for ground in self.grounds}) != len(self.grounds):
            raise ValueError("two grounds have one id")
        return self
