from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from include.writ.errors import WritError
from include.writ.exports.table import BrokenRow
from include.writ.validation.summary import Tally
from tests.unit.validation.findings import frame_of, new_vetting, vet


@dataclass
class File:
    format: str = "csv"
    encoding: str = "utf-8-sig"
    dialect: Mapping[str, str] = field(default_factory=lambda: {"delimiter": ";", "quote": '"'})
    drift: tuple[str, ...] = ("new column 'автор'",)


def test_a_summary_counts_rows_once_and_reasons_by_rule_over_all_blocks() -> None:
    tally, vetting = Tally(), new_vetting()
    bad = {"finding_ref": "F-2", "language": "en"}
    tally.note(3, vetting.vet(frame_of({}, {}, bad), []))
    broken = [BrokenRow(5, "x", "row_quoted", "d")]
    tally.note(4, vetting.vet(frame_of(bad | {"finding_ref": "F-3", "ground": "погода"}, start=4), broken), known=2)
    assert tally.summarise(File()) == {
        "rows": 7,
        "accepted": 3,
        "quarantined": 4,
        "reasons": {"finding_repeated": 1, "ground_known": 1, "language_known": 2, "row_quoted": 1},
        "encoding": "utf-8-sig",
        "dialect": {"delimiter": ";", "quote": '"'},
        "format": "csv",
        "drift": ["new column 'автор'"],
    }


@pytest.mark.parametrize("read", [0, 1, 3])
def test_rows_that_are_not_accounted_for_are_an_error(read: int) -> None:
    tally = Tally()
    tally.note(read, vet({}, {"language": "en"}))
    with pytest.raises(WritError, match=f"{read} rows were read"):
        tally.summarise(File())
