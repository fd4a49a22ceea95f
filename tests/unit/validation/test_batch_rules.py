from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.writ.exports.table import BrokenRow
from include.writ.validation.batch import HISTORY_DAYS, measure_drift, recent
from include.writ.validation.inputs import DocsTarget
from include.writ.validation.outcome import CheckResult, Profile
from include.writ.validation.rules import BATCH_RULES, RULES_BY_NAME
from include.writ.validation.vetting import Vetting
from tests.unit.validation.findings import BOOK, GOOD_TIME, NOW, Change, frame_of, identify_many, new_vetting

DAY = date(2026, 11, 20)
SHARES = {"grounds": {"drugs": 1.0}, "platforms": {"vkontakte": 1.0}, "languages": {"ru": 1.0}}
USUAL = Profile(day=None, rows=10, accepted=10, quarantined=0, **SHARES)


def days(count: int, **changes: Any) -> list[Profile]:
    return [replace(USUAL, day=(DAY - timedelta(days=n)).isoformat(), **changes) for n in range(1, count + 1)]


def finish(rows: list[Change], history: list[Profile], now: datetime = NOW) -> dict[str, CheckResult]:
    vetting = new_vetting()
    changes = [{"finding_ref": str(number)} | dict(row) for number, row in enumerate(rows)]
    vetting.vet(frame_of(*changes), [])
    return {result.rule: result for result in vetting.finish(history, None, now).results}


def unmet(results: Mapping[str, CheckResult]) -> set[str]:
    return {rule for rule, result in results.items() if not result.is_met}


def test_every_rule_is_answered_once_and_an_ordinary_batch_meets_all() -> None:
    results = finish([{}] * 10, days(5))
    assert {*results} == {*RULES_BY_NAME}
    assert unmet(results) == set()
    assert all(results[rule.name].checked == 1 for rule in BATCH_RULES)


def test_before_there_are_five_earlier_batches_nothing_is_compared_and_the_result_says_so() -> None:
    results = finish([{"language": "kk"}] * 40, days(4))
    compared = [result for result in results.values() if result.rule.endswith("_usual")]
    assert len(compared) == 5
    for result in compared:
        assert result.is_met
        assert result.checked == 0
        assert result.observed["note"].startswith("not judged yet: 4 of 5 earlier batches")
    assert results["batch_fresh"].checked == 1


@pytest.mark.parametrize(
    ("broken", "rows", "history"),
    [
        ("batch_rows_usual", [{}] * 4, days(5)),
        ("batch_rows_usual", [{}] * 21, days(5)),
        ("batch_bad_share_usual", [{}] * 9 + [{"ground": "погода"}], days(5)),
        ("batch_grounds_usual", [{}] * 10, days(5, grounds={"suicide": 1.0})),
        ("batch_platforms_usual", [{}] * 10, days(5, platforms={"tiktok": 1.0})),
        ("batch_languages_usual", [{"language": "kk"}] * 10, days(5)),
    ],
)
def test_a_batch_unlike_the_earlier_ones_is_warned_about(
    broken: str, rows: list[Change], history: list[Profile]
) -> None:
    assert unmet(finish(rows, history)) & {rule.name for rule in BATCH_RULES} == {broken}


def test_what_was_worse_before_is_no_news() -> None:
    history = days(5, accepted=9, quarantined=1)
    assert unmet(finish([{}] * 9 + [{"ground": "погода"}], history)) == {"ground_known"}


def test_few_rows_stray_by_chance() -> None:
    half = days(5, rows=4, languages={"ru": 0.5, "kk": 0.5})
    assert unmet(finish([{}] * 4, half)) == set()
    assert unmet(finish([{}] * 400, [replace(one, rows=400) for one in half])) == {"batch_languages_usual"}


def test_an_old_file_and_one_from_the_future_are_warned_about() -> None:
    assert unmet(finish([{}], [], NOW + timedelta(days=3))) == {"batch_fresh"}
    assert unmet(finish([{}], [], GOOD_TIME - timedelta(hours=25))) == {"batch_not_ahead"}


def test_freshness_is_measured_from_the_day_of_the_batch_not_from_today() -> None:
    results = new_vetting().finish([], None, NOW).results
    assert all(result.is_met for result in results)
    assert {one.observed.get("note") for one in results if one.rule == "batch_fresh"} == {
        "not judged yet: no accepted rows"
    }


