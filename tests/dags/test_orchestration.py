"""The parts the DAG files share."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from include.writ.errors import ConfigError, NotAllowed, NotPossible


class TestTheDayOfARun:
    def test_is_its_partition_key(self) -> None:
        from include.writ.orchestration.partition import parse_day

        assert parse_day("2026-11-17") == date(2026, 11, 17)

    @pytest.mark.parametrize(
        "key",
        [
            None,
            "",
            "2026-11-7",
            "20261117",
            "2026-02-30",
            "2026-11-17T00:00:00",
            " 2026-11-17",
            "2026-W47-2",
            "٢٠٢٦-11-17",
        ],
    )
    def test_is_never_guessed(self, key: str | None) -> None:
        from include.writ.orchestration.partition import parse_day

        with pytest.raises(ConfigError, match="trigger the DAG again with a partition key"):
            parse_day(key)


class TestAConnection:
    def endpoint(self, monkeypatch: pytest.MonkeyPatch, connection: str | None) -> Any:
        from include.writ.orchestration.connections import endpoint

        if connection is not None:
            monkeypatch.setenv("AIRFLOW_CONN_SOMEWHERE", connection)
        return endpoint("somewhere")

    def test_is_the_whole_address_and_the_token(self, monkeypatch: pytest.MonkeyPatch) -> None:
        found = self.endpoint(
            monkeypatch, '{"conn_type": "http", "host": "https://platform.example/api/x", "password": "open"}'
        )
        assert (found.base_url, found.token) == ("https://platform.example/api/x", "open")

    @pytest.mark.parametrize(
        "connection",
        [
            '{"conn_type": "http", "host": "https://platform.example"}',
            '{"conn_type": "http", "password": "open"}',
        ],
    )
    def test_that_is_incomplete_says_what_to_enter(self, monkeypatch: pytest.MonkeyPatch, connection: str) -> None:
        with pytest.raises(ConfigError, match="connection somewhere is missing or incomplete"):
            self.endpoint(monkeypatch, connection)


def answer(options: list[str], user: dict[str, str] | None) -> dict[str, Any]:
    return {"chosen_options": options, "params_input": {}, "responded_by_user": user}


RELEASER = {"id": "7", "name": "releaser_1"}


RELEASE = {"yes": "Release", "no": "Hold", "ask_again": "To ask again, clear this task"}


class TestReadingTheAnswer:
    @pytest.mark.parametrize(("option", "let_go"), [("Release", True), ("Hold", False)])
    def test_gives_person_and_answer(self, option: str, let_go: bool) -> None:
        from include.writ.orchestration.answers import read_answer

        assert read_answer(answer([option], RELEASER), **RELEASE) == ("releaser_1", let_go)

    @pytest.mark.parametrize("user", [None, {}, {"id": "7", "name": ""}])
    def test_takes_no_answer_without_a_person(self, user: dict[str, str] | None) -> None:
        from include.writ.orchestration.answers import read_answer

        with pytest.raises(NotAllowed, match="clear this task"):
            read_answer(answer(["Release"], user), **RELEASE)

    @pytest.mark.parametrize("options", [[], ["release"], ["Release", "Hold"], ["Approve"]])
    def test_takes_only_one_clear_option(self, options: list[str]) -> None:
        from include.writ.orchestration.answers import read_answer

        with pytest.raises(NotPossible, match="neither Release nor Hold"):
            read_answer(answer(options, RELEASER), **RELEASE)
