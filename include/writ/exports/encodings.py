"""Which encoding the text of a file has: declared, marked, valid UTF-8, or clearly one of the Cyrillic ones.

Text in the wrong one-byte encoding still is text, only other words; so one is taken only on evidence: names of columns
that are known when read under it, or words that are plainly a language. Two encodings that give the same text for every
byte of the file are one. Anything less is refused, with the candidates named.
"""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Final

import charset_normalizer

from include.writ.errors import ContractBroken
from include.writ.exports.head import count_known_names
from include.writ.exports.header import Names
from include.writ.exports.layout import Encoding
from include.writ.exports.text import TextEncoding, decode_chunk

_SAMPLE_BYTES: Final = 256 * 1024
_ONE_BYTE: Final = {"windows-1251": "cp1251", "kz1048": "kz1048", "koi8-r": "koi8_r", "cp866": "cp866"}
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32", ""),  # before utf-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32", ""),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16-be"),
)
# How much of a text must look like a language for its encoding to count, and how far behind every other must stay.
_MIN_COHERENCE: Final = 0.3
_MAX_RIVAL: Final = 0.5


def find_encoding(path: Path, declared: Encoding | None, names: Names, *, is_json: bool = False) -> TextEncoding:
    """The encoding of a file; raises `ContractBroken` when it contradicts the layout or stays in doubt."""
    with path.open("rb") as file:
        head = file.read(_SAMPLE_BYTES)
    marked = _find_mark(head, declared)
    if marked:
        return marked
    if is_json and declared is None and b"\0" in head[:4]:
        return TextEncoding("utf-16", "utf-16-le" if head[1:2] == b"\0" else "utf-16-be")  # JSON begins in ASCII
    if declared == "utf-16" or (declared is None and b"\0" in head.split(b"\n", 1)[0]):
        return _find_byte_order(head, names)
    if declared:
        return _unmarked(declared)
    sample = head if not head.isascii() else _find_high_bytes(path)
    if _is_utf8(sample) or count_known_names(head.decode("utf-8", "replace"), names):
        return _unmarked("utf-8")
    if is_json:
        raise ContractBroken("the export is JSON but not UTF-8; declare its encoding in the layout")
    return _unmarked(_find_one_byte(path, head, sample, names))


def _unmarked(name: str) -> TextEncoding:
    return TextEncoding("utf-8", "utf-8") if name == "utf-8-sig" else TextEncoding(name, _ONE_BYTE.get(name, name))


def _find_mark(head: bytes, declared: Encoding | None) -> TextEncoding | None:
    for mark, name, codec in _MARKS:
        if not head.startswith(mark):
            continue
        if not codec or (declared and declared.removesuffix("-sig") != name.removesuffix("-sig")):
            agreed = f"not {declared} as declared" if declared else "which is not supported"
            raise ContractBroken(
                f"the export begins with the mark of {name}, {agreed}; "
                "ask the source for UTF-8, or correct the encoding in its layout"
            )
        return TextEncoding(name, codec, len(mark))
    return None


def _find_byte_order(head: bytes, names: Names) -> TextEncoding:
    for codec in ("utf-16-le", "utf-16-be"):
        text = head[: len(head) // 2 * 2].decode(codec, "ignore")
        if count_known_names(text, names):
            return TextEncoding("utf-16", codec)
    raise ContractBroken(
        "the first line has NUL characters, or is not UTF-16 as declared: the file is no text or was cut in transfer; "
        "ask the source to send it again as UTF-8"
    )


def _find_high_bytes(path: Path) -> bytes:
    """The first stretch of the file that is not plain ASCII; nothing when all of it is."""
    with path.open("rb") as file:
        while chunk := file.read(_SAMPLE_BYTES * 4):
            if not chunk.isascii():
                first = next(place for place, byte in enumerate(chunk) if byte >= 0x80)
                return chunk[first:] + file.read(_SAMPLE_BYTES)
    return b""


def _is_utf8(sample: bytes) -> bool:
    try:
        decode_chunk(sample, "utf-8", is_last=len(sample) < _SAMPLE_BYTES)
    except UnicodeDecodeError:
        return False
    return True


def _find_one_byte(path: Path, head: bytes, sample: bytes, names: Names) -> str:
    known = {name: count_known_names(_decode(head, codec), names) for name, codec in _ONE_BYTE.items()}
    best = [name for name, count in known.items() if count == max(known.values())]
    if len(best) > len({"windows-1251", "kz1048"}):
        best = _find_plain_language(sample)
    if set(best) == {"windows-1251", "kz1048"}:
        best = _tell_kazakh(path)
    if len(best) == 1:
        return best[0]
    raise _doubt(best)


def _decode(head: bytes, codec: str) -> str:
    return head.decode(codec, "replace")


def _doubt(candidates: list[str]) -> ContractBroken:
    return ContractBroken(
        f"the encoding is in doubt: it can be {' or '.join(candidates or _ONE_BYTE)}; declare it in the layout"
    )


def _find_plain_language(sample: bytes) -> list[str]:
    """The encodings under which the words of a sample are plainly a language, when no other comes near."""
    found = charset_normalizer.from_bytes(sample[:_SAMPLE_BYTES], cp_isolation=list(_ONE_BYTE.values()))
    coherence: dict[str, float] = {}
    for match in found:
        for name, codec in _ONE_BYTE.items():
            if codec in match.could_be_from_charset:
                coherence[name] = max(coherence.get(name, 0.0), float(match.coherence))
    best = max(coherence.values(), default=0.0)
    if best < _MIN_COHERENCE:
        return [name for name in _ONE_BYTE if name in coherence] or list(_ONE_BYTE)
    return [name for name in _ONE_BYTE if coherence.get(name, 0.0) > best * _MAX_RIVAL]


_KAZAKH_BYTES: Final = bytes(
    byte
    for byte in range(128, 256)
    if bytes([byte]).decode("cp1251", "replace") != bytes([byte]).decode("kz1048", "replace")
)
# What these bytes are in windows-1251 when the text is Ukrainian or Belarusian; Serbian and Macedonian show themselves
# by more letters.
_OTHER_ALPHABETS: Final = (frozenset("ґєїҐЄЇ"), frozenset("ўЎ"))
_BALKAN_LETTERS: Final = frozenset("ЂђЃѓЉљЊњЏџ".encode("cp1251"))


def _tell_kazakh(path: Path) -> list[str]:
    """Kazakh letters stand in kz1048 where windows-1251 has letters of other languages; see which of them occur."""
    seen: set[int] = set()
    with path.open("rb") as file:
        while chunk := file.read(_SAMPLE_BYTES * 16):
            seen.update(chunk.translate(None, delete=_ORDINARY_BYTES))
    different = frozenset(bytes(seen & set(_KAZAKH_BYTES)).decode("cp1251"))
    if not different:
        return ["windows-1251"]
    is_other = any(different <= alphabet for alphabet in _OTHER_ALPHABETS) or seen & _BALKAN_LETTERS
    return ["windows-1251", "kz1048"] if is_other else ["kz1048"]


_ORDINARY_BYTES: Final = bytes(set(range(256)) - set(_KAZAKH_BYTES) - _BALKAN_LETTERS)
