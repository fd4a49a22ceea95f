"""Makes export files of every kind for the tests."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import polars as pl
from openpyxl import Workbook

from include.writ.exports.blocks import Block, Reading, open_export
from include.writ.exports.layout import ExportLayout
from include.writ.exports.table import BrokenRow

RUSSIAN = ("Номер", "Дата обнаружения", "Ссылка", "Категория", "Язык", "Текст", "Хеш снимка")
ROWS = (
    (
        "F-1",
        "2026-11-20T09:00:00+05:00",
        "https://vk.com/wall-1_1",
        "наркотики",
        "ru",
        "первый, «текст»;\nдва | ряда",
        "ab",
    ),
    ("00042", "2026-11-20T10:00:00+05:00", "https://t.me/a/1", "самоубийство", "ru", 'он сказал "да"', ""),
)
EMPTY = ExportLayout()


def delimited(rows: Iterable[Sequence[str]], delimiter: str = ",", line_end: str = "\n") -> str:
    out = io.StringIO(newline="")
    # by itself the writer leaves a line break unquoted when it is not the end of a line
    quoting = csv.QUOTE_ALL if line_end == "\r" else csv.QUOTE_MINIMAL
    csv.writer(out, delimiter=delimiter, lineterminator=line_end, quoting=quoting).writerows(rows)
    return out.getvalue()


def workbook(sheets: Mapping[str, Sequence[Sequence[object]]]) -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    return book


def bytes_of(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def json_rows(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [json.dumps(dict(zip(header, row, strict=True)), ensure_ascii=False) for row in rows]


def zipped(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def gzipped(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def open_bytes(folder: Path, content: bytes, layout: ExportLayout = EMPTY) -> Reading:
    path = folder / "export.bin"
    path.write_bytes(content)
    return open_export(path, layout, folder)


def read_bytes(folder: Path, content: bytes, layout: ExportLayout = EMPTY) -> tuple[pl.DataFrame, list[BrokenRow]]:
    blocks: list[Block] = list(open_bytes(folder, content, layout).blocks())
    frames = [block.frame for block in blocks]
    return (pl.concat(frames) if frames else pl.DataFrame()), [row for block in blocks for row in block.broken]
