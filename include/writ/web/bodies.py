"""What a person sends with an act. Unknown fields are refused: a misspelt field must not be lost in silence."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from include.writ.domain.delivery import Outcome
from include.writ.domain.redress import Appellant
from include.writ.domain.states import AppealState
from include.writ.domain.worksheet import (
    Aim,
    CourtAct,
    ExpertDecision,
    Protected,
    RabatFactor,
    Translation,
    Worksheet,
)
from include.writ.web.days import Day, Instant


def _without_nul(text: str) -> str:
    if "\x00" in text:
        raise ValueError("the character U+0000 can not be kept; take it out")
    return text


Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
LongText = Annotated[str, Field(min_length=1, max_length=20_000), AfterValidator(_without_nul)]
Answer = Annotated[str, Field(max_length=20_000), AfterValidator(_without_nul)]
Seen = Annotated[int, Field(ge=0, lt=2**31)]
Language = Annotated[str, Field(pattern="^([a-z]{2})?$")]  # ISO 639-1, or not said yet
ShortText = Annotated[str, Field(max_length=200), AfterValidator(_without_nul)]


class Body(BaseModel):
    """A JSON object with exactly these fields; all that is sent without any is `{}`."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CourtActBody(Body):
    """A court act, as far as it is known."""

    court: ShortText = ""
    number: ShortText = ""
    decided_on: Day | None = None
    in_force_on: Day | None = None


class ExpertDecisionBody(Body):
    """What the expert group decided on an application, as far as it has."""

    number: ShortText = ""
    applied_on: Day | None = None
    extended_on: Day | None = None
    decided_on: Day | None = None


class TranslationBody(Body):
    """The reasons in another language."""

    language: Language = ""
    text: Answer = ""


class WorksheetBody(Body):
    """The answers for one item; what is left out is not answered yet."""

    language: Language = ""
    translation: TranslationBody | None = None
    elements: Annotated[dict[ShortText, Answer], Field(max_length=20)] = {}
    material_types: Annotated[list[ShortText], Field(max_length=20)] = []
    aim: Aim | None = None
    necessity: Answer = ""
    less_restrictive: Answer = ""
    exceptions: Answer = ""
    may_be: Annotated[list[Protected], Field(max_length=len(Protected))] = []
    rabat: dict[RabatFactor, Answer] = {}
    court_act: CourtActBody | None = None
    expert_decision: ExpertDecisionBody | None = None
    emergency: Answer = ""

    def answers(self) -> Worksheet:
        """The same as the domain has it."""
        said = {name: getattr(self, name) for name in Worksheet.__slots__}
        act, decision, translation = self.court_act, self.expert_decision, self.translation
        said["translation"] = Translation(**translation.model_dump()) if translation else None
        said["court_act"] = CourtAct(**act.model_dump()) if act else None
        said["expert_decision"] = ExpertDecision(**decision.model_dump()) if decision else None
        return Worksheet(**said)


class DraftBody(Body):
    """The reasons for one item, as far as they are written, from the version `seen`; 0 where there was none."""

    seen: Seen
    reasons: Answer = ""
    worksheet: WorksheetBody = WorksheetBody()


class MatchBody(Body):
    """The orders that an answer speaks of, by number, and what it says of them."""

    orders: Annotated[list[ShortText], Field(min_length=1, max_length=200)]
    outcome: Outcome


class WithdrawMatchBody(MatchBody):
    """Which match of an answer was wrong, and why."""

    reason: LongText


class ApproveBody(Body):
    """The draft that the approver opened and read, by its hash."""

    draft_hash: Sha256


class NonDisclosureBody(Body):
    """Why the author of one item is not told yet, the last day of that, and the draft it is of, by its hash."""

    draft_hash: Sha256
    reasons: LongText
    until: Day


class AdoptBody(Body):
    """The pack that the legal officer read, by its hash."""

    sha256: Sha256


class ReasonBody(Body):
    """Why a person declines, asks for law review, takes a case up again, or says that something is mended."""

    reason: LongText


class AppealBody(Body):
    """What an appellant says, in their own words and language; `learned_on` as far as they say it."""

    appellant: Appellant
    language: Annotated[str, Field(pattern="^[a-z]{2}$")]
    statement: LongText
    learned_on: Day | None = None


class RulingBody(Body):
    """How a reviewer decides a complaint; `lateness` where it is late, `ends_on` where the order ends earlier."""

    outcome: Literal[AppealState.UPHELD, AppealState.PARTLY_ANNULLED, AppealState.ANNULLED]
    reasons: LongText
    lateness: Answer = ""
    ends_on: Day | None = None


class ReviewBody(Body):
    """Why the order is kept or lifted."""

    reasons: LongText


class ClarifyBody(Body):
    """What the order means."""

    text: LongText


class NumberBody(Body):
    """The confirmation number that a portal shows for a notice."""

    number: Annotated[ShortText, Field(min_length=1)]


class PortalBody(NumberBody):
    """The same, with the time of receipt that the portal shows (with the offset from UTC)."""

    received_at: Instant


class PortalAnswerBody(Body):
    """What a portal says in answer to an order, at which time; the hash of a picture of the page, and where that is."""

    outcome: Outcome
    reason: Answer = ""
    answered_at: Instant
    evidence_sha256: Sha256
    evidence_at: Annotated[ShortText, Field(min_length=1)]


class PortalAnswerSeenBody(Body):
    """The version of what was written down with which a person compared the portal, and what they saw there."""

    seen: Seen
    outcome: Outcome


class NoteBody(Body):
    """Why a person acts on a refused row, and how many acts it had when they looked at it."""

    note: Annotated[str, Field(min_length=1, max_length=2_000)]
    seen: Annotated[int, Field(ge=0)]


class CorrectBody(NoteBody):
    """The cells as they should have been, by field."""

    cells: Annotated[dict[str, Annotated[str, Field(max_length=100_000)]], Field(max_length=20)]
