"""What Airflow really does with a batch that is held, and with mended rows: the scenarios of hold_scenarios.py."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.slow

DAY, LATER = "2026-11-19", "2026-11-20"


@pytest.fixture
def hold(seen: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = seen["hold"]
    return found


def test_held_batches_wait_and_the_rest_of_the_day_goes_on(hold: dict[str, Any]) -> None:
    states = hold["asked"]
    assert (states["announce"], states["all_validated"], states["held_batches"]) == ("success",) * 3
    assert (states["ask_to_let_in[0]"], states["ask_to_let_in[1]"]) == ("awaiting_input",) * 2
    assert (states["announce_let_in[0]"], states[""]) == ("None", "running")
    assert hold["announced"] == [DAY, {"parts": 3}]


def test_the_question_says_what_was_refused_and_what_each_answer_does(hold: dict[str, Any]) -> None:
    subject, body, options, defaults = hold["question"]
    assert subject == f"media_watch, {DAY}, version 1: 2 of 4 rows refused (50.0 %, limit 30.0 %)"
    for words in (
        "| url identified | 2 |",
        "[Data Docs](/plugin/docket/docket/batches/held-1/docs/index.html)",
        "(/plugin/docket/docket/batches/held-1)",
        "**Nobody answers**: nothing goes on",
    ):
        assert words in body
    assert (options, defaults) == (["Accept the good rows", "Hold"], None)


def test_each_validation_links_to_its_data_docs_and_its_quarantine(hold: dict[str, Any]) -> None:
    assert hold["links"] == {
        "Data Docs": "/plugin/docket/docket/batches/held-1/docs/index.html",
        "Batch and quarantine": "/plugin/docket/docket/batches/held-1",
    }


def test_accept_lets_in_exactly_that_batch_and_announces_the_day_again(hold: dict[str, Any]) -> None:
    states, let_in, events = hold["let_in"]
    assert (states["ask_to_let_in[0]"], states["announce_let_in[0]"]) == ("success", "success")
    assert states["ask_to_let_in[1]"] == "awaiting_input"
    assert (let_in, events) == (["held-1"], [[DAY, {}]])
    assert DAY in hold["opens"]


def test_hold_lets_in_nothing_and_is_no_failure(hold: dict[str, Any]) -> None:
    states, let_in, answers = hold["kept"]
    assert (states["ask_to_let_in[1]"], states["announce_let_in[1]"], states[""]) == ("skipped", "skipped", "success")
    assert let_in == ["held-1"]
    assert answers == [["held-1", "engineer", True], ["held-2", "engineer", False]]


def test_a_batch_that_fails_keeps_no_question_from_being_asked(hold: dict[str, Any]) -> None:
    states = hold["beside_broken"]
    assert (states["validate[1]"], states["ask_to_let_in[0]"]) == ("failed", "awaiting_input")


def test_someone_who_is_no_engineer_lets_in_nothing_and_is_not_retried(hold: dict[str, Any]) -> None:
    states, let_in, tries = hold["wrong"]
    assert (states["ask_to_let_in[0]"], states["announce_let_in[0]"]) == ("failed", "upstream_failed")
    assert (states[""], let_in, tries) == ("failed", [], 1)


def test_marking_the_question_as_success_by_hand_lets_in_nothing(hold: dict[str, Any]) -> None:
    states, let_in, events = hold["by_hand"]
    assert (states["ask_to_let_in[0]"], states["announce_let_in[0]"]) == ("success", "failed")
    assert (states[""], let_in, events) == ("failed", [], [])


def test_a_day_without_held_batches_asks_nothing(hold: dict[str, Any]) -> None:
    states = hold["none_held"]
    assert (states["ask_to_let_in"], states["announce_let_in"], states[""]) == ("skipped", "skipped", "success")


class TestReplay:
    def test_with_nothing_to_do_it_says_nothing(self, hold: dict[str, Any]) -> None:
        states = hold["replay"]["nothing"]
        assert (states["replay"], states["announce"], states[""]) == ("success", "skipped", "success")

    def test_it_announces_days_with_mended_rows_and_days_let_in_once(self, hold: dict[str, Any]) -> None:
        assert hold["replay"]["days"] == [DAY, LATER]
        assert hold["replay"]["replays"] == [[None, None], ["media_watch", DAY]]

    def test_a_batch_that_could_not_be_replayed_turns_the_run_red(self, hold: dict[str, Any]) -> None:
        states = hold["replay"]["replayed"]
        assert (states["announce"], states["all_replayed"], states[""]) == ("success", "failed", "failed")

    def test_a_day_that_is_none_starts_nothing(self, hold: dict[str, Any]) -> None:
        assert "'2026-11-3' is not a 'date'" in hold["replay"]["wrong_day"]
