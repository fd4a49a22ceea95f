"""Writes docs/states.md: the state machines as pictures, from the table of allowed steps.

`python -m include.writ.storage.handbook docs/states.md`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from include.writ.domain.states import START, TRANSITIONS

HEAD = """\
# States

Written by `python -m include.writ.storage.handbook docs/states.md` from the table of steps in
`include/writ/domain/states.py`. The same table is in the database, where a trigger refuses every other step, whoever
asks; a test walks every pair of states. The pictures are [Mermaid](https://mermaid.js.org) diagrams, which the sites
that hold repositories draw.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *("\n".join(_diagram(machine)) for machine in TRANSITIONS)])


def _diagram(machine: str) -> Iterator[str]:
    yield f"## {machine}\n\n```mermaid\nstateDiagram-v2"
    steps = TRANSITIONS[machine]
    yield from (f"    {before or '[*]'} --> {after}" for before, after in sorted(steps))
    ends = {after for _, after in steps} - {before for before, _ in steps if before != START}
    yield from (f"    {state} --> [*]" for state in sorted(ends))
    yield "```\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
