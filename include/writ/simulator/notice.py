"""The form of a notice as the platforms demand it.

They read what they need and ignore the rest; an order that is not for Kazakhstan on one item is malformed.
"""

from __future__ import annotations

import re
from base64 import b64decode, urlsafe_b64decode
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, Field, StrictBool, model_validator

from include.writ.domain.content import Platform
from include.writ.domain.delivery import NoticeKind


def _of_base64url(text: object) -> bytes:
    if not isinstance(text, str) or not re.fullmatch(r"[A-Za-z0-9_-]+", text):
        raise ValueError("it must be base64url without padding")
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _of_base64(text: object) -> bytes:
    return b64decode(str(text), validate=True)


class SignedNotice(BaseModel):
    """A flattened JWS with the PDF beside it; the signature is not checked here."""

    payload: Annotated[bytes, BeforeValidator(_of_base64url)]
    protected: str = Field(min_length=1)
    signature: str = Field(min_length=1)
    pdf: Annotated[bytes, BeforeValidator(_of_base64)]


class NoticeContent(BaseModel):
    """The one item that the notice names."""

    kind: str = Field(min_length=1)
    content_id: str = Field(min_length=1)
    url: str = Field(min_length=1)


class NoticeItem(BaseModel):
    """What the notice says about one order, or before a first one."""

    notice_kind: NoticeKind
    order_number: str | None = Field(default=None, min_length=1)
    content: NoticeContent | None = None
    deadline_hours: int | None = Field(default=None, gt=0)
    territory: tuple[Literal["KZ"]] | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        order = (self.order_number, self.content)
        if any(order) if self.notice_kind is NoticeKind.ANNOUNCEMENT else not all(order):
            raise ValueError("every item but an announcement has order_number and content, and an announcement neither")
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
