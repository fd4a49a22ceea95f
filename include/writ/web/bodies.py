"""What a person sends with an act. Unknown fields are refused: a misspelt field must not be lost in silence."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

LongText = Annotated[str, Field(min_length=1, max_length=20_000)]


class Body(BaseModel):
    """A JSON object with exactly these fields; all that is sent without any is `{}`."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class WorksheetBody(Body):
    """Why the order is needed, and which exceptions were weighed."""

    necessity: LongText
    exceptions: LongText


class DraftBody(Body):
    """The reasons for one item."""

    reasons: LongText
    worksheet: WorksheetBody


class ApproveBody(Body):
    """The draft that the approver read, by its hash."""

    draft_hash: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class ReasonBody(Body):
    """Why a person declines, asks for law review, or takes a case up again."""

    reason: LongText


class NoteBody(Body):
    """Why a person acts on a refused row, and how many acts it had when they looked at it."""

    note: Annotated[str, Field(min_length=1, max_length=2_000)]
    seen: Annotated[int, Field(ge=0)]


class CorrectBody(NoteBody):
    """The cells as they should have been, by field."""

    cells: Annotated[dict[str, Annotated[str, Field(max_length=100_000)]], Field(max_length=20)]
