"""Opens zip archives only when what is in them is bounded and plain.

All is decided from the directory before a byte is unpacked, and the standard library reads no more of a member than its
entry says and compares its checksum. So the sizes in the entries are bounds, not promises.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Final

from include.writ.errors import ContractBroken

MAX_EXPORT_BYTES: Final = 2 * 1024**3
# Text packs 5:1 to 30:1. Above, it is text made to pack well, and only small ones are let pass.
MAX_RATIO: Final = 200
RATIO_FREE_BYTES: Final = 50 * 1024**2
_MAX_DIRECTORY_BYTES: Final = 1024**2
_END_BYTES: Final = 22
_END64_BYTES: Final = 56
_LOCATOR64_BYTES: Final = 20
_MAX_COMMENT_BYTES: Final = 65_535


@contextmanager
def open_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a zip archive with bounded, plain members; damage met while it is open becomes `ContractBroken`."""
    _check_directory_size(path)
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            for member in members:
                _check_member(member)
            _check_no_second_reading(archive)
            check_ratio(sum(member.file_size for member in members), path.stat().st_size)
            yield archive
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise ContractBroken(
            f"the archive is damaged ({type(error).__name__}); ask the source to send it again"
        ) from None


def check_ratio(size: int, packed: int) -> None:
    """Refuse what unpacks to more than any export is, or to far more than text does."""
    if size > MAX_EXPORT_BYTES:
        raise ContractBroken(
            f"the archive unpacks to more than {MAX_EXPORT_BYTES} bytes; ask the source to send smaller files"
        )
    if size > RATIO_FREE_BYTES and size > MAX_RATIO * packed:
        raise ContractBroken(
            f"the archive unpacks to more than {MAX_RATIO} times its size, which no export does; "
            "ask the source what it has sent"
        )


def _check_member(member: zipfile.ZipInfo) -> None:
    name = PurePosixPath(member.filename.replace("\\", "/"))
    if name.is_absolute() or ".." in name.parts or ":" in member.filename or member.orig_filename != member.filename:
        raise ContractBroken("a name in the archive points outside of it; ask the source to pack plain file names")
    if member.flag_bits & 0x1:
        raise ContractBroken("the archive is encrypted; ask the source to send it without a password")


def _check_no_second_reading(archive: zipfile.ZipFile) -> None:
    """Two files of one name, or an archive behind another one: a second reader could see other content."""
    entries = archive.infolist()
    if len({entry.filename for entry in entries}) < len(entries):
        raise ContractBroken("the archive has two files of one name; ask the source to pack each once")
    if entries and min(entry.header_offset for entry in entries) > 0:
        raise ContractBroken("something stands before the archive in the file; ask the source to send one archive")


def _check_directory_size(path: Path) -> None:
    """The directory is read whole on opening, so its size is looked at before."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _END_BYTES - _MAX_COMMENT_BYTES - _LOCATOR64_BYTES - _END64_BYTES))
        tail = file.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + _END_BYTES:
        raise ContractBroken("the archive is damaged (its end is missing); ask the source to send it again")
    (comment,) = struct.unpack_from("<H", tail, end + 20)
    if end + _END_BYTES + comment != len(tail):
        raise ContractBroken("something stands behind the archive in the file; ask the source to send one archive")
    (directory,) = struct.unpack_from("<I", tail, end + 12)
    end64 = end - _LOCATOR64_BYTES - _END64_BYTES
    if end64 >= 0 and tail[end64 : end64 + 4] == b"PK\x06\x06":
        directory = max(directory if directory != 0xFFFFFFFF else 0, struct.unpack_from("<Q", tail, end64 + 40)[0])
    if directory > _MAX_DIRECTORY_BYTES:
        raise ContractBroken("the archive has too many names; ask the source to pack one export an archive")
