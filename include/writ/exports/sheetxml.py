"""Streams the rows of a sheet and the strings of a workbook out of their XML, keeping nothing but the current row.

The parser is the hardened one: a document type, an entity or anything external refuses the file. What it is given is
bounded by `archive.py`; a row, a cell and the strings in all have bounds of their own.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Any, Final
from xml.sax import SAXException
from xml.sax.handler import ContentHandler, feature_namespaces

from defusedxml import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from include.writ.errors import ContractBroken
from include.writ.exports.sheetcells import RawCell, unescape

MAX_CELLS: Final = 16_384
MAX_ROWS: Final = 1_048_576
MAX_CELL_CHARACTERS: Final = 20_000_000
# Excel's own bound on rows with as many cells as an export has needs half of it.
MAX_ELEMENTS: Final = 50_000_000
_CHUNK_BYTES: Final = 64 * 1024
_DAMAGED: Final = "the workbook is damaged or not plain; ask the source to save it again"


def stream_rows(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[int, list[RawCell]]]:
    """The rows of one sheet in order, each with its number and the cells that are written in it."""
    yield from _stream(archive, part, _RowHandler())


def stream_strings(archive: zipfile.ZipFile, part: str) -> Iterator[str]:
    """The shared strings of a workbook in order."""
    yield from _stream(archive, part, _StringHandler())


def _stream(archive: zipfile.ZipFile, part: str, handler: _Handler) -> Iterator[Any]:
    parser = DefusedExpatParser(forbid_dtd=True, forbid_entities=True, forbid_external=True)
    parser.setContentHandler(handler)
    parser.setFeature(feature_namespaces, False)
    try:
        with archive.open(part) as file:
            while chunk := file.read(_CHUNK_BYTES):
                parser.feed(chunk)
                yield from handler.take()
            parser.close()
            yield from handler.take()
    except DefusedXmlException as error:
        raise ContractBroken(f"the workbook declares {type(error).__name__}; no spreadsheet does that") from None
    except (SAXException, ValueError, UnicodeError, KeyError):
        raise ContractBroken(_DAMAGED) from None


class _Handler(ContentHandler):
    """Collects the text of the element that is being read, and what is finished."""

    def __init__(self) -> None:
        super().__init__()
        self._done: list[Any] = []
        self._text: list[str] = []
        self._size = 0
        self._is_text = False
        self._phonetic = 0
        self._elements = 0

    def startElement(self, name: str, attrs: Any) -> None:
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise ContractBroken("the workbook has more cells than are read; ask the source to send it as CSV")
        self.start_tag(name.rpartition(":")[2], attrs)

    def endElement(self, name: str) -> None:
        self.end_tag(name.rpartition(":")[2])

    def start_tag(self, tag: str, attrs: Any) -> None:
        raise NotImplementedError

    def end_tag(self, tag: str) -> None:
        raise NotImplementedError

    def take(self) -> list[Any]:
        """What was finished since the last time."""
        done, self._done = self._done, []
        return done

    def characters(self, content: str) -> None:
        if not self._is_text or self._phonetic:
            return
        self._size += len(content)
        if self._size > MAX_CELL_CHARACTERS:
            raise ContractBroken(f"a cell of the workbook has more than {MAX_CELL_CHARACTERS} characters")
        self._text.append(content)

    def _start_text(self) -> None:
        self._text, self._size = [], 0


class _StringHandler(_Handler):
    def start_tag(self, tag: str, attrs: Any) -> None:
        if tag == "si":
            self._start_text()
        self._phonetic += tag == "rPh"
        self._is_text = tag == "t"

    def end_tag(self, tag: str) -> None:
        self._is_text = False
        self._phonetic -= tag == "rPh"
        if tag == "si":
            self._done.append(unescape("".join(self._text)))


class _RowHandler(_Handler):
    def __init__(self) -> None:
        super().__init__()
        self._row: list[RawCell] = []
        self._place = 0
        self._cell = ("", "", 0)
        self._has_formula = False
        self._values = 0
        self._tables = 0

    def start_tag(self, tag: str, attrs: Any) -> None:
        if tag == "c":
            self._cell = (attrs.get("r", ""), attrs.get("t", "n"), int(attrs.get("s", "0")))
            self._has_formula = False
            self._values = 0
            self._start_text()
        elif tag == "row":
            self._row = []
            self._place = self._next_place(attrs.get("r"))
        elif tag == "sheetData":
            self._tables += 1
        elif tag == "v":
            self._values += 1
        if self._tables > 1 or self._values > 1:
            raise ContractBroken(_DAMAGED)
        self._has_formula |= tag == "f"
        self._phonetic += tag == "rPh"
        self._is_text = tag in ("v", "t")

    def end_tag(self, tag: str) -> None:
        self._is_text = False
        self._phonetic -= tag == "rPh"
        if tag == "c":
            self._end_cell()
        elif tag == "row":
            self._done.append((self._place, self._row))

    def _next_place(self, written: str | None) -> int:
        """The number of a row; a row without one follows the one before. Numbers that do not rise hide a row."""
        place = self._place + 1 if written is None else int(written) if written.isdecimal() else 0
        if not self._place < place <= MAX_ROWS:
            raise ContractBroken(f"the row after row {self._place} has another number; ask the source to save it again")
        return place

    def _end_cell(self) -> None:
        reference, kind, style = self._cell
        self._row.append(RawCell(reference, kind, style, self._has_formula, "".join(self._text)))
        if len(self._row) > MAX_CELLS:
            raise ContractBroken(f"a row of the workbook has more than {MAX_CELLS} cells")
