"""Writes docs/reconciliation.md: the classes of orders and the decision table behind them, from the code.

`python -m include.writ.domain.handbook docs/reconciliation.md`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path

from include.writ.domain.decision_table import TABLE
from include.writ.domain.reckoning import MEANINGS, Clock, Course, Meaning, Rule, Said, Seen

HEAD = """\
# Reconciliation

Written by `python -m include.writ.domain.handbook docs/reconciliation.md` from `include/writ/domain/reckoning.py` and
`decision_table.py`; tests hold that every combination of facts has exactly one line, and that the database gives every
order the class that the plainest reckoning of its history gives.

Each night the book of the day that has just ended gives every order one class, from what was known before midnight:

1. **what was ordered**: how far the order is, and whether the platform's time runs, stands still or is over;
2. **what the platform said**: all its answers, in a word. An answer of later goes before one of earlier, but for a
   platform that says that it did and later refuses: that is `both`, and a person reads it;
3. **what was seen**: looks of probes, those that could not tell left out. Only two looks at least half an hour apart,
   with none between that saw otherwise, make `gone` or `withheld`. A login wall, an error, a captcha never do.

A mismatch has its class, the instant since when, and the drafter of the order as its owner. The book then counts, for
each platform and ground: opening + new + reopened - closed = closing. The opening is counted order by order from the
books before and must be the closing that the book before has on record, or the task fails. What became known late is a
change of today; nothing is written into a book of the past unless that book is drawn up again.
"""
ANY = "any"


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *_classes(), "", *_table(), ""])


def _classes() -> Iterator[str]:
    yield "## Classes\n"
    yield "| class | means | counts as open | for people | since |\n|---|---|---|---|---|"
    for name, meaning in MEANINGS.items():
        is_so = f"{_yes(meaning.is_open)} | {_yes(meaning.is_mismatch)}"
        yield f"| `{name}` | {meaning.says} | {is_so} | {_since(meaning)} |"


def _since(meaning: Meaning) -> str:
    return {
        "begun": "the receipt, or the first attempt",
        "due": "the end of the time",
        "said": "the first such answer",
        "refused": "the first refusal",
        "looked": "the first of the looks that agree",
        "effect": "the first of the two looks",
        "reversed": "the reversal",
    }[meaning.since]


def _table() -> Iterator[str]:
    yield "## Decision table\n"
    yield "The order of the lines says nothing. Column: where the order is counted in the cohorts of the book.\n"
    yield "| course | clock | said | seen | last look | class | column |\n|---|---|---|---|---|---|---|"
    for rule in TABLE:
        facts = (
            _set(rule.course, Course),
            _set(rule.clock, Clock),
            _set(rule.said, Said),
            _set(rule.seen, Seen),
            _look(rule),
        )
        yield f"| {' | '.join(facts)} | `{rule.order_class}` | {rule.standing or 'not sent yet'} |"


def _set(values: Iterable[StrEnum] | None, of: type[StrEnum]) -> str:
    wanted = set(values or of)
    return ANY if wanted == set(of) else ", ".join(value for value in of if value in wanted)


def _look(rule: Rule) -> str:
    said = {None: "", True: "after the answer", False: "not after the answer"}[rule.since_said]
    late = {None: "", True: "after the time", False: "not after the time"}[rule.late]
    return ", ".join(part for part in (late, said) if part) or ANY


def _yes(value: bool) -> str:
    return "yes" if value else "no"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
