"""Takes JSON lines and JSON arrays apart into objects, holding one chunk and one object at most."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from include.writ.errors import ContractBroken
from include.writ.exports.plain_json import TooDeep, parse_at
from include.writ.exports.suspects import MAX_RECORD_BYTES
from include.writ.exports.text import TextEncoding, read_utf8

_CHUNK_BYTES: Final = 1024 * 1024
_BLANK: Final = re.compile(r"[ \t\n\r]*")


@dataclass(frozen=True, slots=True)
class Item:
    """One row as written, and its value when it has been read already."""

    text: str
    value: object = None
    is_parsed: bool = False


def split_lines(path: Path, encoding: TextEncoding) -> Iterator[Item]:
    """Each line that is not empty."""
    kept, line = b"", 0
    for chunk in read_utf8(path, encoding, _CHUNK_BYTES):
        *lines, kept = (kept + chunk).split(b"\n")
        for text in lines:
            line += 1
            if text.strip():
                yield Item(text.decode().rstrip("\r"))
        if len(kept) > MAX_RECORD_BYTES:
            raise ContractBroken(
                f"line {line + 1} has more than {MAX_RECORD_BYTES} bytes; ask the source to write one object a line"
            )
    if kept.strip():
        yield Item(kept.decode())


def split_array(path: Path, encoding: TextEncoding) -> Iterator[Item]:
    """Each element of the one array that a file holds; raises `ContractBroken` where it is no JSON."""
    text = _Text(path, encoding)
    text.take("[")
    if text.peek() == "]":
        text.take("]")
    else:
        yield text.read_value()
        while text.peek() == ",":
            text.take(",")
            yield text.read_value()
        text.take("]")
    if text.peek():
        raise text.refuse("text follows the array")


class _Text:
    """The text of a file from where it has been read to, with more of it fetched when needed."""

    def __init__(self, path: Path, encoding: TextEncoding) -> None:
        self._chunks = read_utf8(path, encoding, _CHUNK_BYTES)
        self._text, self._here, self._before = "", 0, 0

    def _fetch(self) -> bool:
        chunk = next(self._chunks, None)
        if chunk is None:
            return False
        self._before += self._here
        self._text, self._here = self._text[self._here :] + chunk.decode(), 0
        return True

    def peek(self) -> str:
        """The next sign that is no blank, or nothing at the end."""
        while True:
            found = _BLANK.match(self._text, self._here)
            self._here = found.end() if found else self._here
            if self._here < len(self._text):
                return self._text[self._here]
            if not self._fetch():
                return ""

    def take(self, sign: str) -> None:
        """Step over the next sign, which must be this one."""
        if self.peek() != sign:
            raise self.refuse(f"{sign!r} is missing" if sign != "]" else "',' or ']' is missing")
        self._here += 1

    def read_value(self) -> Item:
        """The value that begins here. One that seems broken may only be cut, so more is fetched, up to the bound."""
        self.peek()
        while True:
            try:
                value, end = parse_at(self._text, self._here)
            except TooDeep:
                raise self.refuse("a value is nested too deep") from None
            except ValueError:
                value, end = None, len(self._text)
            if end < len(self._text):
                item = Item(self._text[self._here : end], value, is_parsed=True)
                self._here = end
                return item
            if len(self._text) - self._here > MAX_RECORD_BYTES or not self._fetch_as_much_again():
                raise self.refuse("a value is broken, cut or too large")

    def _fetch_as_much_again(self) -> bool:
        wanted = 2 * (len(self._text) - self._here)
        is_more = self._fetch()
        while len(self._text) < wanted and self._fetch():
            pass
        return is_more

    def refuse(self, problem: str) -> ContractBroken:
        """The error that names the position."""
        return ContractBroken(
            f"the JSON array is broken at character {self._before + self._here + 1}: {problem}; "
            "ask the source to send it again"
        )
