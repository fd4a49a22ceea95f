from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from typing import Any

import pytest
import rfc8785
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from include.writ.errors import PackError, WritError
from include.writ.exports.table import BrokenRow
from include.writ.validation.outcome import AcceptedRow, DuplicateRow, Reason, ValidationOutcome
from include.writ.validation.rules import MAX_EXCERPT_LENGTH, MAX_REFERENCE_LENGTH, RULES
from include.writ.validation.run import validate
from tests.unit.validation.findings import GOOD, GOOD_TIME, GROUNDS, PACK_GROUNDS, check, identify, table_of

BROKEN = BrokenRow(9, "a;b", "row_complete", "2 cells instead of 7")


def rules_of(outcome: ValidationOutcome) -> dict[int, list[str]]:
    return {row.row_number: [reason.rule for reason in row.reasons] for row in outcome.quarantined}


def test_a_good_row_is_accepted_in_canonical_form() -> None:
    canonical = GOOD | {"detected_at": GOOD_TIME.isoformat(), "ground": "drugs", "capture_sha256": "ab" * 32}
    outcome = check(table_of({"capture_sha256": "AB" * 32, "url": " https://vk.example/w1 "}))
    assert outcome.quarantined == []
    ref = identify(GOOD["url"])
    assert outcome.accepted == [
        AcceptedRow(
            row_number=1,
            finding_ref="F-1",
            detected_at=GOOD_TIME,
            ref=ref,  # type: ignore[arg-type]
            url=GOOD["url"],
            ground="drugs",
            language="ru",
            excerpt=GOOD["excerpt"],
            capture_sha256="ab" * 32,
            row_sha256=hashlib.sha256(rfc8785.dumps(canonical)).hexdigest(),
        )
    ]


def test_an_empty_capture_hash_is_none() -> None:
    assert check(table_of({})).accepted[0].capture_sha256 is None


def test_each_rule_refuses_its_row_and_no_other() -> None:
    cases: dict[str, dict[str, str]] = {
        "finding_ref_present": {"finding_ref": " "},
        "finding_ref_not_too_long": {"finding_ref": "x" * (MAX_REFERENCE_LENGTH + 1)},
        "finding_ref_conflict": {"finding_ref": "F-1", "language": "kk"},
        "detected_at_readable": {"detected_at": "2026-11-20 09:00"},
        "url_present": {"url": ""},
        "url_not_too_long": {"url": "https://vk.example/w" + "1" * 4096},
        "url_identified": {"url": "https://vk.example/someone"},
        "ground_known": {"ground": "погода"},
        "language_known": {"language": "en"},
        "excerpt_present": {"excerpt": " \n "},
        "excerpt_not_too_long": {"excerpt": "x" * (MAX_EXCERPT_LENGTH + 1)},
        "capture_sha256_readable": {"capture_sha256": "g" * 64},
    }
    assert {*cases} == {rule.name for rule in RULES if rule.field != "row"}
    changes = [
        {},
        *({"finding_ref": f"F-1{n}"} | change for n, change in enumerate(cases.values())),
        {"finding_ref": "Z"},
    ]
    outcome = check(table_of(*changes))
    assert [row.row_number for row in outcome.accepted] == [1, len(changes)]
    assert rules_of(outcome) == {number: [rule] for number, rule in enumerate(cases, start=2)}
    assert all(row.reasons[0].detail for row in outcome.quarantined)
    assert outcome.quarantined[0].raw == GOOD | changes[1]


def test_a_time_that_is_no_moment_is_refused_with_its_remedy() -> None:
    remedies = {
        "": "missing",
        "20.11.2026": "not ISO 8601",
        "2026-11-20": "no offset",
        "2026-11-20T09:00:00": "no offset",
        "1999-12-31T23:59:59Z": "not within 2000-2100",
        "2101-01-01T00:00:00Z": "not within 2000-2100",
        "0001-01-01T00:00:00+05:00": "not within 2000-2100",
    }
    outcome = check(table_of(*({"finding_ref": f"F-{time}", "detected_at": time} for time in remedies)))
    assert outcome.accepted == []
    for row, said in zip(outcome.quarantined, remedies.values(), strict=True):
        assert [reason.rule for reason in row.reasons] == ["detected_at_readable"]
        assert said in row.reasons[0].detail


def test_a_time_with_its_offset_is_read() -> None:
    times = ["2026-11-20T04:00:00Z", "2026-11-20T09:00+05:00", "20261120T090000+0500"]
    outcome = check(table_of(*({"finding_ref": f"F-{time}", "detected_at": time} for time in times)))
    assert [row.detected_at for row in outcome.accepted] == [GOOD_TIME] * len(times)


