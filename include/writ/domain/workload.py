"""What is counted of people's work, and which spans of time are measured."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

WINDOW_DAYS = 28
QUICK = timedelta(seconds=10)


class Work(StrEnum):
    """What a person did. Each value but the first two is an act on a case."""

    DRAFTED = "drafted"
    APPROVED = "approved"
    DECLINED = "declined"
    RETURNED = "returned"
    LAW_REVIEW = "law_review"
    REOPENED = "reopened"


class Span(StrEnum):
    """From what to what time is measured, by the kind of decision at its end."""

    CASE_TO_DRAFT = "case_to_draft"
    DRAFT_TO_APPROVAL = "draft_to_approval"
    OPENING_TO_APPROVAL = "opening_to_approval"
    CASE_TO_DECLINE = "case_to_decline"
    DRAFT_TO_RETURN = "draft_to_return"
    CASE_TO_LAW_REVIEW = "case_to_law_review"
