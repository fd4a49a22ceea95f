from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from include.writ.exports.table import RawRow
from include.writ.validation.candidate import read_candidate
from include.writ.validation.outcome import DuplicateRow
from include.writ.validation.repeats import Repeats, sort_out_repeats
from tests.unit.validation.findings import GOOD, GROUNDS, identify


def sort_out(*changes: Mapping[str, str]) -> Repeats:
    rows = [RawRow(number, GOOD | dict(change)) for number, change in enumerate(changes, start=1)]
    return sort_out_repeats([read_candidate(row, GROUNDS, identify) for row in rows])


def test_a_row_said_twice_is_a_duplicate_of_the_first() -> None:
    repeats = sort_out({}, {"finding_ref": "F-2"}, {}, {})
    assert repeats.duplicates == [DuplicateRow(3, "F-1", 1), DuplicateRow(4, "F-1", 1)]
    assert repeats.conflicts == {}


def test_the_same_moment_and_ground_written_otherwise_is_the_same_row() -> None:
    repeats = sort_out({}, {"detected_at": "2026-11-20T04:00:00Z", "finding_ref": " F-1 "})
    assert repeats.duplicates == [DuplicateRow(2, "F-1", 1)]


def test_a_reference_with_other_content_is_a_conflict_with_the_first() -> None:
    repeats = sort_out({}, {"language": "kk"}, {"language": "en"})
    assert repeats.conflicts == {2: 1, 3: 1}
    assert [row.row_number for row in repeats.distinct] == [1, 2, 3]


def test_a_conflicting_row_said_twice_is_a_duplicate_of_the_conflicting_one() -> None:
    repeats = sort_out({}, {"language": "kk"}, {"language": "kk"})
    assert repeats.conflicts == {2: 1}
    assert repeats.duplicates == [DuplicateRow(3, "F-1", 2)]


def test_unreadable_times_that_differ_are_a_conflict_not_a_duplicate() -> None:
    assert sort_out({"detected_at": "soon"}, {"detected_at": "later"}).conflicts == {2: 1}


def test_rows_without_a_reference_are_no_repeats() -> None:
    repeats = sort_out({"finding_ref": ""}, {"finding_ref": " "})
    assert len(repeats.distinct) == 2


_CHANGES = st.lists(
    st.fixed_dictionaries({"finding_ref": st.sampled_from(["", "a", "b"]), "language": st.sampled_from(["kk", "ru"])}),
    max_size=12,
)


@given(_CHANGES)
def test_no_row_is_lost_and_one_row_holds_each_reference(changes: list[dict[str, str]]) -> None:
    repeats = sort_out(*changes)
    distinct = [row.row_number for row in repeats.distinct]
    assert sorted(distinct + [row.row_number for row in repeats.duplicates]) == list(range(1, len(changes) + 1))
    holders = [
        row.finding_ref for row in repeats.distinct if row.finding_ref and row.row_number not in repeats.conflicts
    ]
    assert sorted(holders) == sorted({change["finding_ref"] for change in changes} - {""})
