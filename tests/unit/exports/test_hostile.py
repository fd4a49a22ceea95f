"""Files made to hurt: each ends in a clear refusal or in broken rows, within bounds of memory and time."""

from __future__ import annotations

import gzip
import io
import time
import zipfile
import zlib
from collections import Counter
from pathlib import Path

import pytest

from include.writ.errors import ContractBroken
from include.writ.exports.blocks import open_export
from include.writ.exports.layout import ExportLayout
from include.writ.exports.spreadsheet_safe import safe_cell
from tests.unit.exports.files import (
    ROWS,
    RUSSIAN,
    bytes_of,
    delimited,
    gzipped,
    open_bytes,
    read_bytes,
    workbook,
    zipped,
)

pytestmark = pytest.mark.slow

TEXT = delimited([RUSSIAN, *ROWS]).encode()
BOOK = bytes_of(workbook({"S": [RUSSIAN, *ROWS]}))

MAX_MEMORY_MB = 500
MAX_SECONDS = 20


def memory_mb(what: str) -> float:
    """VmRSS now, or VmHWM, the most since it was last reset."""
    status = Path("/proc/self/status").read_text()
    return int(status.split(f"{what}:")[1].split()[0]) / 1024


def outcome_of(folder: Path, content: bytes) -> tuple[str | None, int, dict[str, int]]:
    """What came of a file, within the bounds: the refusal, the readable rows, and the broken ones by rule."""
    Path("/proc/self/clear_refs").write_text("5")  # begin the most memory anew
    before, start = memory_mb("VmRSS"), time.perf_counter()
    refusal, rows, rules = None, 0, Counter[str]()
    try:
        for block in open_bytes(folder, content).blocks():
            rows += len(block.frame)
            rules.update(row.rule for row in block.broken)
    except ContractBroken as broken:
        refusal = str(broken)
    assert memory_mb("VmHWM") - before < MAX_MEMORY_MB
    assert time.perf_counter() - start < MAX_SECONDS
    assert [left.name for left in folder.iterdir()] == ["export.bin"]
    return refusal, rows, dict(rules)


