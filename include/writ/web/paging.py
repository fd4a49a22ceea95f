"""Where a page of a list by time begins: after a time and an order, so that what is added meanwhile moves nothing."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Depends, HTTPException

from include.writ.web.days import Instant
from include.writ.wiring.docket import Place


def place(since: Instant | None = None, order: UUID | None = None) -> Place | None:
    """Where a page begins, if it is not the first."""
    if (since is None) != (order is None):
        raise HTTPException(422, "since and order: a page after the first needs both")
    return (since, order) if since and order else None


After = Annotated[Place | None, Depends(place)]
