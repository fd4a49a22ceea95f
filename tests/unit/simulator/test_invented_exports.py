from __future__ import annotations

import csv
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from include.writ.simulator.behaviour import Behaviour, behaviour_of, returns_at
from include.writ.simulator.dirt import DETECTED_AT, EXCERPT, FINDING_ID, GROUND, LANGUAGE, SPOILERS, URL
from include.writ.simulator.exports import COLUMNS, STYLES, export_bytes, write_samples
from include.writ.simulator.findings import Why, findings_of
from include.writ.simulator.world import DEFAULT_SEED, FIRST_DAY, SOURCES, contents_of, local_day

SAMPLES = Path(__file__).parents[3] / "include" / "samples" / "exports"
DAYS = (date(2026, 11, 17), date(2026, 11, 18), date(2026, 11, 19))
DAY = DAYS[0]

per_file = pytest.mark.parametrize(("source", "day"), [(source, day) for source in SOURCES for day in DAYS])


def records(source: str, day: date, seed: int = DEFAULT_SEED) -> list[list[str]]:
    style = STYLES[source]
    text = (export_bytes(seed, source, day) or b"").decode(style.encoding)
    return list(csv.reader(text.splitlines(keepends=True), delimiter=style.delimiter))


def test_the_samples_are_what_the_generator_makes(tmp_path: Path) -> None:
    made = {path.relative_to(tmp_path): path.read_bytes() for path in write_samples(tmp_path, DAYS)}
    kept = {path.relative_to(SAMPLES): path.read_bytes() for path in SAMPLES.rglob("*.csv")}
    assert len(made) == 6
    assert made == kept


def test_an_export_is_the_same_whenever_it_is_asked_for() -> None:
    first = export_bytes(5, "media_watch", DAY)
    export_bytes.cache_clear()
    contents_of.cache_clear()
    assert export_bytes(5, "media_watch", DAY) == first
    assert export_bytes(6, "media_watch", DAY) != first


def test_there_is_no_export_before_the_first_day() -> None:
    assert export_bytes(5, "media_watch", FIRST_DAY - timedelta(days=1)) is None
    assert export_bytes(5, "media_watch", FIRST_DAY) is not None


def test_each_source_writes_in_its_own_way() -> None:
    media_watch = export_bytes(5, "media_watch", DAY) or b""
    open_monitor = export_bytes(5, "open_monitor", DAY) or b""
    assert media_watch.startswith((",".join(COLUMNS) + "\n").encode())
    assert open_monitor.startswith(
        "\ufeffНомер;Время обнаружения;Ссылка;Основание;Язык;Фрагмент;Хеш снимка\r\n".encode()
    )
    assert {row[GROUND] for row in records("open_monitor", DAY)} >= {"наркотики", "самоубийство", "культ жестокости"}


@per_file
def test_a_file_holds_a_hundred_and_twenty_to_a_hundred_and_eighty_rows(source: str, day: date) -> None:
    assert 120 <= len(records(source, day)) - 1 <= 180


@per_file
def test_the_usual_dirt_is_in_every_file(source: str, day: date) -> None:
    header, *rows = records(source, day)
    whole = [row for row in rows if len(row) == len(header)]
    assert {len(row) for row in rows} == {4, 7, 8}
    assert sum(row[GROUND] in {"critics", "недостоверная информация"} for row in whole) == 3
    assert sum(row[DETECTED_AT] == "31.02.2026" for row in whole) == 1
    assert sum(len(row[DETECTED_AT]) == len("2026-11-17T00:00:00") for row in whole) == 1
    assert sum(row[URL] == "" for row in whole) == 1
    assert sum(row[EXCERPT] == "" for row in whole) == 1
    assert sum(row[LANGUAGE] not in {"kk", "ru"} for row in whole) == 1
    assert sum(len(row[EXCERPT]) > 20_000 for row in whole) == 1
    assert sum(row[URL].startswith("htps:/") for row in whole) == 1
    assert sum("news.invented.example" in row[URL] for row in whole) == 1


@pytest.mark.parametrize("source", SOURCES)
def test_no_text_has_more_than_one_line_break(source: str) -> None:
    days = [DAY - timedelta(days=back) for back in range(15)]
    cells = [cell for day in days for row in records(source, day) for cell in row]
    assert {cell.count("\n") for cell in cells} == {0, 1}


@per_file
def test_some_rows_are_repeated_and_two_contradict(source: str, day: date) -> None:
    rows = records(source, day)[1:]
    by_number = Counter(row[FINDING_ID] for row in rows)
    same = Counter(tuple(row) for row in rows)
    repeated = {row[0] for row, count in same.items() if count == 2}
    contradicting = {number for number, count in by_number.items() if count == 2} - repeated
    assert 4 <= len(repeated) <= 6
    assert len(contradicting) == 2


@per_file
def test_all_but_the_dirt_is_clean(source: str, day: date) -> None:
    findings = findings_of(DEFAULT_SEED, source, day)
    urls = Counter(finding.url for finding in findings)
    kept = sum(row[URL] in urls for row in records(source, day)[1:] if len(row) == len(COLUMNS))
    assert kept >= len(findings) - len(SPOILERS)


@per_file
def test_every_finding_lies_within_the_day_in_almaty(source: str, day: date) -> None:
    assert {local_day(finding.detected_at) for finding in findings_of(DEFAULT_SEED, source, day)} == {day}
    shown = [row[DETECTED_AT] for row in records(source, day)[1:] if len(row[DETECTED_AT]) == 25]
    assert len(shown) > 120
    assert {local_day(datetime.fromisoformat(text)) for text in shown} == {day}


def test_both_sources_report_some_content_at_different_addresses() -> None:
    ours, others = (
        {finding.content.serial: finding.url for finding in findings_of(DEFAULT_SEED, source, DAY)}
        for source in SOURCES
    )
    shared = ours.keys() & others.keys()
    assert len(shared) >= 15
    assert all(ours[serial] != others[serial] for serial in shared)


@pytest.mark.parametrize("source", SOURCES)
def test_removed_content_that_comes_back_is_reported_on_the_second_day(source: str) -> None:
    back = [finding for finding in findings_of(DEFAULT_SEED, source, DAYS[2]) if finding.why is Why.CAME_BACK]
    expected = {
        content.serial
        for content in contents_of(DEFAULT_SEED, DAY)
        if content.source == source and behaviour_of(DEFAULT_SEED, content) is Behaviour.COMES_BACK
    }
    assert {finding.content.serial for finding in back} == expected
    assert expected
    assert all(finding.detected_at > returns_at(finding.content) for finding in back)
    assert {finding.url for finding in back} <= {row[URL] for row in records(source, DAYS[2])}


@pytest.mark.parametrize("source", SOURCES)
def test_every_excerpt_says_that_it_is_invented(source: str) -> None:
    for finding in findings_of(DEFAULT_SEED, source, DAY):
        assert finding.excerpt.startswith(("(вымышленный текст)", "(ойдан шығарылған мәтін)"))


def test_a_source_writes_its_times_in_its_own_zone() -> None:
    assert records("media_watch", DAY)[1][DETECTED_AT].endswith("+05:00")
    assert records("open_monitor", DAY)[1][DETECTED_AT].endswith("+00:00")
    assert STYLES["open_monitor"].zone is UTC
