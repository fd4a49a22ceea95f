"""Conditions, counts and tables of parameters that many queries share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, TableValuedAlias, Text, Uuid, any_, column, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute, Session

from include.writ.storage.models import Base

Place = tuple[datetime, UUID]  # where a page of a list by time begins: when, and of which order, the line before it is


def counts_by(session: Session, kind: InstrumentedAttribute[str], *where: ColumnElement[bool]) -> dict[str, int]:
    """How many rows there are of each kind, by name of the kind."""
    rows = session.execute(select(kind, func.count()).where(*where).group_by(kind).order_by(kind))
    return {name: number for name, number in rows}


def any_of(ids: Iterable[UUID]) -> Any:
    """Any of these ids, as one parameter: the statement is the same however many there are."""
    return any_(literal(list(ids), ARRAY(Uuid)))


def any_text(texts: Iterable[str]) -> Any:
    """Any of these texts, likewise."""
    return any_(literal(list(texts), ARRAY(Text)))


def as_table(name: str, model: type[Base], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> TableValuedAlias:
    """`rows` as a table with some columns of that model: one parameter for each column, as in `any_of`."""
    like = [model.__table__.c[one] for one in columns]
    values = list(zip(*rows, strict=True)) or [()] * len(like)
    arrays = [literal(list(of_one), ARRAY(one.type)) for one, of_one in zip(like, values, strict=True)]
    named = [column(one.name, one.type) for one in like]
    return func.unnest(*arrays).table_valued(*named, name=name).render_derived()
