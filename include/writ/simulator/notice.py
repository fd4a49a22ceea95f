"""The form of a notice as the platforms demand it.

They read what they need and ignore the rest; an order that is not for Kazakhstan on one item is malformed.
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import BaseModel, Field, StrictBool, model_validator

from include.writ.domain.content import Platform
from include.writ.domain.delivery import NoticeKind


class NoticeContent(BaseModel):
    """The one item that the notice names."""

    kind: str = Field(min_length=1)
    content_id: str = Field(min_length=1)
    url: str = Field(min_length=1)


class NoticeItem(BaseModel):
    """What the notice says about one order."""

    notice_kind: NoticeKind
    order_number: str = Field(min_length=1)
    content: NoticeContent
    deadline_hours: int | None = Field(default=None, gt=0)
    territory: tuple[Literal["KZ"]] | None = None

    @model_validator(mode="after")
    def _an_order_is_whole(self) -> Self:
        if self.notice_kind is NoticeKind.ORDER and not (self.deadline_hours and self.territory):
            raise ValueError("an order has deadline_hours and territory")
        return self


class Addressee(BaseModel):
    """For whom the notice is."""

    platform: Platform


class NoticeDocument(BaseModel):
    """The fields of the notice that a platform acts on."""

    notice_kind: NoticeKind
    specimen: StrictBool
    addressee: Addressee
    items: tuple[NoticeItem, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_of_one_kind(self) -> Self:
        if any(item.notice_kind is not self.notice_kind for item in self.items):
            raise ValueError("every item is of the notice's kind")
        return self
