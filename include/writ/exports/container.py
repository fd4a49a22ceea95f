"""Unpacks gzip and zip to a temporary file, so that what is read is always one plain file on disk.

An archive has exactly one export. Bounded are the bytes that come out, counted as they come, and their ratio to what
went in; an archive within an archive is refused, since bounds multiply.
"""

from __future__ import annotations

import gzip
import os
import tempfile
import weakref
import zlib
from pathlib import Path
from typing import IO, Final, cast

from include.writ.errors import ContractBroken
from include.writ.exports.archive import check_ratio, open_archive

_COPY_BYTES: Final = 1024 * 1024
_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK\x03\x04"
_EMPTY_ZIP: Final = b"PK\x05\x06"
# Archives that are not read: bzip2, xz, zstandard, 7-Zip, RAR.
_OTHER: Final = (b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07")


class Plain:
    """One plain file; when it was unpacked, it is deleted as soon as nobody holds this."""

    def __init__(self, path: Path, *, is_temporary: bool) -> None:
        """Keep `path` for as long as this lives."""
        self.path = path
        if is_temporary:
            weakref.finalize(self, path.unlink, missing_ok=True)


def unpack(path: Path, scratch: Path | None) -> Plain:
    """The file itself, or what is in it, unpacked into `scratch`; a workbook counts as a plain file."""
    kind = _kind_of(path)
    if kind is None:
        return Plain(path, is_temporary=False)
    handle, name = tempfile.mkstemp(prefix="writ-export-", dir=scratch)
    plain = Plain(Path(name), is_temporary=True)
    with os.fdopen(handle, "wb") as target:
        _unpack_gzip(path, target) if kind == _GZIP else _unpack_zip(path, target)
    if _kind_of(plain.path) is not None:
        raise ContractBroken("the archive has another archive in it; ask the source to pack the export once")
    return plain


def is_workbook(path: Path) -> bool:
    """Whether a file is a zip archive with the parts of a workbook."""
    with path.open("rb") as file:
        if file.read(len(_ZIP)) != _ZIP:
            return False
    with open_archive(path) as archive:
        names = set(archive.namelist())
    return "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names)


def _kind_of(path: Path) -> bytes | None:
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(_OTHER):
        raise ContractBroken("the export is packed in a way that is not read; ask the source for gzip or zip")
    if head.startswith(_GZIP):
        return _GZIP
    if head.startswith((_ZIP, _EMPTY_ZIP)):
        return None if is_workbook(path) else _ZIP
    return None


def _unpack_gzip(path: Path, target: IO[bytes]) -> None:
    try:
        with gzip.open(path) as source:
            _copy(cast(IO[bytes], source), target, path.stat().st_size)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise ContractBroken(
            f"the archive is damaged ({type(error).__name__}); ask the source to send it again"
        ) from None


def _unpack_zip(path: Path, target: IO[bytes]) -> None:
    with open_archive(path) as archive:
        exports = [member for member in archive.infolist() if not member.is_dir() and not _is_extra(member.filename)]
        if len(exports) != 1:
            raise ContractBroken(
                f"the archive has {len(exports)} files instead of one; ask the source to pack one export an archive"
            )
        with archive.open(exports[0]) as source:
            _copy(source, target, path.stat().st_size)


def _is_extra(name: str) -> bool:
    """What packing on a Mac adds."""
    return name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1] == ".DS_Store"


def _copy(source: IO[bytes], target: IO[bytes], packed: int) -> None:
    size = 0
    while chunk := source.read(_COPY_BYTES):
        size += len(chunk)
        check_ratio(size, packed)
        target.write(chunk)
