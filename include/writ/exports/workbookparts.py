"""The parts of a workbook around its rows: which sheets there are, its strings, its number formats, its merged cells.

The small parts are read by openpyxl, which holds each as a tree; so before it sees one, its size and the number of its
elements are bounded. The sheets and strings can be large and are streamed (`sheetxml.py`).
"""

from __future__ import annotations

import re
import sys
import warnings
import zipfile
from dataclasses import dataclass
from typing import Any, Final

from openpyxl.packaging.manifest import Manifest
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.xml.constants import SHARED_STRINGS

from include.writ.errors import ContractBroken
from include.writ.exports.sheetcells import CellReader
from include.writ.exports.sheetxml import stream_strings

_MAX_SMALL_BYTES: Final = 16 * 1024**2
_MAX_SMALL_ELEMENTS: Final = 200_000
_MAX_STRINGS_MEMORY: Final = 512 * 1024**2
_CHUNK_BYTES: Final = 1024 * 1024
_MERGED: Final = re.compile(rb'mergeCell\s[^<>]{0,99}?ref="([A-Z]{1,3}([0-9]{1,7}):[A-Z]{1,3}[0-9]{1,7})"')
_MERGED_BYTES: Final = 256


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, whether people see it, and the part that holds its rows."""

    name: str
    is_visible: bool
    part: str


@dataclass(frozen=True, slots=True)
class Parts:
    """What is known of a workbook before its rows are read."""

    sheets: list[Sheet]
    cells: CellReader


def read_parts(archive: zipfile.ZipFile) -> Parts:
    """Read everything but the rows; raises `ContractBroken` for a workbook that is damaged or made to be too much."""
    try:
        reader = _open_reader(archive)
        found = [(sheet.name, sheet.state, relation) for sheet, relation in reader.parser.find_sheets()]
        formats = _number_formats(reader.wb)
    except (ContractBroken, MemoryError):
        raise
    except Exception as error:  # the library raises whatever it stumbles over in a damaged part
        raise ContractBroken(
            f"the workbook is damaged or not plain ({type(error).__name__}); ask the source to save it again"
        ) from None
    names = set(archive.namelist())
    sheets = [
        Sheet(name, state == "visible", relation.target)
        for name, state, relation in found
        if relation.Type.endswith("/worksheet") and relation.target in names
    ]
    return Parts(sheets, CellReader(_read_strings(archive, reader.package), formats, reader.wb.epoch))


def find_merged(archive: zipfile.ZipFile, part: str, row: int) -> list[str]:
    """The merged areas of a sheet that begin in this row; they stand behind all rows, so the whole part is scanned."""
    found: dict[str, None] = {}
    kept = b""
    with archive.open(part) as file:
        while chunk := file.read(_CHUNK_BYTES):
            for match in _MERGED.finditer(kept + chunk):
                if int(match[2]) == row:
                    found[match[1].decode()] = None
            kept = chunk[-_MERGED_BYTES:]
    return list(found)


class _SmallParts:
    """Gives the library a part only when it can be held as a tree."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def read(self, name: str) -> bytes:
        if self._archive.getinfo(name).file_size > _MAX_SMALL_BYTES:
            raise self._refuse()
        content = self._archive.read(name)
        if content.count(b"<") > _MAX_SMALL_ELEMENTS or b"<!DOCTYPE" in content:
            raise self._refuse()
        return content

    @staticmethod
    def _refuse() -> ContractBroken:
        return ContractBroken(
            "a part of the workbook is larger than any spreadsheet needs, or declares a document type"
        )


def _open_reader(archive: zipfile.ZipFile) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a default style is missing does not matter here
        reader = ExcelReader(archive.fp, read_only=True, keep_links=False)
        reader.archive = _SmallParts(archive)
        reader.read_manifest()
        reader.read_workbook()
        apply_stylesheet(reader.archive, reader.wb)
    return reader


def _number_formats(workbook: Any) -> list[str]:
    """The number format of each cell style."""
    own = list(workbook._number_formats)
    formats = []
    for style in workbook._cell_styles:
        place = style.numFmtId - BUILTIN_FORMATS_MAX_SIZE
        formats.append(BUILTIN_FORMATS.get(style.numFmtId, "General") if place < 0 else own[place])
    return formats


def _read_strings(archive: zipfile.ZipFile, package: Manifest) -> list[str]:
    part = package.find(SHARED_STRINGS)
    strings: list[str] = []
    memory = 0
    if part is None:
        return strings
    for text in stream_strings(archive, part.PartName[1:]):
        memory += sys.getsizeof(text) + 8
        if memory > _MAX_STRINGS_MEMORY:
            raise ContractBroken(
                "the workbook has more different texts than are read; ask the source to send it as CSV"
            )
        strings.append(text)
    return strings
