"""What the Docket calls when people keep filters of the queue."""

from __future__ import annotations

from include.writ.domain.people import Person
from include.writ.services import saved_filters
from include.writ.services.saved_filters import SavedFilter
from include.writ.wiring.case_queue import Asked
from include.writ.wiring.deployment import for_docket

__all__ = ["SavedFilter"]


def keep(person: Person, name: str, asked: Asked) -> SavedFilter:
    """Keep it under a name."""
    with for_docket().begin() as session:
        return saved_filters.keep(session, person=person, name=name, query=asked.query)


def remove(person: Person, name: str) -> list[SavedFilter]:
    """Delete one of the person's own; those that are left."""
    with for_docket().begin() as session:
        saved_filters.remove(session, person=person, name=name)
        return saved_filters.of_person(session, person)


def of_person(person: Person) -> list[SavedFilter]:
    """The person's own."""
    with for_docket().begin() as session:
        return saved_filters.of_person(session, person)