def test_references_that_come_twice_are_counted() -> None:
    results = finish([{}, {}, {"finding_ref": "0"}, {"finding_ref": "1", "language": "kk"}], [])
    assert results["batch_references_unique"].observed["value"] == 2
    assert unmet(results) >= {"batch_references_unique", "finding_repeated", "finding_ref_conflict"}


def test_counts_are_those_of_all_blocks_with_unreadable_and_known_rows() -> None:
    vetting = new_vetting()
    vetting.note_known(frame_of({"language": "kk"}, {"finding_ref": "k"}))
    vetting.vet(frame_of({"finding_ref": "3"}, {"finding_ref": "4", "ground": "погода"}, start=3), [])
    vetting.vet(frame_of({"finding_ref": "5"}, start=5), [BrokenRow(6, "", "row_quoted", "")])
    vetting.note_changed(3)
    checked = vetting.finish([], None, NOW)
    profile = checked.profile
    assert (profile.rows, profile.accepted, profile.quarantined) == (9, 4, 5)
    assert profile.languages == {"kk": 0.25, "ru": 0.75}
    assert profile.platforms == {"vkontakte": 1.0}
    assert profile.newest == profile.oldest == GOOD_TIME.isoformat()
    counts = {one.rule: (one.checked, one.broken) for one in checked.results}
    assert counts["ground_known"] == (3, 1)
    assert counts["row_quoted"] == (4, 1)


def test_platforms_of_known_rows_are_taken_from_a_sample_that_counts_for_all() -> None:
    asked: list[int] = []

    def identify_some(urls: pl.Series) -> pl.DataFrame:
        asked.append(len(urls))
        return identify_many(urls).with_columns(platform=pl.when(urls.str.ends_with("7")).then(pl.lit("tiktok")))

    vetting = Vetting(BOOK, identify_some)
    known = {"url": "https://vk.example/w7"}
    vetting.note_known(frame_of(*({"finding_ref": str(n)} | known for n in range(5000))))
    vetting.vet(frame_of(known | {"finding_ref": "x"}, start=5001), [])
    profile = vetting.finish([], None, NOW).profile
    assert asked == [1000, 1]
    assert vetting._profiler._counts["platform"] == {"tiktok": 5001}
    assert (profile.accepted, profile.platforms) == (5001, {"tiktok": 1.0})


def test_a_profile_survives_being_stored() -> None:
    vetting = new_vetting()
    vetting.vet(frame_of({}, {"finding_ref": "2", "ground": ""}), [])
    profile = vetting.finish([], None, NOW).profile
    assert Profile.from_json(profile.as_json()) == profile
    assert profile.as_json()["bad_share"] == 0.5


def test_only_days_before_count_and_no_more_than_four_weeks() -> None:
    history = days(40)
    kept = recent([*history, replace(USUAL, day=DAY.isoformat()), replace(USUAL, day="2026-12-01")], DAY)
    assert [one.day for one in kept] == sorted(one.day or "" for one in history[:HISTORY_DAYS])


PARTS = st.dictionaries(st.sampled_from("abc"), st.integers(1, 9), min_size=1).map(
    lambda counts: {name: count / sum(counts.values()) for name, count in counts.items()}
)


@given(PARTS, st.lists(PARTS, min_size=1, max_size=4))
def test_drift_is_nought_for_the_same_and_one_for_nothing_in_common(
    shares: dict[str, float], earlier: list[dict[str, float]]
) -> None:
    assert -1e-9 <= measure_drift(shares, earlier) <= 1 + 1e-9
    assert measure_drift(shares, [shares] * 3) < 1e-9
    assert abs(measure_drift({"z": 1.0}, earlier) - 1) < 1e-9


def test_the_day_of_the_docs_is_the_day_of_the_batch(tmp_path: Any) -> None:
    vetting = new_vetting()
    vetting.vet(frame_of({}), [])
    later = datetime(2027, 3, 1, tzinfo=UTC)
    results = vetting.finish([], DocsTarget(tmp_path, "media_watch", DAY), later).results
    assert [one.rule for one in results if not one.is_met] == []
