"""Rendering of the pages. Everything that goes into a page is escaped; a name that is missing is an error."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from include.writ import settings
from include.writ.domain.balance import COLUMNS


def render(template: str, **values: Any) -> str:
    """A page as text."""
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["at"] = _at
    environment.filters["words"] = lambda name: str(name).replace("_", " ")
    environment.globals.update(columns=COLUMNS, zone=str(settings.timezone()))
    return environment


def _at(time: datetime) -> str:
    return time.astimezone(settings.timezone()).strftime("%Y-%m-%d %H:%M")
