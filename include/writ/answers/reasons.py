"""A statement of reasons in the form of the DSA Transparency Database, as a platform may give it in its answer.

It says what was done only where the decision on visibility does: removed, disabled (in the order's territory at least),
or shown by age. What is demoted, labelled or otherwise changed is none of these, nor is money or an account.

Fields: https://transparency.dsa.ec.europa.eu/page/api-documentation (regulation (EU) 2022/2065, articles 17 and 24(5)).
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from include.writ.domain.delivery import Outcome


def without_nul(text: str) -> str:
    """The text; refused is one that a database cannot hold."""
    if "\0" in text:
        raise ValueError("holds a NUL character")
    return text


_Long = Annotated[str, Field(min_length=1, max_length=5_000), AfterValidator(without_nul)]
_Middle = Annotated[str, Field(min_length=1, max_length=2_000), AfterValidator(without_nul)]
_Short = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(without_nul)]
_Code = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]{1,99}$")]


class Visibility(StrEnum):
    """What was done to the visibility of the content."""

    REMOVED = "DECISION_VISIBILITY_CONTENT_REMOVED"
    DISABLED = "DECISION_VISIBILITY_CONTENT_DISABLED"
    DEMOTED = "DECISION_VISIBILITY_CONTENT_DEMOTED"
    AGE_RESTRICTED = "DECISION_VISIBILITY_CONTENT_AGE_RESTRICTED"
    INTERACTION_RESTRICTED = "DECISION_VISIBILITY_CONTENT_INTERACTION_RESTRICTED"
    LABELLED = "DECISION_VISIBILITY_CONTENT_LABELLED"
    OTHER = "DECISION_VISIBILITY_OTHER"


# the strongest first
_OUTCOMES = (
    (Visibility.REMOVED, Outcome.REMOVED),
    (Visibility.DISABLED, Outcome.WITHHELD),
    (Visibility.AGE_RESTRICTED, Outcome.RESTRICTED),
)


class StatementOfReasons(BaseModel):
    """The fields that the database demands, and those that it demands with some of them; others are left aside."""

    model_config = ConfigDict(frozen=True, strict=True, hide_input_in_errors=True)

    puid: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,500}$")]
    decision_visibility: tuple[Visibility, ...] = ()
    decision_visibility_other: _Short | None = None
    decision_monetary: _Code | None = None
    decision_provision: _Code | None = None
    decision_account: _Code | None = None
    decision_ground: Literal["DECISION_GROUND_ILLEGAL_CONTENT", "DECISION_GROUND_INCOMPATIBLE_CONTENT"]
    illegal_content_legal_ground: _Short | None = None
    illegal_content_explanation: _Middle | None = None
    incompatible_content_ground: _Short | None = None
    incompatible_content_explanation: _Middle | None = None
    decision_facts: _Long
    content_type: Annotated[tuple[_Code, ...], Field(min_length=1)]
    category: _Code
    content_date: date
    application_date: date
    source_type: _Code
    automated_detection: Literal["Yes", "No"]
    automated_decision: Literal[
        "AUTOMATED_DECISION_FULLY", "AUTOMATED_DECISION_PARTIALLY", "AUTOMATED_DECISION_NOT_AUTOMATED"
    ]

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if not (self.decision_visibility or self.decision_monetary or self.decision_provision or self.decision_account):
            raise ValueError("it names no decision")
        if Visibility.OTHER in self.decision_visibility and self.decision_visibility_other is None:
            raise ValueError("another decision on visibility is named and not said")
        if None in self._ground():
            raise ValueError("the ground of the decision is named and not explained")
        return self

    def _ground(self) -> tuple[str | None, str | None]:
        if self.decision_ground == "DECISION_GROUND_ILLEGAL_CONTENT":
            return self.illegal_content_legal_ground, self.illegal_content_explanation
        return self.incompatible_content_ground, self.incompatible_content_explanation

    @property
    def outcome(self) -> Outcome | None:
        """What was done, in our words; None where the statement does not say that access to the content ended."""
        return next((outcome for visibility, outcome in _OUTCOMES if visibility in self.decision_visibility), None)

    @property
    def reason(self) -> str:
        """The ground and the facts as the platform gives them."""
        return "\n".join(part for part in (*self._ground(), self.decision_facts) if part)
