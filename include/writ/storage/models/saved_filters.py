"""Filters of the queue that people keep for themselves."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from include.writ.storage.models.base import BYTEWISE, TEXT, Base
from include.writ.storage.models.people import PersonRow


class SavedFilterRow(Base):
    """One filter under a person's own name for it, as an address has it; the database lets nobody keep more than 20."""

    __tablename__ = "saved_filters"
    __table_args__ = (
        CheckConstraint("char_length(btrim(name)) BETWEEN 1 AND 60", name="name_is_short"),
        CheckConstraint("query ~ '^[A-Za-z0-9_=&%.+-]+$' AND length(query) <= 2000", name="query_is_of_an_address"),
    )

    person: Mapped[str] = mapped_column(ForeignKey(PersonRow.id), primary_key=True)
    name: Mapped[str] = mapped_column(BYTEWISE, primary_key=True)
    query: Mapped[str] = mapped_column(TEXT)
