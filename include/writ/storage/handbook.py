"""Writes docs/states.md and docs/states/*.svg: the state machines as pictures, from the table of allowed steps.

`python -m include.writ.storage.handbook docs/states.md`; it needs the tools of requirements-dev.txt.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import graphlay

from include.writ.domain.states import START, TRANSITIONS

HEAD = """\
# States

Written by `python -m include.writ.storage.handbook docs/states.md` from the table of steps in
`include/writ/domain/states.py`. The same table is in the database, where a trigger refuses every other step, whoever
asks; a test walks every pair of states. Each course begins at the dot; a state with a thick frame has no step out of
it. Below each picture the same steps are in words.
"""
THICK, THIN = 3.5, 1.6
BOX = {"width": 120, "height": 76}  # high enough to keep many arrows at one side apart
DOT = {"width": 16, "height": 16, "shape": "ellipse"}


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *("\n".join(_section(machine)) for machine in TRANSITIONS)])


def pictures() -> dict[str, str]:
    """The SVG of each machine, by its place beside the page."""
    return {_place(machine): _picture(machine) for machine in TRANSITIONS}


def _place(machine: str) -> str:
    return f"states/{machine}.svg"


def _section(machine: str) -> Iterator[str]:
    yield f"## {machine}\n\n![The states of the machine {machine} and its steps]({_place(machine)})\n"
    for before in _states(machine):
        after = sorted(to for since, to in TRANSITIONS[machine] if since == before)
        begins = f"`{before}`" if before != START else "the beginning"
        yield f"- from {begins}: {', '.join(f'`{to}`' for to in after) or 'no step'}"
    yield ""


def _picture(machine: str) -> str:
    graph = graphlay.Graph()
    for state in _states(machine):
        graph.node(state, label=state.replace("_", " "), **(DOT if state == START else BOX))
    for before, after in sorted(TRANSITIONS[machine]):
        graph.edge(before, after)
    scene = graphlay.layout(graph).sketch_scene()
    left = {before for before, _ in TRANSITIONS[machine]}
    for state, node in zip(_states(machine), scene["nodes"], strict=True):
        node["stroke"]["width"] = THIN if state in left else THICK
        if state == START:
            node["content"], node["fill"] = [], node["stroke"]["paint"]
    return f"{graphlay.render_scene(scene)}\n"


def _states(machine: str) -> list[str]:
    return sorted({state for step in TRANSITIONS[machine] for state in step})


if __name__ == "__main__":
    written = Path(sys.argv[1])
    written.write_text(page(), encoding="utf-8")
    for place, picture in pictures().items():
        path = written.parent / place
        path.parent.mkdir(exist_ok=True)
        path.write_text(picture, encoding="utf-8")
