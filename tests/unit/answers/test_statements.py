"""What a text says was done, and of which orders."""

from __future__ import annotations

import pytest

from include.writ.answers.statements import read_statements
from include.writ.domain.delivery import Outcome
from tests.unit.answers.sentences import OF_ORDERS, SENTENCES

SAID = [(outcome, text) for outcome, texts in SENTENCES.items() for text in texts]


@pytest.mark.parametrize(("outcome", "text"), SAID)
def test_a_text_comes_to_one_outcome_or_to_none(outcome: Outcome | None, text: str) -> None:
    assert [one.outcome for one in read_statements(text).statements] == [outcome]


def test_every_outcome_can_be_said() -> None:
    assert set(SENTENCES) == {*Outcome, None}


@pytest.mark.parametrize(("text", "outcomes"), OF_ORDERS)
def test_each_order_has_what_is_said_of_it(text: str, outcomes: dict[str, Outcome | None]) -> None:
    assert {one.number: one.outcome for one in read_statements(text).statements} == outcomes


@pytest.mark.parametrize("text", SENTENCES[Outcome.REMOVED])
def test_a_doubt_anywhere_leaves_no_removal(text: str) -> None:
    for doubt in ("We have not removed it.", "Материал не удалён.", "Жойылған жоқ.", "We will remove it.", "Отказано."):
        assert [one.outcome for one in read_statements(f"{text}\n\n{doubt}").statements] == [None]


def test_the_number_of_a_notice_is_none_of_an_order() -> None:
    (statement,) = read_statements("MCI-N-2026-000001: removed, see MCI-SPECIMEN-N-2026-000002").statements
    assert statement.number is None


def test_the_ground_of_a_refusal_is_what_was_said_of_the_order() -> None:
    text = "MCI-2026-000001: refused.\nThe post is satire.\nMCI-2026-000002: removed."
    first, second = read_statements(text).statements
    assert "satire" in first.said
    assert "satire" not in second.said
