"""Which orders a text names, and what it says of each.

A sentence is about the orders that it names, and so are those behind it until another is named. What stands before the
first is about all of them. One sentence that names several with several outcomes is taken apart where that is plain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from include.writ.answers.judge import NOTHING, Signals, resolve, signals
from include.writ.answers.numbers import numbers_in
from include.writ.answers.records import Statement

_ABBREVIATED = (
    r"(?<!\b\w\.)(?<!\bno\.)(?<!\bmr\.)(?<!\bdr\.)(?<!\bст\.)(?<!\bпп\.)(?<!\bгр\.)(?<!\bим\.)(?<!\bсм\.)(?<!\bart\.)"
    r"(?<!\bmrs\.)(?<!\bэксп\.)(?<!\bтов\.)(?<!\bт\.к\.)(?<!\bт\.е\.)"
)
_SENTENCE = re.compile(rf"(?i:{_ABBREVIATED})(?<=[.!?…])[\s\"»)]+(?=[A-ZА-ЯЁӘІҢҒҮҰҚӨҺ«\"(\d№-])|(?<=;)\s+")
_NEW_LINE = re.compile(r"[-*•–—·]\s|\d{1,3}[.)]\s|[|№]")
_GOES_ON = (",", "-", " and", " и", " және", " по", " на", " of", " the", " to", "№", " not", " не")
_MOST_SENTENCES = 500


@dataclass(slots=True)
class _Said:
    said: Signals = NOTHING
    words: list[str] = field(default_factory=list)

    def add(self, found: Signals, words: str) -> None:
        self.said |= found
        self.words.append(words)


@dataclass(frozen=True, slots=True)
class Reading:
    """`is_silent`: nothing in the text is about anything that was done or not done."""

    statements: tuple[Statement, ...]
    is_silent: bool


def read_statements(text: str) -> Reading:
    """What `text` says of each order that it names, in their order; of a whole where it names none."""
    common, of_each, heading = _Said(), dict[str, _Said](), _Said()
    current: Sequence[str] = ()
    for sentence in _sentences(text):
        numbers, found = [number for *_, number in numbers_in(sentence)], signals(sentence)
        if numbers:
            current = numbers
            for number in numbers:
                of_each.setdefault(number, _Said()).add(found | heading.said, sentence)
        elif found and sentence.endswith(":"):
            current, heading = (), _Said(found, [sentence])
            common.add(NOTHING, sentence)
        else:
            for one in [of_each[number] for number in current] or [common]:
                one.add(found, sentence)
    if not of_each:
        said = common.said | heading.said
        return Reading((Statement(None, resolve(said), text),), is_silent=not said)
    statements = [
        Statement(number, resolve(one.said | common.said), "\n".join(dict.fromkeys(one.words)))
        for number, one in of_each.items()
    ]
    is_silent = not common.said and not any(one.said for one in of_each.values())
    return Reading(tuple(statements), is_silent)


def _sentences(text: str) -> Iterator[str]:
    count = 0
    for block in _blocks(text):
        for sentence in _SENTENCE.split(block):
            for part in _by_numbers(sentence.strip()):
                if count == _MOST_SENTENCES:
                    return
                count += 1
                yield part


def _blocks(text: str) -> Iterator[str]:
    """Lines that belong together, as one."""
    block = ""
    for line in text.split("\n"):
        if block and _begins_anew(block, line):
            yield block
            block = ""
        block = f"{block} {line}".strip()
    if block:
        yield block


def _begins_anew(block: str, line: str) -> bool:
    if not line:
        return True
    if block.lower().endswith(_GOES_ON):
        return False
    numbers = numbers_in(line)
    starts_with_number = bool(numbers) and numbers[0][0] <= 2
    return (
        block.endswith((":", ";"))
        or starts_with_number
        or bool(_NEW_LINE.match(line))
        or bool(numbers and numbers_in(block))
    )


def _by_numbers(sentence: str) -> list[str]:
    """A sentence on several orders, cut before each of them or behind, where each part then says one thing."""
    if not sentence:
        return []
    places = numbers_in(sentence)
    if len(places) < 2:
        return [sentence]
    before = [0, *(start for start, _, _ in places[1:]), len(sentence)]
    behind = [0, *(end for _, end, _ in places[:-1]), len(sentence)]
    for cuts in (before, behind):
        parts = [sentence[begin:end].strip(" ,;") for begin, end in pairwise(cuts)]
        if all(len(signals(part)) == 1 and resolve(signals(part)) for part in parts):
            return parts
    return [sentence]
