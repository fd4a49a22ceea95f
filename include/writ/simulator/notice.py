"""The form of a notice as the platforms demand it.

They read what they need and ignore the rest; a notice that is not an order for Kazakhstan on one item is malformed.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field, StrictBool

from include.writ.domain.content import Platform


class NoticeContent(BaseModel):
    """The one item that the notice names."""

    kind: str = Field(min_length=1)
    content_id: str = Field(min_length=1)
    url: str = Field(min_length=1)


class NoticeDocument(BaseModel):
    """The fields of the notice that a platform acts on."""

    notice_kind: Literal["order"]
    specimen: StrictBool
    order_number: str = Field(min_length=1)
    platform: Platform
    content: NoticeContent
    deadline_hours: int = Field(gt=0)
    territory: tuple[Literal["KZ"]]
