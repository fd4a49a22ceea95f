"""Ids made by the column are the ids made one by one."""

from __future__ import annotations

from uuid import UUID

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from include.writ.domain.ids import case_id, content_item_id
from include.writ.services.bulk_ids import case_ids, content_ids

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(st.lists(st.tuples(TEXT, st.integers(1, 99)), min_size=1, max_size=20))
def test_ids_are_those_of_the_domain(rows: list[tuple[str, int]]) -> None:
    frame = pl.DataFrame(rows, schema={"content_id": pl.String, "occurrence": pl.Int32}, orient="row").with_columns(
        platform=pl.lit("vkontakte"), kind=pl.lit("post"), ground=pl.lit("drugs")
    )
    frame = frame.with_columns(item_id=content_ids(frame))
    cases = case_ids(frame, "KZ").to_list()
    for (content_id, occurrence), item, case in zip(rows, frame["item_id"].to_list(), cases, strict=True):
        expected = content_item_id("vkontakte", "post", content_id)
        assert UUID(bytes=item) == expected
        assert UUID(bytes=case) == case_id(expected, "drugs", "KZ", occurrence)


def test_a_case_begins_like_its_content_and_differs_by_all_that_makes_it() -> None:
    item = content_item_id("x", "post", "1")
    ids = [
        case_id(item, ground, where, number)
        for ground in ("drugs", "suicide")
        for where in ("KZ", "DE")
        for number in (1, 2)
    ]
    assert len(set(ids)) == 8
    assert all(found.bytes[:8] == item.bytes[:8] and found.version == 8 for found in ids)
