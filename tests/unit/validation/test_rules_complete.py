from __future__ import annotations

import re
from pathlib import Path

import pytest

from include.writ import exports
from include.writ.exports.labels import compare_label
from include.writ.platforms.outcome import IdentifyError
from include.writ.validation.reasons import _DETAILS, TIME_REMEDIES, URL_REMEDIES
from include.writ.validation.rules import READER_RULES, ROW_RULES, RULES_BY_NAME
from include.writ.validation.times import TIME_PROBLEMS
from include.writ.validation.words import compare_word


def test_every_rule_of_the_readers_is_in_the_list_and_no_other() -> None:
    sources = [path.read_text() for path in Path(exports.__file__).parent.rglob("*.py")]
    said = {rule for source in sources for rule in re.findall(r'"((?:row|cell)_[a-z_]+)"', source)}
    assert said - {"row_number"} == {rule.name for rule in READER_RULES}


def test_every_reason_for_not_identifying_has_a_remedy() -> None:
    assert {*URL_REMEDIES} == {str(error) for error in IdentifyError}


def test_every_problem_of_a_time_has_a_remedy() -> None:
    assert {*TIME_REMEDIES} == {*TIME_PROBLEMS}


def test_every_rule_of_rows_has_a_detail() -> None:
    assert {*_DETAILS} == {rule.name for rule in ROW_RULES} - {rule.name for rule in READER_RULES}


def test_no_two_rules_have_one_name() -> None:
    assert len({rule.name for rule in ROW_RULES}) == len(ROW_RULES)
    assert all(re.fullmatch("[a-z0-9_]+", name) for name in RULES_BY_NAME)


@pytest.mark.parametrize("text", ["", " А_б  в\t", "\u0439", "\u0438\u0306", "ẞ", "İ", "a\u00a0_b", "\u0345", "ﬁ"])
def test_words_are_compared_as_the_readers_compare_them(text: str) -> None:
    assert compare_word(text) == compare_label(text)
