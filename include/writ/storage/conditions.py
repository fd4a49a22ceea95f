"""Conditions that many queries share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, any_, literal
from sqlalchemy.dialects.postgresql import ARRAY


def any_of(ids: Iterable[UUID]) -> Any:
    """Any of these ids, as one parameter: the statement is the same however many there are."""
    return any_(literal(list(ids), ARRAY(Uuid)))
