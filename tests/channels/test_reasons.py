"""Statements of reasons that come with answers over the API, in the form of the DSA Transparency Database."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from include.writ.answers.reasons import StatementOfReasons, Visibility
from include.writ.channels.messages import AnswersMessage
from include.writ.domain.delivery import Answer, Outcome

GIVEN: dict[str, Any] = {
    "puid": "A-1",
    "decision_visibility": ["DECISION_VISIBILITY_CONTENT_REMOVED"],
    "decision_ground": "DECISION_GROUND_ILLEGAL_CONTENT",
    "illegal_content_legal_ground": "An invented law, article 1",
    "illegal_content_explanation": "It was ordered.",
    "decision_facts": "An order of an authority.",
    "content_type": ["CONTENT_TYPE_TEXT"],
    "category": "STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH",
    "content_date": "2026-11-10",
    "application_date": "2026-11-13",
    "source_type": "SOURCE_TYPE_OTHER_NOTIFICATION",
    "automated_detection": "No",
    "automated_decision": "AUTOMATED_DECISION_NOT_AUTOMATED",
}


def read(**changes: Any) -> StatementOfReasons:
    return StatementOfReasons.model_validate_json(json.dumps(GIVEN | changes))


def answered(**said: Any) -> Answer:
    one = {"seq": 1, "answer_id": "A-1", "answered_at": "2026-11-13T10:00:00+05:00"} | said
    page = json.dumps({"answers": [one], "has_more": False})
    return AnswersMessage.model_validate_json(page).to_page().answers[0]


@pytest.mark.parametrize(
    ("visibility", "outcome"),
    [
        ([Visibility.REMOVED], Outcome.REMOVED),
        ([Visibility.DISABLED], Outcome.WITHHELD),
        ([Visibility.AGE_RESTRICTED], Outcome.RESTRICTED),
        ([Visibility.LABELLED, Visibility.DISABLED, Visibility.REMOVED], Outcome.REMOVED),
        ([Visibility.DEMOTED], None),
        ([Visibility.LABELLED, Visibility.INTERACTION_RESTRICTED], None),
    ],
)
def test_only_what_ends_access_is_an_outcome(visibility: list[str], outcome: Outcome | None) -> None:
    assert read(decision_visibility=visibility).outcome is outcome


def test_an_account_that_was_suspended_says_nothing_of_the_content() -> None:
    account = "DECISION_ACCOUNT_SUSPENDED"
    assert read(decision_visibility=[], decision_account=account).outcome is None


@pytest.mark.parametrize(
    "changes",
    [
        {"decision_visibility": []},
        {"decision_visibility": ["REMOVED"]},
        {"decision_visibility": "DECISION_VISIBILITY_CONTENT_REMOVED"},
        {"decision_visibility": ["DECISION_VISIBILITY_OTHER"]},
        {"illegal_content_explanation": None},
        {"decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT"},
        {"decision_facts": "x" * 5_001},
        {"puid": "a b"},
        {"automated_detection": True},
        {"content_date": "yesterday"},
        {"content_type": []},
    ],
)
def test_what_is_not_whole_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        read(**changes)
    assert "invented law" not in str(refused.value)


def test_an_answer_may_leave_the_outcome_to_its_statement() -> None:
    answer = answered(statement_of_reasons=GIVEN)
    assert (answer.outcome, "article 1" in answer.reason) == (Outcome.REMOVED, True)
    assert answered(statement_of_reasons=GIVEN, reason="done").reason == "done"


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"statement_of_reasons": GIVEN | {"decision_visibility": ["DECISION_VISIBILITY_CONTENT_DEMOTED"]}},
        {"statement_of_reasons": GIVEN, "outcome": "refused"},
    ],
)
def test_an_answer_that_says_nothing_or_two_things_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        answered(**said)


def test_a_decision_that_is_no_outcome_goes_with_one_that_is_said() -> None:
    demoted = GIVEN | {"decision_visibility": ["DECISION_VISIBILITY_CONTENT_DEMOTED"]}
    assert answered(statement_of_reasons=demoted, outcome="refused").outcome is Outcome.REFUSED
