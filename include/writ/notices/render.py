"""A notice as PDF/A-2a: tagged, for people and for archives, and byte for byte the same for the same notice.

Letters that the embedded fonts do not have are written as their code points, for a PDF/A must not have holes; the JSON
has the text as it is. Nothing of this machine (fonts, time, files) enters the document.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from functools import cache
from itertools import pairwise
from typing import Any
from unicodedata import category

import typst

from include.writ.errors import ContractBroken
from include.writ.notices.labels import TEMPLATES

MOST_ROUNDS = 200
_NO_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


def render(document: bytes) -> bytes:
    """The PDF of a notice as `message.compose` wrote it. Raises `ContractBroken` when it cannot be laid out."""
    says = json.loads(document)
    issued = datetime.fromisoformat(says["issued_at"])
    unseen: set[str] = {letter for letter in set(document.decode()) if category(letter)[0] == "C"}
    text = _shown(says, unseen) if unseen or b"\\" in document else document.decode()
    for _ in range(MOST_ROUNDS):
        try:
            return _compiled(text, issued)
        except typst.TypstError as error:
            unseen |= _named_by(error, text)
            text = _shown(says, unseen)
    raise ContractBroken("the notice has too many letters that no font of ours has")


def _compiled(says: str, issued: datetime) -> bytes:
    made = _compiler().compile(
        format="pdf", sys_inputs={"notice": says}, pdf_standards="a-2a", timestamp=int(issued.timestamp())
    )
    assert isinstance(made, bytes)
    return made


@cache
def _compiler() -> typst.Compiler:
    """One for the process: it keeps fonts and template (a new one for each notice takes twice as long)."""
    return typst.Compiler(TEMPLATES / "notice.typ", root=TEMPLATES, font_paths=typst.Fonts(include_system_fonts=False))


def _named_by(error: typst.TypstError, text: str) -> set[str]:
    """The letters for which the compiler found no glyph; it writes some of them as numbers."""
    found = _NO_GLYPH.search(error.message)
    letters = set(_ESCAPED.sub(lambda escape: chr(int(escape[1], 16)), found[1])) if found else set()
    # each font has these: they are named for what stands on them
    plain = {letter for letter in letters if letter.isascii()}
    letters = letters - plain or {after for letter, after in pairwise(text) if letter in plain and not after.isascii()}
    if not letters & set(text):
        raise ContractBroken("the notice cannot be laid out as PDF/A") from error
    return letters


def _shown(says: Any, unseen: set[str]) -> str:
    """The JSON with the letters of `unseen`, and all that are not to be seen at all, written as code points."""
    return json.dumps(_map_texts(says, lambda text: "".join(map(_letter(unseen), text))), ensure_ascii=False)


def _letter(unseen: set[str]) -> Callable[[str], str]:
    def shown(letter: str) -> str:
        is_seen = letter == "\n" or not (letter in unseen or category(letter)[0] == "C")
        return letter if is_seen else f"[U+{ord(letter):04X}]"

    return shown


def _map_texts(says: Any, change: Callable[[str], str]) -> Any:
    if isinstance(says, str):
        return change(says)
    if isinstance(says, list):
        return [_map_texts(one, change) for one in says]
    if isinstance(says, dict):
        return {name: _map_texts(one, change) for name, one in says.items()}
    return says