def test_the_ground_says_whether_the_layout_or_the_pack_lacks_it() -> None:
    table = table_of(
        {"ground": "погода"}, {"ground": "самоубийство", "finding_ref": "F-2"}, {"ground": "", "excerpt": "b"}
    )
    outcome = validate(table, layout_grounds=GROUNDS, pack_grounds=frozenset({"drugs"}), identify=identify, docs=None)
    details = [row.reasons[-1].detail for row in outcome.quarantined]
    assert [detail.split(";")[0] for detail in details] == [
        "the layout of the source does not name a ground written so",
        "the layout of the source leads to 'suicide', which the pack does not have",
        "the ground is missing",
    ]


def test_a_row_that_breaks_many_rules_has_a_reason_for_each() -> None:
    outcome = check(table_of({name: "" for name in GOOD}))
    expected = ["finding_ref_present", "detected_at_readable", "url_present", "ground_known", "language_known"]
    assert rules_of(outcome) == {1: [*expected, "excerpt_present"]}


def test_a_broken_row_is_quarantined_with_its_text_and_reason() -> None:
    outcome = check(table_of({}, broken=(BROKEN,)))
    (row,) = outcome.quarantined
    assert (row.row_number, row.raw) == (9, {"text": "a;b"})
    assert row.reasons == (Reason("row", "row_complete", "2 cells instead of 7"),)
    assert len(outcome.accepted) == 1


def test_a_duplicate_is_neither_accepted_nor_quarantined() -> None:
    outcome = check(table_of({}, {}))
    assert (len(outcome.accepted), outcome.quarantined) == (1, [])
    assert outcome.duplicates == [DuplicateRow(2, "F-1", 1)]


def test_an_export_without_rows_is_validated() -> None:
    assert check(table_of()) == ValidationOutcome([], [], [], None)


def test_an_export_of_broken_rows_only_is_validated() -> None:
    assert rules_of(check(table_of(broken=(BROKEN,)))) == {9: ["row_complete"]}


def test_a_broken_row_of_an_unknown_rule_stops_the_batch() -> None:
    with pytest.raises(WritError, match="does not know the rule moon_phase"):
        check(table_of(broken=(BrokenRow(1, "", "moon_phase", ""),)))


@pytest.mark.parametrize(("grounds", "languages"), [(frozenset(), frozenset({"ru"})), (PACK_GROUNDS, frozenset())])
def test_nothing_passes_a_pack_without_grounds_or_languages(grounds: frozenset[str], languages: frozenset[str]) -> None:
    with pytest.raises(PackError):
        validate(
            table_of({}),
            layout_grounds=GROUNDS,
            pack_grounds=grounds,
            identify=identify,
            docs=None,
            languages=languages,
        )


def test_no_reason_repeats_what_a_row_says() -> None:
    secret = {name: f"secret-{name}" for name in GOOD} | {"excerpt": "secret" * 1000, "url": "secret" * 1000}
    outcome = check(table_of(secret, secret | {"language": "secret"}, {"url": "secret", "finding_ref": "F-3"}))
    assert len(outcome.quarantined) == 3
    assert "secret" not in repr([row.reasons for row in outcome.quarantined])


def test_importing_validation_does_not_load_the_heavy_libraries_and_using_it_sends_no_telemetry() -> None:
    script = (
        "import sys, include.writ.validation.run, include.writ.validation.summary, include.writ.exports.delimited\n"
        "assert not {'great_expectations', 'pandas', 'polars'} & set(sys.modules)\n"
    )
    subprocess.run(
        [sys.executable, "-c", script], check=True, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    )
    check(table_of())
    assert os.environ["GX_ANALYTICS_ENABLED"] == "false"


_VALUES: dict[str, Any] = {
    "finding_ref": st.sampled_from(["", "a", "b", "c"]),
    "detected_at": st.sampled_from([GOOD["detected_at"], "soon", ""]),
    "url": st.sampled_from([GOOD["url"], "https://vk.example/", "x", ""]),
    "ground": st.sampled_from(["наркотики", "погода"]),
    "language": st.sampled_from(["kk", "ru", "en"]),
    "excerpt": st.sampled_from(["", "text"]),
    "capture_sha256": st.sampled_from(["", "0" * 64, "0"]),
}


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.fixed_dictionaries(_VALUES), max_size=12), st.integers(0, 3))
def test_every_record_ends_in_exactly_one_list(changes: list[dict[str, str]], broken_count: int) -> None:
    broken = tuple(BrokenRow(len(changes) + n, "x", "row_quoted", "d") for n in range(1, broken_count + 1))
    outcome = check(table_of(*changes, broken=broken))
    numbers = [row.row_number for rows in (outcome.accepted, outcome.quarantined, outcome.duplicates) for row in rows]
    assert sorted(numbers) == list(range(1, len(changes) + broken_count + 1))
    assert all(row.reasons for row in outcome.quarantined)
