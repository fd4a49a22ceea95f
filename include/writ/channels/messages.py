"""The JSON that a platform sends us, as strict models.

Refused: times without an offset, outcomes that Writ does not know, texts that a database cannot hold, and a page whose
cursor does not move (it would be collected for ever). Fields that are not agreed are left aside.
"""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from include.writ.answers.reasons import StatementOfReasons, without_nul
from include.writ.domain.delivery import Answer, AnswerPage, Outcome, Receipt


def _to_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("is outside the calendar") from None


_Id = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(without_nul)]
_Text = Annotated[str, Field(max_length=20_000), AfterValidator(without_nul)]
_Seq = Annotated[int, Field(ge=1, lt=2**63)]
_Moment = Annotated[AwareDatetime, AfterValidator(_to_utc)]


class _Message(BaseModel):
    # the text of a validation error must not repeat what the platform wrote
    model_config = ConfigDict(frozen=True, strict=True, hide_input_in_errors=True)


class ReceiptMessage(_Message):
    """`{"receipt_id", "received_at"}`; one that names its notice by `notice_key` is for no other."""

    receipt_id: _Id
    received_at: _Moment
    notice_key: _Id | None = None

    def is_for(self, key: str) -> bool:
        """Whether it may be the receipt of the notice with that key."""
        return self.notice_key in (None, key)

    def to_receipt(self) -> Receipt:
        """Return the domain record."""
        return Receipt(self.receipt_id, self.received_at)


class AbsenceMessage(_Message):
    """`{"notice_key"}`: the platform says of this notice, and not of an address, that it has none."""

    notice_key: _Id


class PushedReceiptMessage(ReceiptMessage):
    """A receipt that comes by itself, so it names its notice."""

    notice_key: _Id


class PushedAnswerMessage(_Message):
    """One answer of the platform; its statement of reasons may say for it what was done, and why."""

    answer_id: _Id
    notice_key: _Id | None = None
    order_number: _Id | None = None
    outcome: Outcome | None = None
    reason: _Text = ""
    answered_at: _Moment
    statement_of_reasons: StatementOfReasons | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        self._done()
        return self

    def _done(self) -> Outcome:
        stated = self.statement_of_reasons.outcome if self.statement_of_reasons else None
        done = self.outcome or stated
        if done is None:
            raise ValueError("neither it nor its statement of reasons says what was done")
        if stated not in (None, done):
            raise ValueError("its statement of reasons says that another thing was done")
        return done

    def to_answer(self, seq: int = 0) -> Answer:
        """Return the domain record; an answer that is pushed has no place in the platform's list."""
        return Answer(
            seq=seq,
            answer_id=self.answer_id,
            notice_key=self.notice_key,
            order_number=self.order_number,
            outcome=self._done(),
            reason=self.reason or (self.statement_of_reasons.reason if self.statement_of_reasons else ""),
            answered_at=self.answered_at,
        )


class AnswerMessage(PushedAnswerMessage):
    """One answer in the platform's list, by its place there."""

    seq: _Seq


class PushedStatementMessage(StatementOfReasons):
    """A statement of reasons as the platform gives it to the database, and beside its fields what it is about."""

    notice_key: _Id | None = None
    order_number: _Id | None = None

    def to_answer(self, answered_at: datetime) -> Answer:
        """Return the domain record; its id is the platform's own one of the statement, which has no time of day."""
        return Answer(
            seq=0,
            answer_id=f"puid:{self.puid}",
            notice_key=self.notice_key,
            order_number=self.order_number,
            outcome=self.outcome,
            reason=self.reason,
            answered_at=answered_at,
        )


class ReceiptPush(_Message):
    """`{"type": "notice.received", "data": {"notice_key", "receipt_id", "received_at"}}`."""

    type: Literal["notice.received"]
    data: PushedReceiptMessage


class AnswerPush(_Message):
    """`{"type": "notice.answered", "data": {…}}`, with an answer as the list has it; its `seq` is left aside."""

    type: Literal["notice.answered"]
    data: PushedAnswerMessage

    def to_answer(self) -> Answer:
        """Return the domain record."""
        return self.data.to_answer()


class StatementPush(_Message):
    """`{"type": "statement_of_reasons.issued", "timestamp", "data": {…}}`; the time is that of the statement."""

    type: Literal["statement_of_reasons.issued"]
    timestamp: _Moment
    data: PushedStatementMessage

    def to_answer(self) -> Answer:
        """Return the domain record."""
        return self.data.to_answer(self.timestamp)


PushMessage = Annotated[ReceiptPush | AnswerPush | StatementPush, Field(discriminator="type")]


class AnswersMessage(_Message):
    """`{"answers": […], "has_more"}`."""

    answers: list[AnswerMessage]
    has_more: bool

    @model_validator(mode="after")
    def _the_cursor_moves(self) -> Self:
        numbers = [answer.seq for answer in self.answers]
        if any(later <= earlier for earlier, later in pairwise(numbers)):
            raise ValueError("answers are not in order of seq")
        if self.has_more and not numbers:
            raise ValueError("an empty page promises more")
        return self

    def to_page(self) -> AnswerPage:
        """Return the domain record."""
        return AnswerPage(tuple(answer.to_answer(answer.seq) for answer in self.answers), self.has_more)
