"""What a text says was done, and of which orders."""

from __future__ import annotations

import re

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


PLAIN = [
    text
    for outcome in (Outcome.REMOVED, Outcome.ALREADY_REMOVED, Outcome.WITHHELD, Outcome.PARTIAL, Outcome.RESTORED)
    for text in SENTENCES[outcome]
    if len(re.findall(r"[.!?](?:\s|$)", text)) == 1
]
ONLY_SAID = (
    "If", "I doubt that", "Please confirm that", "It is not true that", "We will write once", "Nobody claims that",
    "Если", "Мы не уверены, что", "Просьба сообщить, что", "Сообщите, когда", "Проверьте, что", "Надеемся, что",
    "Мы не можем подтвердить, что", "Кто сказал, что", "Егер",
)  # fmt: skip
DENIED = (
    (r"(удал[её]н[аоы]?|удалили)", (r"не \1", r"никем не \1", r"не до конца \1", r"якобы \1")),
    (r"(жойылды|өшірілді)", (r"\1 емес", r"\1 ма")),
    (r"\b(removed|deleted|taken down|restored)\b", (r"not \1", r"never \1", r"to be \1", r"almost \1")),
)  # fmt: skip


@pytest.mark.parametrize("beginning", ONLY_SAID)
def test_what_is_wished_asked_or_doubted_is_not_done(beginning: str) -> None:
    said = {text: read_statements(f"{beginning} {text[0].lower()}{text[1:]}").statements for text in PLAIN}
    assert {text for text, found in said.items() if any(one.outcome for one in found)} == set()


@pytest.mark.parametrize(("words", "instead"), DENIED)
def test_no_denial_of_what_was_done_says_that_it_was(words: str, instead: tuple[str, ...]) -> None:
    changed = [re.sub(words, other, text, flags=re.IGNORECASE) for text in PLAIN for other in instead]
    denied = [text for text in changed if text not in PLAIN]
    assert len(denied) >= 10
    assert {text for text in denied if read_statements(text).statements[0].outcome} == set()


def test_the_number_of_a_notice_is_none_of_an_order() -> None:
    (statement,) = read_statements("MCI-N-2026-000001: removed, see MCI-SPECIMEN-N-2026-000002").statements
    assert statement.number is None


def test_the_ground_of_a_refusal_is_what_was_said_of_the_order() -> None:
    text = "MCI-2026-000001: refused.\nThe post is satire.\nMCI-2026-000002: removed."
    first, second = read_statements(text).statements
    assert "satire" in first.said
    assert "satire" not in second.said
