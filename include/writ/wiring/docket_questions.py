"""What platforms asked and nobody has answered, for anyone in Writ's register."""

from __future__ import annotations

from include.writ.services import docket_questions
from include.writ.services.docket_questions import QuestionPage
from include.writ.storage.conditions import Place
from include.writ.wiring.deployment import for_docket

__all__ = ["QuestionPage"]


def questions(after: Place | None, limit: int) -> QuestionPage:
    """Open questions, the oldest first."""
    with for_docket().begin() as session:
        return docket_questions.list_questions(session, after=after, limit=limit)
