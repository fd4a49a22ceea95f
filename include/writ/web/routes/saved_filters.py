"""Filters that a person keeps: for anyone with a role, and each for themselves only."""

from __future__ import annotations

from fastapi import APIRouter

from include.writ.web.bodies_queue import FilterNameBody, SavedFilterBody
from include.writ.web.security import CurrentPerson
from include.writ.wiring import saved_filters

router = APIRouter()
acts = APIRouter()


@router.get("/filters")
def filters(person: CurrentPerson) -> list[saved_filters.SavedFilter]:
    """The reader's own."""
    return saved_filters.of_person(person)


@acts.post("/filters")
def keep(body: SavedFilterBody, person: CurrentPerson) -> saved_filters.SavedFilter:
    """Keep a filter under a name, in the place of the one that has it."""
    return saved_filters.keep(person, body.name, body.asked())


@acts.post("/filters/delete")
def remove(body: FilterNameBody, person: CurrentPerson) -> list[saved_filters.SavedFilter]:
    """Delete one; the answer is what is left."""
    return saved_filters.remove(person, body.name)
