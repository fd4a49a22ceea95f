from __future__ import annotations

from include.writ.exports.layout import CANONICAL_FIELDS, ExportLayout
from include.writ.exports.table import BrokenRow
from include.writ.validation.summary import summarise
from tests.unit.validation.findings import check, table_of

LAYOUT = ExportLayout(
    encoding="utf-8-sig", delimiter=";", columns={name: name for name in CANONICAL_FIELDS}, grounds={"drugs": "drugs"}
)


def test_a_summary_counts_rows_once_and_reasons_by_rule() -> None:
    broken = (BrokenRow(5, "x", "row_quoted", "d"),)
    bad = {"finding_ref": "F-2", "language": "en"}
    table = table_of({}, {}, bad, bad | {"finding_ref": "F-3", "ground": "погода"}, broken=broken)
    assert summarise(check(table), LAYOUT) == {
        "rows": 5,
        "accepted": 1,
        "quarantined": 3,
        "duplicates": 1,
        "reasons": {"ground_known": 1, "language_known": 2, "row_quoted": 1},
        "encoding": "utf-8-sig",
        "dialect": {"delimiter": ";", "quote": '"'},
    }
