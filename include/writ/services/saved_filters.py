"""Filters of the queue that a person keeps under a name of their own; nobody else sees them.

They are no record of anything: their owner replaces and deletes them as they like.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from include.writ.domain.people import Person
from include.writ.errors import NotPossible
from include.writ.storage.models import SavedFilterRow


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A filter as an address has it, under its name."""

    name: str
    query: str


def keep(session: Session, *, person: Person, name: str, query: str) -> SavedFilter:
    """Keep the filter, in the place of the one of the same name. The database refuses the 21st of a person."""
    kept = SavedFilter(name.strip(), query)
    if not kept.name:
        raise NotPossible("name: give the filter a name")
    if not kept.query:
        raise NotPossible("filter: choose something first; all that waits for you needs no filter")
    statement = insert(SavedFilterRow).values(person=person.id, name=kept.name, query=kept.query)
    upsert = statement.on_conflict_do_update(index_elements=["person", "name"], set_={"query": kept.query})
    session.execute(upsert)
    return kept


def remove(session: Session, *, person: Person, name: str) -> None:
    """Delete it. Raises `NotPossible` where the person has none of this name."""
    own = (SavedFilterRow.person == person.id) & (SavedFilterRow.name == name.strip())
    if session.scalar(delete(SavedFilterRow).where(own).returning(SavedFilterRow.name)) is None:
        raise NotPossible(f"you have no filter of the name {name.strip()}")


def of_person(session: Session, person: Person) -> list[SavedFilter]:
    """The person's own, in order of name."""
    own = select(SavedFilterRow).where(SavedFilterRow.person == person.id).order_by(SavedFilterRow.name)
    return [SavedFilter(row.name, row.query) for row in session.scalars(own)]
