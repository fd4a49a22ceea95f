"""Frames into tables and out of them by COPY, and references checked as a set instead of row by row.

A foreign key costs PostgreSQL some microseconds a row: for a million findings more than all the rest of their intake.
`references_by_set` leaves these checks to its caller for the rest of the transaction. Writ's own guards hold all the
same (their triggers are `ENABLE ALWAYS`), and so do all keys and checks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import polars as pl
import psycopg
import pyarrow as pa
from psycopg import sql
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from include.writ.log import get
from include.writ.storage.models.base import SCHEMA

_ROWS_AT_ONCE = 10_000
_END = b"\xff\xff"
# PostgreSQL lends each COPY 16 MB of its buffers; one that needs more has to write pages to disk itself, and waits.
_BYTES_AT_ONCE = 10 * 1024 * 1024

log = get(__name__)


@dataclass(frozen=True, slots=True)
class Encoded:
    """Rows as PostgreSQL's binary COPY takes them after `start`: some thousands in each of `pieces`."""

    columns: tuple[str, ...]
    start: bytes
    pieces: tuple[bytes, ...]


def encode(frame: pl.DataFrame) -> Encoded:
    """The rows of `frame`, whose columns are named as a table's. Ids are 16 bytes, hashes 32."""
    from pgpq import ArrowToPostgresBinaryEncoder

    encoder = ArrowToPostgresBinaryEncoder(_to_arrow(frame.clear()).schema)
    start = encoder.write_header()
    batches = (batch for rows in frame.iter_slices(_ROWS_AT_ONCE) for batch in _to_arrow(rows).to_batches())
    pieces = [encoder.write_batch(batch) for batch in batches]
    rest = encoder.finish()  # rows that it held back, and the end
    pieces.append(rest.removesuffix(_END))
    return Encoded(tuple(frame.columns), start, tuple(filter(None, pieces)))


def _to_arrow(frame: pl.DataFrame) -> pa.Table:
    return frame.to_arrow(compat_level=pl.CompatLevel.oldest())


def copy_encoded(session: Session, table: str, rows: Encoded, schema: str = SCHEMA) -> None:
    """Append rows to a table."""
    columns = sql.SQL(", ").join(sql.Identifier(name) for name in rows.columns)
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary)").format(sql.Identifier(schema, table), columns)
    with _driver(session).cursor() as cursor:
        for pieces in _together(rows.pieces):
            with cursor.copy(statement) as copy:
                for data in (rows.start, *pieces, _END):
                    copy.write(data)


def _together(pieces: Sequence[bytes]) -> Iterator[list[bytes]]:
    some: list[bytes] = []
    for piece in pieces:
        if some and sum(map(len, some)) + len(piece) > _BYTES_AT_ONCE:
            yield some
            some = []
        some.append(piece)
    if some:
        yield some


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
