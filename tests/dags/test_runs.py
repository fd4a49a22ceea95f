"""What Airflow really does with the DAG files: every scenario of scenarios.py, played once in a process of its own."""

from __future__ import annotations

from typing import Any

import pytest

from include.writ.domain.content import Platform

pytestmark = pytest.mark.slow

DAY, LATER = "2026-11-17", "2026-11-18"
DELIVER = [f"deliver_{platform}" for platform in Platform]


def delivery(states: dict[str, str]) -> set[str]:
    return {states[task_id] for task_id in DELIVER}


def test_a_run_without_a_day_is_refused_before_it_does_anything(seen: dict[str, Any]) -> None:
    assert seen["no_key"] == {
        "": "failed",
        "sources": "failed",
        "pull": "upstream_failed",
        "announce": "failed",
        "all_pulled": "upstream_failed",
    }


def test_a_broken_source_turns_the_run_red_and_the_others_go_on(seen: dict[str, Any]) -> None:
    assert seen["pull"] == {
        "": "failed",
        "sources": "success",
        "pull[0]": "success",
        "pull[1]": "failed",
        "announce": "success",
        "all_pulled": "upstream_failed",
    }
    assert [(source, day) for _, source, _, day in seen["pulled"]] == [("good", DAY), ("broken", DAY)]
    assert seen["events"]["exports"] == [[DAY, {"parts": 2}]]


def test_a_day_without_findings_goes_down_the_whole_chain(seen: dict[str, Any]) -> None:
    for dag_id in ("validate_findings", "open_cases", "draft_decisions", "issue_notices"):
        [[key, states]] = seen["chain"][dag_id]
        assert (dag_id, key, states[""], states["announce"]) == (dag_id, DAY, "success", "success")
    assert seen["chain"]["issue_notices"][0][1]["ask_to_release"] == "skipped"
    assert [seen["events"][name][0] for name in ("findings", "cases", "drafts", "notices")] == [
        [DAY, {"parts": 0}],
        [DAY, {"opened": 0}],
        [DAY, {"proposed": 0}],
        [DAY, {}],
    ]


def test_a_refused_file_is_no_failure_of_ours(seen: dict[str, Any]) -> None:
    states = seen["refused_file"]
    assert {states.pop(task_id) for task_id in ("ask_to_let_in", "announce_let_in")} == {"skipped"}
    assert states == dict.fromkeys(
        ("", "batches", "validate[0]", "announce", "all_validated", "held_batches"), "success"
    )


def test_a_clock_run_starts_one_partitioned_run_for_each_day_with_approvals(seen: dict[str, Any]) -> None:
    assert sorted(seen["events"]["approvals"]) == [[DAY, {}], [LATER, {}]]
    assert seen["days_of_approvals"] == [DAY, LATER]


def test_a_clock_run_with_nothing_to_do_says_nothing(seen: dict[str, Any]) -> None:
    states = seen["gather_nothing"]
    assert (states[""], states["find_pending"], states["announce"]) == ("success", "success", "skipped")
    assert delivery(states) == {"skipped"}


def test_only_platforms_with_pending_notices_are_sent_to_again(seen: dict[str, Any]) -> None:
    ran = {task_id for task_id in DELIVER if seen["gather"][task_id] != "skipped"}
    assert ran == {"deliver_telegram"}
    assert seen["sent_again"] == [["deliver", "telegram"]]


def test_the_question_waits_for_a_person(seen: dict[str, Any]) -> None:
    assert seen["asked"]["ask_to_release"] == "awaiting_input"
    assert seen["asked"]["check_record"] == "None"
    assert delivery(seen["asked"]) == {"None"}


def test_the_question_says_what_leaves_and_what_each_answer_does(seen: dict[str, Any]) -> None:
    subject, body, options, defaults = seen["question"]
    assert subject == f"SPECIMEN: Release 1 restoration and 1 order of {DAY}?"
    for words in (
        "SPECIMEN – NOT AN ORDER",
        "| telegram | 1 | 1 |",
        "| telegram | · | · | 2026-11-18 01:30 | 24 h | 2027-05-16 |",
        "| vkontakte | 1 | 12 h |",
        "KZ-1 to KZ-2",
        "**vkontakte** has another contact now: 1 of what goes there was approved for a former one",
        "d" * 64,
        "- officer approver_1 approved 41 today\n",
        "](/plugin/docket/docket/releases/00000000-0000-0000-0000-000000000001)",
        "(releaser_1)",
    ):
        assert words in body
    assert "**Nobody answers**: nothing is sent" in body
    assert (options, defaults) == (["Release", "Hold"], None)


