from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from include.writ.errors import WritError
from include.writ.exports.table import BrokenRow
from include.writ.validation import check as check_module
from include.writ.validation import vetting as vetting_module
from include.writ.validation.questions import Questions
from tests.unit.validation.findings import BOOK, frame_of, identify_many, new_vetting, numbers_of, rules_of, vet

Spoil = Callable[[dict[str, Any]], object]
PUT_TO = Questions.put_to


def spoil_answers(monkeypatch: pytest.MonkeyPatch, spoil: Spoil) -> None:
    def put_to(questions: Questions, frame: Any) -> dict[str, Any]:
        answers = PUT_TO(questions, frame)
        spoil(answers)
        return answers

    monkeypatch.setattr(Questions, "put_to", put_to)


@pytest.mark.parametrize(
    ("success", "changes"),
    [
        pytest.param(False, {"unexpected_count": None}, id="not-counted"),
        pytest.param(True, {"unexpected_count": 1, "unexpected_index_list": [1]}, id="success-with-rows"),
        pytest.param(False, {"unexpected_count": 2, "unexpected_index_list": [1]}, id="fewer-named"),
        pytest.param(False, {"unexpected_count": 0, "unexpected_index_list": []}, id="failed-without-rows"),
        pytest.param(True, {"element_count": 1}, id="other-rows"),
    ],
)
def test_a_rule_that_was_not_checked_in_full_stops_the_batch(
    monkeypatch: pytest.MonkeyPatch, success: bool, changes: dict[str, Any]
) -> None:
    def spoil(answers: dict[str, Any]) -> None:
        answer = answers.get("ground_known")
        if answer is None:  # these are the answers about rows as a whole
            return
        answer.success = success
        answer.result = {k: v for k, v in (answer.result | changes).items() if v is not None}

    spoil_answers(monkeypatch, spoil)
    with pytest.raises(WritError, match="ground_known"):
        vet({}, {"finding_ref": "F-2"})


def test_a_rule_that_raised_stops_the_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    vetting = new_vetting()
    show = vetting._finder.show_cells
    monkeypatch.setattr(vetting._finder, "show_cells", lambda facts: show(facts).drop(columns="ground"))
    with pytest.raises(WritError, match="ground_known could not be evaluated"):
        vetting.vet(frame_of({}), [])


def test_a_column_of_another_type_in_a_later_block_stops_the_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    vetting = new_vetting()
    vetting.vet(frame_of({}), [])
    show = vetting._finder.show_cells
    monkeypatch.setattr(vetting._finder, "show_cells", lambda facts: show(facts).astype({"detected_at": "object"}))
    with pytest.raises(WritError, match="detected_at_typed"):
        vetting.vet(frame_of({"finding_ref": "F-2"}), [])


def test_a_row_named_that_is_not_in_the_block_stops_the_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    def spoil(answers: dict[str, Any]) -> None:
        if "language_known" in answers:
            answers["language_known"].success = False
            answers["language_known"].result |= {"unexpected_count": 1, "unexpected_index_list": [77]}

    spoil_answers(monkeypatch, spoil)
    with pytest.raises(WritError, match="lost or doubled"):
        vet({})


def test_a_broken_row_that_is_not_found_stops_the_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    def spoil(answers: dict[str, Any]) -> None:
        if check_module.READABLE in answers:
            answers[check_module.READABLE].success = True
            answers[check_module.READABLE].result |= {"unexpected_count": 0, "unexpected_index_list": []}

    spoil_answers(monkeypatch, spoil)
    with pytest.raises(WritError, match="row_complete was not found"):
        vet({}, broken=[BrokenRow(9, "x", "row_complete", "d")])


def test_two_rows_of_one_number_stop_the_batch() -> None:
    with pytest.raises(WritError, match="not numbered"):
        vet({}, broken=[BrokenRow(1, "x", "row_complete", "d")])


def test_a_broken_row_of_an_unknown_rule_stops_the_batch() -> None:
    with pytest.raises(WritError, match="does not know the rule moon_phase"):
        vet(broken=[BrokenRow(1, "", "moon_phase", "")])


@pytest.mark.parametrize("column", ["platform", "kind", "content_id", "canonical_url"])
def test_a_row_that_passes_without_what_a_finding_needs_stops_the_batch(column: str) -> None:
    def identify_less(urls: pl.Series) -> pl.DataFrame:
        return identify_many(urls).with_columns(pl.lit(None, pl.String).alias(column))

    with pytest.raises(WritError, match="without what a finding needs"):
        vetting_module.Vetting(BOOK, identify_less).vet(frame_of({}), [])


def test_an_address_refused_for_an_unknown_reason_stops_the_batch() -> None:
    def identify_strangely(urls: pl.Series) -> pl.DataFrame:
        return identify_many(urls).with_columns(pl.lit("eclipse").alias("error"))

    with pytest.raises(WritError, match="url_problem has a code that no rule knows"):
        vetting_module.Vetting(BOOK, identify_strangely).vet(frame_of({}), [])


def test_addresses_that_are_not_answered_one_by_one_stop_the_batch() -> None:
    vetting = vetting_module.Vetting(BOOK, lambda urls: identify_many(urls).head(0))
    with pytest.raises(WritError, match="one by one"):
        vetting.vet(frame_of({}), [])


def test_a_column_of_times_that_are_texts_stops_the_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    vetting = new_vetting()
    show = vetting._finder.show_cells
    monkeypatch.setattr(vetting._finder, "show_cells", lambda facts: show(facts).astype({"detected_at": "str"}))
    with pytest.raises(WritError, match="times not read rightly"):
        vetting.vet(frame_of({}), [])


def test_unspoilt_answers_let_the_rows_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    spoil_answers(monkeypatch, lambda _answers: None)
    vetted = vet({}, {"language": "en", "finding_ref": "2"})
    assert (numbers_of(vetted), rules_of(vetted)) == ([1], {2: ["language_known"]})
