"""Reads an export of JSON objects: one a line, or all in one array.

An object is a row, its names are columns. A line that is no JSON is one broken row; an array that is no JSON is refused
with the position, since nobody knows where its next object begins. Memory holds one object and one part of rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from types import MappingProxyType

from include.writ.domain.finding import FIELDS, OPTIONAL_FIELDS
from include.writ.errors import ContractBroken
from include.writ.exports.cells import find_cell_problem, show
from include.writ.exports.frames import collect_parts, gather_blocks
from include.writ.exports.header import Names, name_all
from include.writ.exports.jsontext import Item, split_array, split_lines
from include.writ.exports.plain_json import Number, parse_value
from include.writ.exports.table import Block, BrokenRow
from include.writ.exports.text import TextEncoding

# How many objects are looked at for the names of columns before the first is read.
_SAMPLE_ROWS = 1_000
_NO_OBJECT = "it is no JSON object with each name once; ask the source to write one complete object a row"


class JsonReading:
    """One file of JSON objects. `drift` grows while it is read, as later objects may have new names."""

    def __init__(self, path: Path, encoding: TextEncoding, names: Names, *, is_array: bool) -> None:
        """Find the columns in the first objects; raises `ContractBroken` when a required one is nowhere."""
        self.format = "json_array" if is_array else "json_lines"
        self.encoding = encoding.name
        self.dialect: Mapping[str, str] = MappingProxyType({})
        self._path, self._encoding, self._names = path, encoding, names
        found: dict[str, None] = {}
        for item in islice(self._items(), _SAMPLE_ROWS):
            found.update(dict.fromkeys(_read_object(item) or {}))
        if not found:
            raise ContractBroken("the export has no JSON object among its first rows; ask the source to send it again")
        header = names.map_header(list(found))
        self.drift = header.drift
        self._fields: dict[str, str | None] = dict(zip(header.labels, header.fields, strict=True))

    def blocks(self) -> Iterator[Block]:
        """The rows in the order of the file."""
        return gather_blocks(collect_parts(self._rows(), FIELDS))

    def _items(self) -> Iterator[Item]:
        split = split_array if self.format == "json_array" else split_lines
        return split(self._path, self._encoding)

    def _rows(self) -> Iterator[tuple[int, list[str]] | BrokenRow]:
        for number, item in enumerate(self._items(), start=1):
            values = _read_object(item)
            problem = ("row_valid", _NO_OBJECT)
            if values is not None:
                cells = {field: value for name, value in values.items() if (field := self._field_of(name))}
                row, problem_found = _read_cells(cells)
                if problem_found is None:
                    yield number, row
                    continue
                problem = problem_found
            yield BrokenRow(number, show(item.text), *problem)

    def _field_of(self, name: str) -> str | None:
        if name not in self._fields:
            self._fields[name] = field = self._names.field_of(name)
            others = [other for other, known in self._fields.items() if field and known == field and other != name]
            if others:
                raise ContractBroken(f"two names for {field}: {name_all([*others, name])}; name one in the layout")
            read = f"read as {field}" if field else "it is not read and stays in the raw file"
            self.drift = (*self.drift, f"new column {name_all([name])} in a later row: {read}")
        return self._fields[name]


def _read_object(item: Item) -> dict[str, object] | None:
    try:
        value = item.value if item.is_parsed else parse_value(item.text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _read_cells(values: Mapping[str, object]) -> tuple[list[str], tuple[str, str] | None]:
    cells = []
    for field in FIELDS:
        if field not in values and field not in OPTIONAL_FIELDS:
            return [], ("row_complete", f"it has no {field}; ask the source to write every column in every row")
        text = _text_of(values.get(field))
        if text is None:
            return [], _describe(field, values[field])
        problem = find_cell_problem(field, text)
        if problem:
            return [], problem
        cells.append(text)
    return cells, None


def _text_of(value: object) -> str | None:
    """A plain value as text, numbers as they are written; None for what is not plain."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Number):
        return value.text if value.is_exact else None
    return "" if value is None else None


def _describe(field: str, value: object) -> tuple[str, str]:
    if isinstance(value, Number):
        return "cell_exact", f"{field} is a number that cannot be kept exactly; ask the source to write it as text"
    return "cell_plain", f"{field} holds a list or an object; ask the source to write one plain value"