def test_marking_the_question_as_success_by_hand_sends_nothing(seen: dict[str, Any]) -> None:
    states, answers, sent = seen["by_hand"]
    assert (states[""], states["ask_to_release"], states["check_record"]) == ("failed", "success", "failed")
    assert (answers, sent) == ([], [])


def test_someone_who_may_not_release_sends_nothing_and_is_not_retried(seen: dict[str, Any]) -> None:
    states, answers, sent = seen["refused"]
    assert (states[""], states["ask_to_release"], seen["tries_of_refused"]) == ("failed", "failed", 1)
    assert delivery(states) == {"upstream_failed"}
    assert (answers, sent) == ([["answer", "drafter_1", True]], [])


def test_hold_sends_nothing_and_is_no_failure(seen: dict[str, Any]) -> None:
    states, answers, sent = seen["held"]
    assert (states[""], states["announce"], delivery(states)) == ("success", "success", {"skipped"})
    assert (answers, sent) == ([["answer", "releaser_1", False]], [])


def test_release_sends_to_every_platform_even_when_one_is_away(seen: dict[str, Any]) -> None:
    states, answers, sent = seen["released"]
    assert (states[""], states["announce"], delivery(states)) == ("success", "success", {"success"})
    assert answers == [["answer", "releaser_1", True]]
    assert sorted(platform for _, platform in sent) == sorted(Platform)


def test_the_form_offers_platforms_to_hold_back_and_holds_back_none_by_itself(seen: dict[str, Any]) -> None:
    assert seen["form"] == {"hold_back": [[], [*Platform]], "why": ["", None]}


def test_what_is_held_back_goes_to_the_record_with_its_reason(seen: dict[str, Any]) -> None:
    states, answers, _ = seen["in_part"]
    assert (states[""], states["ask_to_release"]) == ("success", "success")
    assert answers == [["answer", "releaser_1", True, ["telegram"], "they move"]]


def test_holding_back_an_unknown_platform_sends_nothing_and_is_not_retried(seen: dict[str, Any]) -> None:
    states, _, sent = seen["unknown"]
    assert (states[""], states["ask_to_release"], seen["tries_of_unknown"]) == ("failed", "failed", 1)
    assert (delivery(states), sent) == ({"upstream_failed"}, [])


def test_a_cleared_question_waits_again_and_sends_nothing(seen: dict[str, Any]) -> None:
    states, answers, sent = seen["cleared"]
    assert (states["ask_to_release"], states["check_record"]) == ("awaiting_input", "None")
    assert (answers, sent) == ([], [])


def test_marking_the_check_as_success_too_sends_only_what_the_record_lets_go(seen: dict[str, Any]) -> None:
    """Then the deliveries run, and find nothing: see due_process/test_releases.py."""
    states, answers, _ = seen["all_by_hand"]
    assert (states["check_record"], delivery(states), answers) == ("success", {"success"}, [])


def test_each_error_of_a_platform_decides_whether_it_is_asked_again(seen: dict[str, Any]) -> None:
    states = {name: seen["collected"][f"collect[{index}]"] for index, name in enumerate(Platform)}
    retries = dict(zip(Platform, seen["tried_again"], strict=True))
    waiting = {name: retries[name] for name, state in states.items() if state == "up_for_retry"}
    assert waiting == {
        "facebook": [1, 90, "facebook: status 429: not now"],
        "linkedin": [1, None, "the database did not do it (ConnectionError)"],
    }
    assert {name: retries[name][0] for name, state in states.items() if state == "failed"} == {
        "instagram": 1,
        "telegram": 1,
    }


def test_a_book_that_does_not_balance_is_a_failure_that_is_not_announced(seen: dict[str, Any]) -> None:
    assert seen["unbalanced"] == {"": "failed", "draw_up_book": "failed", "announce": "upstream_failed"}
    assert seen["events"]["reconciliation"] == []
