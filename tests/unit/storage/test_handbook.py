"""docs/states.md and its pictures show the steps that are allowed."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from include.writ import settings
from include.writ.domain.states import TRANSITIONS
from include.writ.storage.handbook import page, pictures

DOCS = settings.project_root() / "docs"
SVG = "{http://www.w3.org/2000/svg}"


def test_the_page_shows_the_table_of_steps() -> None:
    """Red: run `python -m include.writ.storage.handbook docs/states.md`."""
    assert (DOCS / "states.md").read_text(encoding="utf-8") == page()


def test_the_pictures_show_the_table_of_steps() -> None:
    """Red: run `python -m include.writ.storage.handbook docs/states.md`, and delete pictures of lost machines."""
    written = {f"states/{path.name}": path.read_text(encoding="utf-8") for path in (DOCS / "states").iterdir()}
    assert written == pictures()
    assert all(f"({place})" in page() for place in written)


@pytest.mark.parametrize("machine", TRANSITIONS)
def test_a_picture_has_every_state_and_an_arrow_for_every_step(machine: str) -> None:
    drawn = ElementTree.fromstring(pictures()[f"states/{machine}.svg"])
    states = {state for step in TRANSITIONS[machine] for state in step if state}
    assert {text.text for text in drawn.iter(f"{SVG}text")} == {state.replace("_", " ") for state in states}
    arrows = [path for path in drawn.iter(f"{SVG}path") if path.get("marker-end")]
    assert len(arrows) == len(TRANSITIONS[machine])


def test_beginnings_and_ends_are_shown() -> None:
    assert "- from the beginning: `open`, `proposed`\n" in page()
    assert "- from `reversed`: no step\n" in page()
    assert "- from `drafted`: `declined`, `law_review`, `ordered`, `proposed`\n" in page()
