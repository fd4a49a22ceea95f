from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from include.writ.errors import ConfigError
from include.writ.sources.base import SourceConnection
from include.writ.sources.settings import PullSettings, read_pull_settings
from include.writ.sources.transports import TRANSPORTS
from tests.unit.sources.opening import opened

DAY = date(2026, 3, 7)


def test_no_settings_are_the_path_that_every_source_had_before() -> None:
    settings = read_pull_settings("media_watch", {})
    assert settings == PullSettings()
    assert settings.path_of(DAY) == "exports/2026-03-07.csv"
    assert settings.sidecar is False


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("{day}.csv", "2026-03-07.csv"),
        ("{year}/{month}/{day_of_month}/out.xlsx", "2026/03/07/out.xlsx"),
        ("выгрузка {day}/файл.csv", "выгрузка 2026-03-07/файл.csv"),
        ("a..b/{day}.csv", "a..b/2026-03-07.csv"),
    ],
)
def test_a_pattern_names_the_file_of_a_day(pattern: str, path: str) -> None:
    assert PullSettings(path=pattern).path_of(DAY) == path


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("", "name the day"),
        ("latest.csv", "name the day"),
        ("{year}-{month}.csv", "name the day"),
        ("/{day}.csv", "relative"),
        ("../{day}.csv", "relative"),
        ("a/../{day}.csv", "relative"),
        ("./{day}.csv", "relative"),
        ("a//{day}.csv", "relative"),
        ("{day}/", "relative"),
        ("{day}/ ", "relative"),
        ("a\\{day}.csv", "backslash"),
        ("a\n{day}.csv", "control"),
        ("\u202e{day}.csv", "control"),
        (".{day}.csv", "hidden"),
        (".git/{day}.csv", "hidden"),
        ("{day}.csv.part", "unfinished"),
        ("{day}.csv~", "unfinished"),
        ("{day}.TMP", "unfinished"),
        ("{day}.csv.sha256", "unfinished"),
        ("{day}{", "placeholders"),
        ("{day}}", "placeholders"),
        ("{day}{}", "placeholders"),
        ("{0}{day}", "placeholders"),
        ("{day.year}", "placeholders"),
        ("{day!r}", "placeholders"),
        ("{day:>9999999999}", "placeholders"),
        ("{hour}{day}", "placeholders"),
    ],
)
def test_a_pattern_that_leaves_the_folder_or_the_day_is_refused(pattern: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words) as caught:
        read_pull_settings("media_watch", {"path": pattern})
    assert str(caught.value).startswith("source media_watch: its pull settings are wrong: path: ")


@pytest.mark.parametrize(
    "value", [{"pth": "{day}.csv"}, {"settle_seconds": -1}, {"settle_seconds": 10**6}, {"sidecar": "perhaps"}]
)
def test_a_setting_that_is_not_understood_is_refused_by_its_name_alone(value: dict[str, Any]) -> None:
    with pytest.raises(ConfigError) as caught:
        read_pull_settings("media_watch", value)
    assert next(iter(value)) in str(caught.value)
    assert "perhaps" not in str(caught.value)


def test_what_an_extra_field_holds_is_never_repeated() -> None:
    with pytest.raises(ConfigError, match=r"private_key.*docs/sources.md") as caught:
        opened(SourceConnection("c", "sftp", host="h", login="l", extra={"private_key": ["hush"], "token": "hush"}))
    assert "hush" not in str(caught.value)


def test_a_type_without_transport_is_refused_with_those_that_have_one() -> None:
    with pytest.raises(ConfigError, match=r"connection c has a type .*aws, file, fs, http, https, s3, sftp"):
        opened(SourceConnection("c", "ftp", host="h"))
    assert set(TRANSPORTS) == {"aws", "file", "fs", "http", "https", "s3", "sftp"}


def test_nothing_of_a_password_or_an_extra_field_is_shown() -> None:
    connection = SourceConnection("c", "sftp", host="h", password="hush", extra={"private_key": "hush"})
    assert "hush" not in repr(connection)
    assert "hush" not in str(connection.wrong("is wrong"))
