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
    def test_of_a_channel_says_all_that_the_channel_asks(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from include.writ.orchestration.connections import channel_connection

        said = '{"conn_type": "smtp", "host": "mail.example", "port": 587, "password": "open", "extra": {"a": "b"}}'
        monkeypatch.setenv("AIRFLOW_CONN_SOMEWHERE", said)
        found = channel_connection("somewhere")
        assert (found.conn_type, found.host, found.port, found.password) == ("smtp", "mail.example", 587, "open")
        assert dict(found.extra) == {"a": "b"}

    def test_that_is_missing_says_where_one_is_shown(self) -> None:
        from include.writ.orchestration.connections import channel_connection, key_connection

        with pytest.raises(ConfigError, match=r"nowhere is missing: docs/channels.md"):
            channel_connection("nowhere")
        with pytest.raises(ConfigError, match=r"nowhere is missing: docs/signing.md"):
            key_connection("nowhere")

    def test_of_a_vantage_point_is_read_where_one_is_named_and_then_has_to_be_there(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from include.writ.orchestration.connections import vantage_points

        assert (vantage_points().inside, vantage_points().outside) == (None, None)
        said = '{"conn_type": "socks5", "host": "10.0.0.5", "port": 1080, "login": "writ", "password": "open"}'
        monkeypatch.setenv("WRIT_VANTAGE_OUTSIDE", "abroad")
        with pytest.raises(ConfigError, match=r"abroad is missing: docs/probes.md"):
            vantage_points()
        monkeypatch.setenv("AIRFLOW_CONN_ABROAD", said)
        found = vantage_points()
        assert found.inside is None
        assert found.outside is not None
        assert (found.outside.conn_type, found.outside.host, found.outside.port) == ("socks5", "10.0.0.5", 1080)
        assert "open" not in repr(found)


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
