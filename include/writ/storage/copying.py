"""Frames into tables and out of them by COPY, and references checked as a set instead of row by row.

A foreign key costs PostgreSQL some microseconds a row: for a million findings more than all the rest of their intake.
`references_by_set` leaves these checks to its caller for the rest of the transaction. Writ's own guards hold all the
same (their triggers are `ENABLE ALWAYS`), and so do all keys and checks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import polars as pl
import psycopg
from psycopg import sql
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from include.writ.log import get
from include.writ.storage.models.base import SCHEMA

_ROWS_AT_ONCE = 10_000

log = get(__name__)


@dataclass(frozen=True, slots=True)
class Encoded:
    """Rows as PostgreSQL's binary COPY takes them."""

    columns: tuple[str, ...]
    data: tuple[bytes, ...]


def encode(frame: pl.DataFrame) -> Encoded:
    """The rows of `frame`, whose columns are named as a table's. Ids are 16 bytes, hashes 32."""
    from pgpq import ArrowToPostgresBinaryEncoder

    rows = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
    encoder = ArrowToPostgresBinaryEncoder(rows.schema)
    header = encoder.write_header()
    batches = [encoder.write_batch(batch) for batch in rows.to_batches(max_chunksize=_ROWS_AT_ONCE)]
    return Encoded(tuple(frame.columns), (header, *batches, encoder.finish()))


def copy_encoded(session: Session, table: str, rows: Encoded, schema: str = SCHEMA) -> None:
    """Append rows to a table."""
    columns = sql.SQL(", ").join(sql.Identifier(name) for name in rows.columns)
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary)").format(sql.Identifier(schema, table), columns)
    with _driver(session).cursor() as cursor, cursor.copy(statement) as copy:
        for data in rows.data:
            copy.write(data)


def read_frame(session: Session, query: str, schema: Mapping[str, Any], **values: object) -> pl.DataFrame:
    """The rows of a query as a frame. Ids and hashes are asked for as hexadecimal text."""
    statement = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv)").format(
        sql.SQL(query).format(**{name: sql.Literal(value) for name, value in values.items()})
    )
    buffer = BytesIO()
    with _driver(session).cursor() as cursor, cursor.copy(statement) as copy:
        for data in copy:
            buffer.write(data)
    if not buffer.tell():
        return pl.DataFrame(schema=schema)
    return pl.read_csv(buffer.getvalue(), has_header=False, schema=schema)


def references_by_set(session: Session) -> bool:
    """Leave the check of foreign keys to the caller until the transaction ends; False where that is not permitted.

    Needs `GRANT SET ON PARAMETER session_replication_role`; without it each row is checked for itself, which is slower.
    """
    try:
        with session.begin_nested():
            session.execute(text("SET LOCAL session_replication_role = replica"))
    except ProgrammingError as error:
        if not isinstance(error.orig, psycopg.errors.InsufficientPrivilege):
            raise
        log.info("this role may not set session_replication_role: references are checked row by row")
        return False
    return True


def references_by_row(session: Session) -> None:
    """Back to checking each row."""
    session.execute(text("SET LOCAL session_replication_role = origin"))


def _driver(session: Session) -> psycopg.Connection[Any]:
    session.flush()
    connection = session.connection().connection.driver_connection
    if not isinstance(connection, psycopg.Connection):
        raise TypeError("COPY needs psycopg 3")
    return connection
