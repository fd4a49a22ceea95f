from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from include.writ.exports.layout import CANONICAL_FIELDS, ExportLayout


def layout_document(**changes: Any) -> dict[str, Any]:
    document = {
        "encoding": "utf-8",
        "delimiter": ",",
        "columns": {name: name for name in CANONICAL_FIELDS},
        "grounds": {"drugs": "drugs"},
    }
    return document | changes


def test_a_layout_survives_json() -> None:
    layout = ExportLayout.model_validate(layout_document())
    assert ExportLayout.model_validate_json(layout.model_dump_json()) == layout


def test_labels_are_kept_without_outer_blanks_and_composed() -> None:
    layout = ExportLayout.model_validate(layout_document(grounds={" и\u0306од ": "drugs"}))
    assert layout.grounds == {"йод": "drugs"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param({"encoding": "hex"}, "utf-8", id="not-a-text-encoding"),
        pytest.param({"delimiter": "a"}, "Input should be", id="letter-as-delimiter"),
        pytest.param({"grounds": {}}, "at least 1", id="no-grounds"),
        pytest.param({"grounds": {"a": "x", "a ": "y"}}, "the same", id="two-writings-one-label"),
        pytest.param({"grounds": {" ": "x"}}, "empty", id="empty-label"),
        pytest.param({"quote": "'"}, "Extra inputs", id="unknown-setting"),
        pytest.param({"columns": {"a": "url"}}, "missing: ['finding_ref'", id="missing-field"),
        pytest.param({"columns": {n: n for n in (*CANONICAL_FIELDS, "author")}}, "unknown: ['author']", id="new-field"),
        pytest.param(
            {"columns": {n: n for n in CANONICAL_FIELDS} | {"link": "url"}}, "named twice: ['url']", id="field-twice"
        ),
    ],
)
def test_a_layout_that_cannot_be_followed_is_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        ExportLayout.model_validate(layout_document(**changes))
    assert said in str(refusal.value)
