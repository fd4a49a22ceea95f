from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest

from include.writ.errors import ConfigError
from include.writ.exports.table import BrokenRow
from include.writ.validation.inputs import DocsTarget
from include.writ.validation.outcome import Profile
from include.writ.validation.rules import RULES_BY_NAME
from tests.unit.validation.findings import NOW, Change, frame_of, new_vetting

SECRET = {
    "finding_ref": "TAYNA-ref",
    "detected_at": "TAYNA-time",
    "url": "https://TAYNA.example/person",
    "ground": "TAYNA-ground",
    "language": "TAYNA-language",
    "excerpt": "TAYNA-excerpt",
    "capture_sha256": "TAYNA-hash",
}
DAY = date(2026, 11, 20)
HISTORY = [
    Profile((DAY - timedelta(days=n)).isoformat(), 1000 + n, 990, 10 + n, {"drugs": 1.0}) for n in (40, 28, 3, 2, 1, 0)
]


def target(path: Path) -> DocsTarget:
    return DocsTarget(path, "media_watch", DAY, version=2)


def write(path: Path, *blocks: tuple[Change, ...], broken: tuple[BrokenRow, ...] = ()) -> Path | None:
    vetting, start = new_vetting(), 1
    for block in blocks:
        vetting.vet(frame_of(*block, start=start), broken if start == 1 else ())
        start += len(block)
    return vetting.finish(HISTORY, target(path), NOW).docs_path


def text_of(path: Path) -> str:
    return "".join(file.read_text(errors="replace") for file in path.rglob("*") if file.is_file())


def names_of(path: Path) -> list[str]:
    return sorted(file.relative_to(path).as_posix() for file in path.rglob("*.html"))


def result_of(path: Path) -> str:
    (result,) = (path / "validations").rglob("*.html")
    return re.sub(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "id", result.read_text())


@pytest.fixture(scope="module")
def secret_docs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("docs")
    other = SECRET | {"excerpt": "TAYNA" * 2000, "finding_ref": "TAYNA-2"}
    broken = (BrokenRow(9, "TAYNA-broken", "row_complete", "TAYNA-detail"),)
    assert write(path, ({}, SECRET), (other, {}), broken=broken) == path / "index.html"
    return path


def test_the_pages_name_every_rule_and_count_but_repeat_no_value(secret_docs: Path) -> None:
    pages = text_of(secret_docs)
    for value in ("TAYNA", "vk.example", "вымышленный", "vkontakte", "наркотики", "F-1"):
        assert value not in pages, value
    shown = result_of(secret_docs)
    assert {rule for rule in RULES_BY_NAME if f"{rule}:" not in shown} == set()


def test_a_rule_is_shown_with_its_count_over_all_blocks(secret_docs: Path) -> None:
    shown = re.sub(r"<[^>]+>|\s+", " ", result_of(secret_docs))
    assert re.search(r"language_known:[^%]*2 unexpected values found\. ≈66\.67% of 3 total rows", shown)
    assert re.search(r"Data asset: *media_watch 2026-11-20, version 2", shown)
    assert "not judged yet: 4 of 5 earlier batches in 28 days" in shown


def test_the_index_leads_to_the_pages_without_a_script(secret_docs: Path) -> None:
    index = (secret_docs / "index.html").read_text()
    assert "Findings of media_watch, 2026-11-20, version 2" in index
    links = [unquote(link) for link in re.findall(r'href="([^"]+)"', index)]
    assert len(links) == 2
    assert all((secret_docs / link).is_file() for link in links)


def test_the_index_shows_the_last_28_days_and_this_one(secret_docs: Path) -> None:
    rows = re.findall(r"<tr><td>(.*?)</td></tr>", (secret_docs / "index.html").read_text())
    shown = [row.split("</td><td>") for row in rows]
    assert [row[0] for row in shown] == ["2026-10-23", "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20"]
    assert shown[0][1:] == ["1,028", "990", "3.70%"]
    assert shown[-1][1:] == ["5", "1", "80.00%"]


def test_the_pages_load_nothing_from_elsewhere(secret_docs: Path) -> None:
    for file in (*secret_docs.rglob("*.html"), *secret_docs.rglob("*.css")):
        assert not re.search(r"https?://|//cdn|<script|@import", file.read_text()), file


def test_validating_again_replaces_the_pages_even_by_an_export_without_rows(tmp_path: Path) -> None:
    write(tmp_path, ({"language": "en"},))
    first = names_of(tmp_path)
    assert "1 unexpected values found" in result_of(tmp_path)
    write(tmp_path, ())
    assert names_of(tmp_path) == first
    assert "unexpected values found" not in result_of(tmp_path)


def test_where_to_cut_the_file_does_not_show(tmp_path: Path) -> None:
    rows: tuple[Change, ...] = ({}, {"finding_ref": "2", "url": ""}, {"finding_ref": "3", "language": "en"}, {})
    write(tmp_path / "a", rows)
    write(tmp_path / "b", rows[:1], rows[1:3], rows[3:])
    assert result_of(tmp_path / "a") == result_of(tmp_path / "b")


def test_a_source_name_cannot_lead_out_of_the_directory(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="a-z"):
        DocsTarget(tmp_path, "../elsewhere", DAY)
