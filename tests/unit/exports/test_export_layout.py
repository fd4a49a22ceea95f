from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from include.writ.domain.finding import FIELDS
from include.writ.exports.layout import ExportLayout


def layout_document(**changes: Any) -> dict[str, Any]:
    document = {
        "encoding": "utf-8",
        "delimiter": ",",
        "columns": {name: name for name in FIELDS},
        "grounds": {"drugs": "drugs"},
    }
    return document | changes


def test_a_layout_survives_json() -> None:
    layout = ExportLayout.model_validate(layout_document())
    assert ExportLayout.model_validate_json(layout.model_dump_json()) == layout


def test_labels_are_kept_without_outer_blanks_and_composed() -> None:
    layout = ExportLayout.model_validate(layout_document(grounds={" и\u0306од ": "drugs"}))
    assert layout.grounds == {"йод": "drugs"}


def test_everything_may_be_left_to_be_found() -> None:
    assert ExportLayout().model_dump(exclude_defaults=True) == {}


def test_columns_need_not_name_the_optional_fields() -> None:
    columns = {name: name for name in FIELDS if name not in ("language", "capture_sha256")}
    assert ExportLayout(columns=columns).columns == columns


def test_a_layout_is_whole() -> None:
    layout = ExportLayout(timezone="Asia/Almaty", time_formats=("%d.%m.%Y %H:%M",), sheet="Лист1", format="xlsx")
    assert ExportLayout.model_validate_json(layout.model_dump_json()) == layout


def test_declared_grounds_win_over_known_names() -> None:
    known = ExportLayout(grounds={"Наркотики": "cruelty", "код 7": "drugs"}).known_grounds()
    assert (known["наркотики"], known["код 7"], known["суицид"]) == ("cruelty", "drugs", "suicide")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param({"encoding": "hex"}, "utf-8", id="not-a-text-encoding"),
        pytest.param({"delimiter": "a"}, "Input should be", id="letter-as-delimiter"),
        pytest.param({"grounds": {"a": "x", "a ": "y"}}, "the same", id="two-writings-one-label"),
        pytest.param({"grounds": {" ": "x"}}, "empty", id="empty-label"),
        pytest.param({"grounds": {"a b": "x", "A_ B": "y"}}, "the same", id="labels-that-compare-equal"),
        pytest.param({"columns": {"Link": "url", "link": "ground"}}, "the same", id="headers-that-compare-equal"),
        pytest.param({"timezone": "Asia/Nowhere"}, "Asia/Nowhere", id="no-such-zone"),
        pytest.param({"timezone": "../etc/passwd"}, "no time zone", id="zone-is-a-path"),
        pytest.param({"time_formats": ["%H:%M"]}, "%Y", id="time-without-a-day"),
        pytest.param({"sheet": ""}, "at least 1", id="sheet-without-name"),
        pytest.param({"format": "xml"}, "csv", id="format-not-read"),
        pytest.param({"quote": "'"}, "Extra inputs", id="unknown-setting"),
        pytest.param({"columns": {"a": "url"}}, "missing: ['finding_ref'", id="missing-field"),
        pytest.param({"columns": {n: n for n in (*FIELDS, "author")}}, "unknown: ['author']", id="new-field"),
        pytest.param({"columns": {n: n for n in FIELDS} | {"link": "url"}}, "named twice: ['url']", id="field-twice"),
    ],
)
def test_a_layout_that_cannot_be_followed_is_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        ExportLayout.model_validate(layout_document(**changes))
    assert said in str(refusal.value)
