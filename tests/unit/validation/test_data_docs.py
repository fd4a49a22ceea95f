from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from include.writ.errors import ConfigError, WritError
from include.writ.exports.table import BrokenRow
from include.writ.validation import check as check_module
from include.writ.validation.inputs import DocsTarget
from include.writ.validation.rules import RULES
from tests.unit.validation.findings import check, table_of

SECRET = {
    "finding_ref": "TAYNA-ref",
    "detected_at": "TAYNA-time",
    "url": "https://TAYNA.example/person",
    "ground": "TAYNA-ground",
    "language": "TAYNA-language",
    "excerpt": "TAYNA-excerpt",
    "capture_sha256": "TAYNA-hash",
}


def target(path: Path, day: int = 20) -> DocsTarget:
    return DocsTarget(path, "media_watch", date(2026, 11, day))


def text_of(path: Path) -> str:
    return "".join(file.read_text(errors="replace") for file in path.rglob("*") if file.is_file())


def names_of(path: Path) -> list[str]:
    return sorted(file.relative_to(path).as_posix() for file in path.rglob("*.html"))


@pytest.fixture(scope="module")
def secret_docs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("docs")
    broken = (BrokenRow(9, "TAYNA-broken", "row_complete", "2 cells"),)
    outcome = check(table_of({}, SECRET, SECRET | {"excerpt": "TAYNA" * 2000}, broken=broken), target(path))
    assert len(outcome.quarantined) == 3
    assert outcome.docs_path == path / "index.html"
    return path


def test_the_pages_name_every_rule_and_count_but_repeat_no_value(secret_docs: Path) -> None:
    pages = text_of(secret_docs)
    assert "TAYNA" not in pages
    assert "vk.example" not in pages
    assert "вымышленный" not in pages
    (result,) = (secret_docs / "validations").rglob("*.html")
    shown = result.read_text()
    assert all(rule.name in shown for rule in RULES)
    assert "2 unexpected values found" in shown


def test_the_index_leads_to_the_pages_without_a_script(secret_docs: Path) -> None:
    index = (secret_docs / "index.html").read_text()
    assert "Findings of media_watch, 2026-11-20" in index
    links = [unquote(link) for link in re.findall(r'href="([^"]+)"', index)]
    assert len(links) == 2
    assert all((secret_docs / link).is_file() for link in links)


def test_the_pages_load_nothing_from_elsewhere(secret_docs: Path) -> None:
    for file in (*secret_docs.rglob("*.html"), *secret_docs.rglob("*.css")):
        assert not re.search(r"https?://|<script", file.read_text()), file


def test_validating_again_replaces_the_pages_even_by_an_export_without_rows(tmp_path: Path) -> None:
    check(table_of({"language": "en"}), target(tmp_path))
    first = names_of(tmp_path)
    assert "1 unexpected values found" in text_of(tmp_path / "validations")
    outcome = check(table_of(), target(tmp_path))
    assert names_of(tmp_path) == first
    assert outcome.docs_path is not None
    assert outcome.docs_path.is_file()
    assert "unexpected values found" not in text_of(tmp_path / "validations")


def test_a_source_name_cannot_lead_out_of_the_directory(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="a-z"):
        DocsTarget(tmp_path, "../elsewhere", date(2026, 11, 20))


@pytest.mark.parametrize(
    ("success", "result"),
    [
        pytest.param(False, {}, id="raised"),
        pytest.param(
            True, {"unexpected_count": 1, "unexpected_index_list": [{"row_number": [1]}]}, id="success-with-rows"
        ),
        pytest.param(False, {"unexpected_count": 2, "unexpected_index_list": [{"row_number": [1]}]}, id="fewer-named"),
        pytest.param(False, {"unexpected_count": 0, "unexpected_index_list": []}, id="failed-without-rows"),
    ],
)
def test_a_rule_that_was_not_checked_in_full_stops_the_batch(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, success: bool, result: dict[str, object]
) -> None:
    match_rules = check_module._match_rules

    def spoil(found: Any) -> dict[str, Any]:
        matched = match_rules(found)
        matched["ground_known"].success, matched["ground_known"].result = success, result
        return matched

    monkeypatch.setattr(check_module, "_match_rules", spoil)
    with pytest.raises(WritError, match="ground_known"):
        check(table_of({}), target(tmp_path))
    assert names_of(tmp_path) == []
