from __future__ import annotations

import sys

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from include.writ.validation import references
from include.writ.validation.references import References
from tests.unit.validation.findings import Change, frame_of, new_vetting, rules_of, vet


def note(*changes: Change, start: int = 1, into: References | None = None) -> list[tuple[int | None, int | None]]:
    earlier = (into or References()).note(frame_of(*changes, start=start))
    return list(zip(earlier.same, earlier.conflicting, strict=True))


def test_a_row_said_twice_names_the_first() -> None:
    assert (
        note({}, {"finding_ref": "F-2"}, {}, {"url": " https://vk.example/w1"}) == [(None, None)] * 2 + [(1, None)] * 2
    )


def test_a_reference_with_other_content_conflicts_with_the_first() -> None:
    assert note({}, {"language": "kk"}, {"language": "en"}) == [(None, None), (None, 1), (None, 1)]


def test_a_conflicting_row_said_twice_names_the_conflicting_one() -> None:
    assert note({}, {"language": "kk"}, {"language": "kk"}) == [(None, None), (None, 1), (2, None)]


def test_rows_without_a_reference_are_no_repeats() -> None:
    assert note({"finding_ref": ""}, {"finding_ref": " "}) == [(None, None)] * 2


def test_a_repeat_has_that_one_reason_and_needs_nothing() -> None:
    bad = {"language": "en"}
    vetted = vet(bad, bad)
    assert rules_of(vetted) == {1: ["language_known"], 2: ["finding_repeated"]}
    assert vetted.quarantined[1].reasons[0].detail == "row 1 says the same; nothing is lost, nothing needs doing"


def test_a_row_known_from_an_earlier_batch_holds_its_reference() -> None:
    vetting = new_vetting()
    vetting.note_known(frame_of({}, start=5))
    vetted = vetting.vet(frame_of({"language": "kk"}, start=7), [])
    assert "row 5 has this reference" in vetted.quarantined[0].reasons[0].detail


CHANGES = st.lists(
    st.fixed_dictionaries({"finding_ref": st.sampled_from(["", "a", "b"]), "language": st.sampled_from(["kk", "ru"])}),
    min_size=1,
    max_size=12,
)


@given(CHANGES, st.integers(1, 12))
def test_cutting_the_file_elsewhere_changes_nothing(changes: list[dict[str, str]], size: int) -> None:
    seen = References()
    cut = [
        one
        for start in range(0, len(changes), size)
        for one in note(*changes[start : start + size], start=start + 1, into=seen)
    ]
    assert cut == note(*changes)


def test_many_blocks_cost_24_bytes_a_row_and_nothing_else() -> None:
    seen = References()
    for block in range(20):
        numbers = pl.int_range(block * 50_000, (block + 1) * 50_000, eager=True)
        keys = numbers.cast(pl.String)
        frame = pl.DataFrame(
            {"row_number": numbers + 1, "finding_ref": keys, "row_sha256": keys.str.zfill(32).cast(pl.Binary)}
        )
        earlier = seen.note(frame)
        assert earlier.same.null_count() == earlier.conflicting.null_count() == 50_000
    chunks = seen._references._chunks
    assert sum(array.nbytes for chunk in chunks for array in chunk) == 24 * 1_000_000
    assert len(chunks) <= 1 + 1_000_000 // references._CHUNK_ROWS
    assert seen._others is None
    again = seen.note(frame.with_columns(pl.col("row_number") + 1_000_000))
    assert again.same.to_list() == frame["row_number"].to_list()
    assert sys.getsizeof(seen._references._sieve) < 40_000_000
