"""Reads a workbook (.xlsx): one sheet with the header in its first row, streamed, nothing calculated.

Refuses a workbook that needs a choice: several visible sheets with something in them and none declared, or a merged
cell in the header. Hidden sheets are not read; one with something in it is named in the drift.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from openpyxl.utils.cell import column_index_from_string

from include.writ.errors import ContractBroken
from include.writ.exports.archive import open_archive
from include.writ.exports.cells import find_cell_problem, show
from include.writ.exports.frames import collect_parts, gather_blocks
from include.writ.exports.header import MIN_KNOWN_NAMES, Header, Names, name_all
from include.writ.exports.sheetcells import Lost, RawCell
from include.writ.exports.sheetxml import MAX_CELLS, stream_rows
from include.writ.exports.table import Block, BrokenRow
from include.writ.exports.workbookparts import Sheet, find_merged, read_parts

_ADDRESS = re.compile("([A-Z]{1,3})([1-9][0-9]{0,6})", re.ASCII)

Row = tuple[int, dict[int, str | Lost]]


class WorkbookReading:
    """One workbook whose sheet and header have been found."""

    format = "xlsx"
    encoding = "utf-8"

    def __init__(self, path: Path, sheet_name: str | None, names: Names) -> None:
        """Choose the sheet and read its header; raises `ContractBroken` when there is doubt."""
        self.dialect: Mapping[str, str] = MappingProxyType({})
        self._path, self._names = path, names
        with open_archive(path) as archive:
            parts = read_parts(archive)
            self._cells = parts.cells
            filled = [sheet for sheet in parts.sheets if self._is_filled(archive, sheet)]
            self._sheet = _choose(filled, sheet_name)
            self._header_row, header = self._read_header(archive)
            merged = find_merged(archive, self._sheet.part, self._header_row)
        if merged:
            raise ContractBroken(
                f"the header has merged cells ({name_all(merged)}) on sheet {name_all([self._sheet.name])}; "
                "ask the source for one plain cell for each column"
            )
        self._header = header
        self.drift = (*header.drift, *_describe_others(filled, self._sheet))

    def blocks(self) -> Iterator[Block]:
        """The rows in the order of the sheet."""
        fields = [field for field in self._header.fields if field]
        return gather_blocks(collect_parts(self._read_rows(), fields))

    def _is_filled(self, archive: zipfile.ZipFile, sheet: Sheet) -> bool:
        return any(True for _ in self._rows(archive, sheet))

    def _rows(self, archive: zipfile.ZipFile, sheet: Sheet) -> Iterator[Row]:
        """Each row that has something in it: its number on the sheet, and its cells by column from 0."""
        for place, raw in stream_rows(archive, sheet.part):
            cells = {column: text for column, cell in _place(place, raw) if (text := self._cells.read(cell)) != ""}
            if cells:
                yield place, cells

    def _read_header(self, archive: zipfile.ZipFile) -> tuple[int, Header]:
        for tried, (place, cells) in enumerate(self._rows(archive, self._sheet)):
            labels = [_label(cells.get(column, "")) for column in range(max(cells) + 1)]
            if self._names.is_header(labels) or (not tried and self._names.count_known(labels) >= MIN_KNOWN_NAMES):
                if tried:
                    raise ContractBroken(
                        f"the header is in row {place} of sheet {name_all([self._sheet.name])}, with other text above "
                        "it; ask the source to leave out titles, so that the header comes first"
                    )
                return place, self._names.map_header(labels)
            if tried >= 20:
                break
        raise ContractBroken(
            f"the first row of sheet {name_all([self._sheet.name])} is no header: none or too few names of columns "
            "were found; check that the source still writes a header"
        )

    def _read_rows(self) -> Iterator[tuple[int, list[str]] | BrokenRow]:
        number = 0
        with open_archive(self._path) as archive:
            for place, cells in self._rows(archive, self._sheet):
                if place == self._header_row:
                    continue
                number += 1
                yield self._read_row(number, place, cells)

    def _read_row(self, number: int, place: int, cells: dict[int, str | Lost]) -> tuple[int, list[str]] | BrokenRow:
        row: list[str] = []
        width = len(self._header.fields)
        if max(cells) >= width:
            detail = f"{max(cells) + 1} cells instead of {width}; ask the source to fill only columns with a header"
            return BrokenRow(number, _show_row(cells), "row_complete", detail)
        written = [text if isinstance(text := cells.get(column, ""), str) else "" for column in range(width)]
        if self._names.is_header(written):
            raise ContractBroken(
                f"row {place} of sheet {name_all([self._sheet.name])} is a header again: the sheet has several tables; "
                "ask the source for one table a file"
            )
        for column, field in enumerate(self._header.fields):
            if field is None:
                continue
            text = cells.get(column, "")
            if isinstance(text, Lost):
                return BrokenRow(number, _show_row(cells), text.rule, f"{field} {text.detail}")
            problem = find_cell_problem(field, text)
            if problem:
                return BrokenRow(number, _show_row(cells), *problem)
            row.append(text)
        return number, row


def _place(place: int, raw: Sequence[RawCell]) -> Iterator[tuple[int, RawCell]]:
    """The cells of row `place` with their columns; a cell without an address stands after the one before.

    Addresses that do not rise, or lie in another row, could mean two values for one cell: the file is refused.
    """
    column = -1
    for cell in raw:
        before = column
        column = _column(place, cell.reference) if cell.reference else before + 1
        if not before < column < MAX_CELLS:
            raise ContractBroken(f"the cells of row {place} are not where they say; ask the source to save it again")
        yield column, cell


def _column(place: int, reference: str) -> int:
    found = _ADDRESS.fullmatch(reference)
    return column_index_from_string(found[1]) - 1 if found and int(found[2]) == place else -1


def _label(text: str | Lost) -> str:
    return text if isinstance(text, str) else ""


def _show_row(cells: Mapping[int, str | Lost]) -> str:
    return show("\t".join(_label(cells[column]) for column in sorted(cells)))


def _choose(filled: Sequence[Sheet], declared: str | None) -> Sheet:
    if declared is not None:
        chosen = [sheet for sheet in filled if sheet.name == declared]
    else:
        chosen = [sheet for sheet in filled if sheet.is_visible]
    if len(chosen) == 1:
        return chosen[0]
    if not chosen:
        wanted = "no visible sheet has" if declared is None else f"there is no sheet {name_all([declared])} with"
        raise ContractBroken(f"{wanted} anything in it; ask the source to send the workbook again")
    raise ContractBroken(
        f"{len(chosen)} visible sheets have something in them ({name_all(sheet.name for sheet in chosen)}); "
        "declare in the layout which sheet is read, or ask the source for one"
    )


def _describe_others(filled: Sequence[Sheet], chosen: Sheet) -> Iterator[str]:
    for sheet in filled:
        if sheet is not chosen:
            kind = "sheet" if sheet.is_visible else "hidden sheet"
            yield f"{kind} {name_all([sheet.name])} has something in it: it is not read and stays in the raw file"
