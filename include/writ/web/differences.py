"""What changed from one version of a draft to the next, word by word, for those who read both."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

from include.writ.wiring.docket import DecisionRecord

_WORDS = re.compile(r"\s+|[^\W_]+|.", re.DOTALL)
_MOST_WORDS = 6_000  # of both texts; comparing takes time that grows faster than they do


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text that is in both versions, or in only one of them: `kind` is "same", "gone" or "new"."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One version and, by question of the worksheet or "reasons", what is otherwise than in the version before."""

    version: DecisionRecord
    pieces: Mapping[str, Sequence[Piece]]


def changes(versions: Sequence[DecisionRecord]) -> list[Change]:
    """The versions that people wrote after another, the newest first, each with what it changed."""
    written = [version for version in versions if version.drafted_by is not None]
    return [Change(later, dict(_changed(earlier, later))) for earlier, later in pairwise(written)][::-1]


def _changed(earlier: DecisionRecord, later: DecisionRecord) -> Iterator[tuple[str, list[Piece]]]:
    before, after = (dict(_answers(one)) for one in (earlier, later))
    for question in [*after, *(name for name in before if name not in after)]:
        old, new = before.get(question, ""), after.get(question, "")
        if old != new:
            yield question, list(compare(old, new))


def _answers(version: DecisionRecord) -> Iterator[tuple[str, str]]:
    yield "reasons", version.reasons
    for question, answer in version.worksheet.items():
        yield question, _as_text(answer)


def _as_text(answer: Any) -> str:
    if isinstance(answer, Mapping):
        return "\n".join(f"{name}: {text}" for name, text in sorted(answer.items()))
    return answer if isinstance(answer, str) else ", ".join(map(str, answer))


def compare(old: str, new: str) -> Iterator[Piece]:
    """The pieces of both texts in order: joined without "new" they are `old`, joined without "gone" they are `new`."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if len(before) + len(after) > _MOST_WORDS:
        before, after = [old], [new]
    for kind, first, last, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece("same", "".join(before[first:last]))
            continue
        if first < last:
            yield Piece("gone", "".join(before[first:last]))
        if start < end:
            yield Piece("new", "".join(after[start:end]))
