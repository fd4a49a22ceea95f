"""Whether a failed task is tried again follows from the class of its error."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from include.writ import errors
from include.writ.channels.base import BusyFor, CouldNotAsk

if TYPE_CHECKING:
    from airflow.sdk import RetryDecision


def decided(error: Exception) -> RetryDecision:
    from include.writ.orchestration.retry import RetryByError

    return RetryByError().evaluate(error, 1, 3)


@pytest.mark.parametrize(
    "kind",
    [
        errors.ConfigError,
        errors.ContractBroken,
        errors.NotAllowed,
        errors.NotPossible,
        errors.PackError,
        errors.PlatformRefused,
    ],
)
def test_what_a_person_must_mend_fails_at_once_and_says_what(kind: type[errors.WritError]) -> None:
    found = decided(kind("mend the connection"))
    assert (found.action.value, found.reason) == ("fail", "mend the connection")


@pytest.mark.parametrize(
    "error",
    [
        errors.SourceError("x"),
        CouldNotAsk("x"),
        errors.RowRefused("orders", "one"),
        ZeroDivisionError(),
        IntegrityError("statement", {}, Exception()),
    ],
)
def test_what_nobody_spoke_about_is_left_to_airflow(error: Exception) -> None:
    assert decided(error).action.value == "default"


@pytest.mark.parametrize(
    "error",
    [errors.PlatformBusy("busy"), BusyFor("busy", None), BusyFor("busy", 0), BusyFor("busy", 60)],
)
def test_a_busy_platform_is_asked_again_after_the_usual_pause(error: errors.PlatformBusy) -> None:
    found = decided(error)
    assert (found.action.value, found.retry_delay, found.reason) == ("retry", None, "busy")


@pytest.mark.parametrize("asked", [61, 180])
def test_a_busy_platform_is_not_asked_before_the_pause_it_asked_for(asked: int) -> None:
    found = decided(BusyFor("busy", asked))
    assert (found.action.value, found.retry_delay) == ("retry", timedelta(seconds=asked))


def test_a_platform_that_asks_for_long_is_left_to_the_next_run() -> None:
    found = decided(BusyFor("busy", 181))
    assert (found.action.value, found.reason) == (
        "fail",
        "busy; it asks for a pause of 0:03:01: the next run asks again",
    )


def test_a_database_that_is_away_is_tried_again_and_no_statement_is_told() -> None:
    found = decided(OperationalError("insert into secrets", {"name": "secret"}, ConnectionError("secret")))
    assert (found.action.value, found.retry_delay) == ("retry", None)
    assert found.reason == "the database did not do it (ConnectionError)"
