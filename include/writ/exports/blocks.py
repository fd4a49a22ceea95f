"""Opens a monitoring export of any kind: `open_export(path, layout).blocks()` gives its rows, or the file is refused.

What a file is, is decided from outside in: unpacked, kind, encoding, delimiter, header. At each step what the layout
declares wins, what is found must be certain, and doubt refuses the file with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from include.writ.exports.container import Plain, unpack
from include.writ.exports.delimited import DelimitedReading
from include.writ.exports.detect import Kind, find_kind
from include.writ.exports.encodings import find_encoding
from include.writ.exports.head import find_head
from include.writ.exports.header import Names
from include.writ.exports.jsonrows import JsonReading
from include.writ.exports.layout import ExportLayout
from include.writ.exports.table import Block, BrokenRow, Reading
from include.writ.exports.workbook import WorkbookReading

__all__ = ["Block", "BrokenRow", "Reading", "open_export"]


def open_export(path: Path, layout: ExportLayout, scratch: Path | None = None) -> Reading:
    """Find out how a file is written and read its header; raises `ContractBroken` when the file must be refused.

    What is packed is unpacked into `scratch` (the system's temporary folder when None) and deleted with the reading.
    """
    plain = unpack(path, scratch)
    kind = find_kind(plain.path, layout.format)
    return _Held(plain, _open(plain.path, kind, layout))


def _open(path: Path, kind: Kind, layout: ExportLayout) -> Reading:
    names = Names(layout)
    if kind == "xlsx":
        return WorkbookReading(path, layout.sheet, names)
    encoding = find_encoding(path, layout.encoding, names, is_json=kind != "csv")
    if kind != "csv":
        return JsonReading(path, encoding, names, is_array=kind == "json_array")
    head = find_head(path, encoding, layout.delimiter, names)
    return DelimitedReading(path, encoding, head.delimiter, names.map_header(head.labels), head.text, names)


class _Held:
    """A reading that keeps its temporary file for as long as it lives."""

    def __init__(self, plain: Plain, reading: Reading) -> None:
        self._plain, self._reading = plain, reading

    @property
    def format(self) -> str:
        return self._reading.format

    @property
    def encoding(self) -> str:
        return self._reading.encoding

    @property
    def dialect(self) -> Mapping[str, str]:
        return self._reading.dialect

    @property
    def drift(self) -> tuple[str, ...]:
        return self._reading.drift

    def blocks(self) -> Iterator[Block]:
        yield from self._reading.blocks()