def gzip_of_zeros(size: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = b"0" * 1024**2
    return b"".join([*(packer.compress(block) for _ in range(size // len(block))), packer.flush()])


def zip_of_zeros(size: int, name: str = "a.csv") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w") as file:
        for _ in range(size // 1024**2):
            file.write(b"0" * 1024**2)
    return out.getvalue()


def book_with(part: str, content: bytes) -> bytes:
    """A workbook in which one part is replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(BOOK)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, content if name == part else source.read(name))
        if part not in source.namelist():
            target.writestr(part, content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
XML = b'<?xml version="1.0"?>'
LOL = (
    b'<!DOCTYPE lolz [<!ENTITY a "lol">'
    + b"".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">'.encode() for n in range(9))
    + b"]>"
)
EXTERNAL = b'<!DOCTYPE x [<!ENTITY xxe SYSTEM "file:///etc/passwd">]>'
NAMESPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def sheet_of(inside: bytes, before: bytes = b"") -> bytes:
    return XML + before + b"<worksheet " + NAMESPACE + b"><sheetData>" + inside + b"</sheetData></worksheet>"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(gzip_of_zeros(400 * 1024**2), "200 times its size", id="gzip-bomb"),
        pytest.param(zip_of_zeros(400 * 1024**2), "200 times its size", id="zip-bomb"),
        pytest.param(gzip.compress(gzip_of_zeros(100 * 1024**2)), "another archive", id="gzip-in-gzip"),
        pytest.param(zipped({"a.zip": zipped({"a.csv": TEXT})}), "another archive", id="zip-in-zip"),
        pytest.param(gzipped(zipped({"a.csv": TEXT})), "another archive", id="zip-in-gzip"),
        pytest.param(zipped({f"{n}.csv": b"" for n in range(40_000)}), "too many names", id="zip-of-many-names"),
        pytest.param(zipped({"../../etc/cron.d/x.csv": TEXT}), "points outside", id="path-upwards"),
        pytest.param(zipped({"/etc/x.csv": TEXT}), "points outside", id="path-absolute"),
        pytest.param(zipped({"..\\..\\x.csv": TEXT}), "points outside", id="path-upwards-on-windows"),
        pytest.param(zipped({"C:x.csv": TEXT}), "points outside", id="path-with-drive"),
        pytest.param(zipped({"a.csv": TEXT, "b.csv": TEXT}), "2 files instead of one", id="zip-of-two"),
        pytest.param(zipped({"a/": b""}), "0 files instead of one", id="zip-of-none"),
        pytest.param(gzipped(TEXT)[:-9], "damaged", id="gzip-cut"),
        pytest.param(zipped({"a.csv": TEXT})[:-30], "damaged", id="zip-cut"),
        pytest.param(zipped({"a.csv": TEXT}) + b"\n", "behind the archive", id="zip-with-junk-behind"),
        pytest.param(BOOK + b"PK", "behind the archive", id="workbook-with-junk-behind"),
        pytest.param(book_with(SHEET, sheet_of(b"&j;", LOL)), "declares DTDForbidden", id="billion-laughs"),
        pytest.param(
            book_with("xl/workbook.xml", XML + LOL + b"<workbook>&j;</workbook>"), "document type", id="laughs-in-book"
        ),
        pytest.param(book_with(SHEET, sheet_of(b"&xxe;", EXTERNAL)), "declares DTDForbidden", id="external-entity"),
        pytest.param(
            book_with("xl/styles.xml", XML + EXTERNAL + b"<a>&xxe;</a>"), "document type", id="external-in-styles"
        ),
        pytest.param(
            book_with(SHEET, sheet_of(b"<row>" + b"<c/>" * 20_000 + b"</row>")),
            "more than 16384 cells",
            id="row-of-cells",
        ),
        pytest.param(book_with(SHEET, sheet_of(b"<x>" * 500_000)), "damaged", id="deep-xml"),
        pytest.param(
            book_with("xl/styles.xml", XML + b"<a>" + b"<b/>" * 300_000 + b"</a>"), "larger than", id="many-styles"
        ),
        pytest.param(book_with(SHEET, b"<worksheet><sheetData><row>"), "damaged", id="sheet-cut"),
        pytest.param(b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old or password-protected Office", id="old-office"),
        pytest.param(b"<html><body>sign in</body></html>", "HTML or XML", id="sign-in-page"),
        pytest.param(b"\0" * 1_000_000, "NUL", id="only-nuls"),
        pytest.param(TEXT.decode().encode("utf-32"), "utf-32", id="utf-32"),
        pytest.param(b"x" * 40_000_000, "no header", id="one-line-without-end"),
        pytest.param(TEXT + b"x" * 40_000_000, "more than 16777216 bytes", id="row-without-end"),
        pytest.param(TEXT + b"," * 30_000_000, "more than 16777216 bytes", id="row-of-delimiters"),
        pytest.param(TEXT + b'a",,"x\n' * 400_000, "never closed", id="open-quotes-everywhere"),
        pytest.param(",".join([*RUSSIAN, *map(str, range(50_000))]).encode(), "allowed are 1000", id="many-columns"),
        pytest.param(TEXT + b"\xed\xa0\x80\n", "cannot be read", id="surrogate-in-utf-8"),
        pytest.param(TEXT.decode().encode("utf-16") + b"\x00\xd8\n\x00", "cannot be read", id="surrogate-in-utf-16"),
        pytest.param(b"[" * 10_000_000, "nested too deep", id="deep-json"),
        pytest.param(b'[{"a": "' + b"x" * 40_000_000, "too large", id="json-without-end"),
        pytest.param(b'{"a": "' + b"x" * 40_000_000, "more than 16777216 bytes", id="json-line-without-end"),
    ],
)
def test_a_hostile_file_is_refused_within_bounds(tmp_path: Path, content: bytes, said: str) -> None:
    refusal, rows, rules = outcome_of(tmp_path, content)
    assert refusal is not None
    assert said in refusal
    assert (rows, rules) == (0, {}) or "line" in refusal


def row(**cells: str) -> list[str]:
    names = ("finding_ref", "detected_at", "url", "ground", "language", "excerpt", "capture_sha256")
    return [cells.get(name, value) for name, value in zip(names, ROWS[0], strict=True)]


@pytest.mark.parametrize(
    ("bad", "rule"),
    [
        pytest.param(row(excerpt="x" * 10_000_000), "cell_not_too_large", id="ten-megabyte-cell"),
        pytest.param(row(excerpt='"' * 5_000_000), "cell_not_too_large", id="cell-of-quotes"),
        pytest.param(row(excerpt="a\0b"), "cell_readable", id="nul"),
        pytest.param(row(excerpt="a\u202eb"), "cell_readable", id="bidi-override"),
        pytest.param(row(url="https://vk.com/\x1b[2J"), "cell_readable", id="control"),
        pytest.param(row(finding_ref="\x85"), "cell_readable", id="second-control-set"),
        pytest.param(row(finding_ref="R-1\u200b"), "cell_readable", id="no-width"),
        pytest.param(row(finding_ref="\ufeffR-1"), "cell_readable", id="mark-in-a-cell"),
        pytest.param(row(url="https://vk.com/wall-1\u00ad_1"), "cell_readable", id="soft-hyphen"),
        pytest.param(row(ground="drugs\u2060"), "cell_readable", id="word-joiner"),
    ],
)
def test_a_hostile_row_is_broken_and_the_others_are_read(tmp_path: Path, bad: list[str], rule: str) -> None:
    content = delimited([RUSSIAN, ROWS[0], bad, ROWS[1]]).encode()
    assert outcome_of(tmp_path, content) == (None, 2, {rule: 1})


def test_characters_of_no_width_join_pictures_in_an_excerpt(tmp_path: Path) -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    assert outcome_of(tmp_path, delimited([RUSSIAN, row(excerpt=family), ROWS[1]]).encode()) == (None, 2, {})


@pytest.mark.parametrize("written", ["1_000", "１２", " 1", "1 ", "0x10", "--1", "1e5e5", "Infinity", "NaN", "1e400"])
def test_what_no_double_holds_or_only_python_takes_for_a_number_breaks_its_row(tmp_path: Path, written: str) -> None:
    cells = b"".join(f'<c r="{c}2"><v>{written}</v></c>'.encode() for c in "ABCDEF")
    with zipfile.ZipFile(io.BytesIO(BOOK)) as source:
        sheet = source.read(SHEET)
    head = sheet[: sheet.index(b'<row r="2"')]
    content = book_with(SHEET, head + b'<row r="2">' + cells + b"</row></sheetData></worksheet>")
    _, broken = read_bytes(tmp_path, content)
    assert [row.rule for row in broken] == ["cell_exact"]


@pytest.mark.parametrize("cell", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1e400", "=cmd|' /C calc'!A0"])
def test_what_is_only_strange_text_is_kept_to_the_letter_for_the_rules_on_values(tmp_path: Path, cell: str) -> None:
    frame, broken = read_bytes(tmp_path, delimited([RUSSIAN, row(detected_at=cell)]).encode())
    assert (frame["detected_at"].to_list(), broken) == ([cell], [])


def test_an_encrypted_archive_is_refused(tmp_path: Path) -> None:
    content = bytearray(zipped({"a.csv": TEXT}))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(ContractBroken, match="encrypted"):
        open_bytes(tmp_path, bytes(content))


def test_a_member_that_is_larger_than_its_entry_says_is_not_read_beyond_it(tmp_path: Path) -> None:
    content = bytearray(zip_of_zeros(10 * 1024**2))
    for signature, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = content.index(signature) + place
        content[start : start + 4] = (10).to_bytes(4, "little")
    with pytest.raises(ContractBroken, match="damaged"):
        open_bytes(tmp_path, bytes(content))


def test_a_hundred_thousand_tables_of_one_row_are_no_table(tmp_path: Path) -> None:
    refusal, _, _ = outcome_of(tmp_path, (delimited([RUSSIAN, ROWS[1]]) + "\n").encode() * 100_000)
    assert refusal is not None
    assert "line 4 is a header again" in refusal


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "\xa0=1"])
def test_a_cell_that_a_spreadsheet_would_run_is_written_as_text(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "1", "a=b", "https://vk.com/wall-1_1", "'=1", "2026-11-20", "« цитата »", " "])
def test_any_other_cell_is_written_as_it_is(text: str) -> None:
    assert safe_cell(text) == text


def test_an_archive_that_could_be_read_in_two_ways_is_refused(tmp_path: Path) -> None:
    joined, doubled = tmp_path / "joined.zip", tmp_path / "doubled.zip"
    parts = []
    for name in ("a.csv", "b.csv"):
        single = tmp_path / f"{name}.zip"
        with zipfile.ZipFile(single, "w") as archive:
            archive.writestr(name, "reference,detected_at,url,ground,excerpt\n")
        parts.append(single.read_bytes())
    joined.write_bytes(b"".join(parts))
    with zipfile.ZipFile(doubled, "w") as archive:
        archive.writestr("a.csv", "reference,detected_at,url,ground,excerpt\n")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.csv", "reference,detected_at,url,ground,excerpt\n1,2,3,4,5\n")
    for path, words in ((joined, "before the archive"), (doubled, "two files of one name")):
        with pytest.raises(ContractBroken, match=words):
            open_export(path, ExportLayout())
