"""What kind of file an export is, by its first bytes; what the layout declares must be what the bytes are."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from include.writ.errors import ContractBroken
from include.writ.exports.container import is_workbook
from include.writ.exports.layout import Format

Kind = Literal["csv", "xlsx", "json_lines", "json_array"]

_HEAD_BYTES: Final = 4096
_MARKS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_NOT_READ: Final = {
    b"\xd0\xcf\x11\xe0": "an old or password-protected Office file",
    b"%PDF": "a PDF",
    b"{\\rtf": "a rich text file",
    b"<": "HTML or XML, perhaps a page that asks to sign in",
    b"PAR1": "a Parquet file",
}


def find_kind(path: Path, declared: Format | None) -> Kind:
    """The kind of a plain file; raises `ContractBroken` for one that is not read or is not what is declared."""
    with path.open("rb") as file:
        head = _after_mark(file.read(_HEAD_BYTES))
    for start, what in _NOT_READ.items():
        if head.startswith(start) and not (declared == "csv" and start == b"<"):
            raise ContractBroken(f"the export is {what}; ask the source for CSV, JSON or .xlsx")
    found: Kind = "xlsx" if is_workbook(path) else _KINDS.get(head[:1], "csv")
    if declared and not found.startswith(declared) and (declared != "csv" or found == "xlsx"):
        raise ContractBroken(f"the export is {found}, not {declared} as declared; correct the format in its layout")
    return "csv" if declared == "csv" else found


_KINDS: Final[dict[bytes, Kind]] = {b"{": "json_lines", b"[": "json_array"}


def _after_mark(head: bytes) -> bytes:
    """The first bytes that say something, as ASCII: without mark, blanks, and the NULs of UTF-16."""
    for mark in _MARKS:
        head = head.removeprefix(mark)
    return head.replace(b"\0", b"").lstrip()
