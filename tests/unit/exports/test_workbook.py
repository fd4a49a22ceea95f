"""What a workbook says is read as it was typed, or its row is broken, or the file is refused."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from include.writ.errors import ContractBroken
from include.writ.exports.blocks import open_export
from include.writ.exports.layout import ExportLayout
from tests.unit.exports.files import ROWS, RUSSIAN, bytes_of, open_bytes, read_bytes, workbook

EXPECTED = [(number, *row) for number, row in enumerate(ROWS, start=1)]
SHEET_HEADER = ("id", "date", "url", "category", "text")


def read_cells(
    folder: Path, *rows: tuple[object, ...], formats: dict[str, str] | None = None
) -> tuple[list[tuple[object, ...]], list[tuple[int, str]]]:
    book = workbook({"Sheet1": [SHEET_HEADER, *rows]})
    for reference, number_format in (formats or {}).items():
        book["Sheet1"][reference].number_format = number_format
    frame, broken = read_bytes(folder, bytes_of(book))
    return frame.select("finding_ref", "detected_at", "excerpt").rows(), [(row.row_number, row.rule) for row in broken]


@pytest.mark.parametrize(
    ("cell", "number_format", "said"),
    [
        pytest.param(42, "00000", "00042", id="leading-zeros"),
        pytest.param(42, "General", "42", id="whole-number"),
        pytest.param(42.0, "General", "42", id="whole-double"),
        pytest.param(0.5, "General", "0.5", id="fraction"),
        pytest.param(-7, "000", "-7", id="negative"),
        pytest.param(True, "General", "TRUE", id="boolean"),
        pytest.param("00042", "@", "00042", id="text"),
        pytest.param(123456789012345, "0", "123456789012345", id="fifteen-digits"),
        pytest.param(0, "General", "0", id="zero"),
    ],
)
def test_a_cell_of_a_sheet_is_read_as_it_was_typed(tmp_path: Path, cell: object, number_format: str, said: str) -> None:
    rows, broken = read_cells(tmp_path, (cell, "t", "u", "g", "e"), formats={"A2": number_format})
    assert (rows, broken) == ([(said, "t", "e")], [])


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        pytest.param(1234567890123456, "cell_exact", id="sixteen-digits"),
        pytest.param(1 / 3, "cell_exact", id="sixteen-digits-of-a-fraction"),
        pytest.param(1e300, "cell_exact", id="huge"),
        pytest.param("=1+1", "cell_no_formula", id="formula"),
        pytest.param("#REF!", "cell_exact", id="error"),
        pytest.param("a\u202eb", "cell_readable", id="bidi"),
        pytest.param("x" * 32_767 * 4, "cell_not_too_large", id="large"),
    ],
)
def test_a_cell_that_lost_its_value_breaks_its_row_only(tmp_path: Path, cell: object, rule: str) -> None:
    book = workbook({"Sheet1": [SHEET_HEADER, ("1", "t", "u", "g", "e"), ("2", "t", "u", "g", "e")]})
    book["Sheet1"]["A2"]._value = cell if isinstance(cell, str) else None
    if not isinstance(cell, str):
        book["Sheet1"]["A2"].value = cell
    book["Sheet1"]["A2"].data_type = {"=": "f", "#": "e"}.get(str(cell)[0], "s" if isinstance(cell, str) else "n")
    frame, broken = read_bytes(tmp_path, bytes_of(book))
    assert [(row.row_number, row.rule) for row in broken] == [(1, rule)]
    assert frame["row_number"].to_list() == [2]
    assert broken[0].detail.startswith("finding_ref ")


def test_dates_of_a_sheet_are_iso_text_without_offset(tmp_path: Path) -> None:
    rows, broken = read_cells(tmp_path, ("1", datetime(2026, 11, 20, 9, 30, 15), "u", "g", "e"))
    assert (rows, broken) == ([("1", "2026-11-20T09:30:15", "e")], [])


def test_empty_rows_of_a_sheet_are_no_rows_and_short_rows_are_filled_up(tmp_path: Path) -> None:
    rows, broken = read_cells(tmp_path, ("1", "t", "u", "g"), (), ("2", "t", "u", "g", "e"))
    assert (rows, broken) == ([("1", "t", ""), ("2", "t", "e")], [])


def test_a_hidden_sheet_with_content_is_named_and_not_read(tmp_path: Path) -> None:
    book = workbook({"Data": [RUSSIAN, *ROWS], "Старое": [RUSSIAN, *ROWS], "Empty": []})
    book["Старое"].sheet_state = "veryHidden"
    reading = open_bytes(tmp_path, bytes_of(book))
    assert reading.drift == ("hidden sheet 'Старое' has something in it: it is not read and stays in the raw file",)
    assert next(iter(reading.blocks())).frame.rows() == EXPECTED


def test_two_visible_sheets_are_refused_until_one_is_declared(tmp_path: Path) -> None:
    content = bytes_of(workbook({"A": [RUSSIAN, *ROWS], "B": [RUSSIAN, ROWS[1]]}))
    with pytest.raises(ContractBroken, match="'A', 'B'"):
        open_bytes(tmp_path, content)
    reading = open_bytes(tmp_path, content, ExportLayout(sheet="B"))
    assert len(next(iter(reading.blocks())).frame) == 1
    assert reading.drift == ("sheet 'A' has something in it: it is not read and stays in the raw file",)
    with pytest.raises(ContractBroken, match="no sheet 'C'"):
        open_bytes(tmp_path, content, ExportLayout(sheet="C"))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        pytest.param([("Отчёт за ноябрь",), RUSSIAN, *ROWS], "header is in row 2", id="title"),
        pytest.param([*ROWS], "is no header", id="none"),
        pytest.param([], "no visible sheet", id="empty"),
        pytest.param([(*RUSSIAN, "URL"), *ROWS], "two columns for url: 'Ссылка', 'URL'", id="two-for-one"),
    ],
)
def test_a_sheet_without_one_plain_header_is_refused(tmp_path: Path, rows: list[tuple[str, ...]], said: str) -> None:
    with pytest.raises(ContractBroken, match=said):
        open_bytes(tmp_path, bytes_of(workbook({"S": rows})))


def test_a_merged_header_is_refused_by_its_cells(tmp_path: Path) -> None:
    book = workbook({"S": [(*RUSSIAN, "Автор", ""), *ROWS]})
    book["S"].merge_cells("H1:I1")
    with pytest.raises(ContractBroken, match="'H1:I1'"):
        open_bytes(tmp_path, bytes_of(book))


def test_a_second_header_in_a_sheet_is_refused_with_its_row(tmp_path: Path) -> None:
    reading = open_bytes(tmp_path, bytes_of(workbook({"S": [RUSSIAN, *ROWS, (), RUSSIAN, *ROWS]})))
    with pytest.raises(ContractBroken, match="row 5 of sheet 'S' is a header again"):
        list(reading.blocks())


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ('<row r="4"', '<row r="1"'),
        ('<row r="3"', '<row r="2"'),
        ('<row r="4"', '<row r="0"'),
        ('<row r="4"', '<row r="99999999999999999999"'),
        ('r="C3"', 'r="C4"'),
        ('r="E3"', 'r="D3"'),
        ('r="C3"', 'r="ZZZZ3"'),
        ('r="C3"', 'r="$C$3"'),
        ('r="C3"', 'r="XFE3"'),
        ('r="C3"', 'r="3"'),
        ("</sheetData>", "</sheetData><sheetData></sheetData>"),
    ],
)
def test_cells_and_rows_that_are_not_where_they_say_refuse_the_workbook(tmp_path: Path, was: str, now: str) -> None:
    """Two values for one cell, or two rows of one number, would leave one of them out unseen."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["reference", "detected_at", "url", "ground", "language", "excerpt", "capture_sha256"])
    for number in range(3):
        sheet.append(
            [f"R-{number}", "2026-11-17T00:00:00+05:00", f"https://vk.com/wall-1_{number}", "drugs", "ru", "x", ""]
        )
    plain, changed = tmp_path / "plain.xlsx", tmp_path / "changed.xlsx"
    book.save(plain)
    assert sum(block.frame.height for block in open_export(plain, ExportLayout()).blocks()) == 3
    with zipfile.ZipFile(plain) as read, zipfile.ZipFile(changed, "w") as written:
        for name in read.namelist():
            data = read.read(name)
            if name == SHEET:
                assert was.encode() in data
                data = data.replace(was.encode(), now.encode(), 1)
            written.writestr(name, data)
    with pytest.raises(ContractBroken):
        list(open_export(changed, ExportLayout()).blocks())
