"""Making records, plain values that the Docket shows, out of rows."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, TypeVar

Record = TypeVar("Record")


def record_of(kind: type[Record], row: object, **more: Any) -> Record:
    """A record from the fields of the same name of `row`; `more` are the fields that it does not have."""
    names = {field.name for field in fields(kind) if field.init} - more.keys()  # type: ignore[arg-type]
    return kind(**{name: getattr(row, name) for name in names}, **more)
