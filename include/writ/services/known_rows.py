"""What the database knows already of the rows that come in: content items, their latest cases, findings.

Asked block by block: the keys of the block are copied into a temporary table and joined, so it costs one index look-up
a row and no row is named in a statement.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

import polars as pl
from sqlalchemy import text
from sqlalchemy.orm import Session

from include.writ.storage.copying import copy_encoded, encode, read_frame

_TEMPORARY = "pg_temp"
_WAYS = ("enable_nestloop", "enable_hashjoin", "enable_mergejoin")
_KNOWN_ITEMS = "SELECT encode(uuid_send(id), 'hex') FROM pg_temp.asked_items JOIN writ.content_items USING (id)"
_LATEST_CASES = """
    SELECT DISTINCT ON (c.content_item_id, c.ground)
        encode(uuid_send(c.content_item_id), 'hex'), c.ground, encode(uuid_send(c.id), 'hex'), c.occurrence,
        (extract(epoch FROM c.closed_at) * 1000000)::bigint
    FROM pg_temp.asked_items JOIN writ.cases c ON c.content_item_id = asked_items.id
    WHERE c.jurisdiction = {jurisdiction}
    ORDER BY c.content_item_id, c.ground, c.occurrence DESC
"""
_SOME_KNOWN = text(
    "SELECT EXISTS (SELECT FROM writ.findings WHERE source = :source AND finding_ref BETWEEN :first AND :last)"
)
_KNOWN_FINDINGS = """
    SELECT a.row_number, f.row_sha256 = a.row_sha256
    FROM pg_temp.asked_findings a JOIN writ.findings f USING (finding_ref) WHERE f.source = {source}
"""


class Join(StrEnum):
    """How the planner is to join, for it knows nothing yet of rows that were copied in this transaction.

    `INDEX`: a block is looked up in a large table, whose size must not matter. `HASH`: a whole batch is compared.
    """

    INDEX = "enable_nestloop"
    HASH = "enable_hashjoin"


@contextmanager
def joined_by(session: Session, join: Join) -> Iterator[None]:
    """Join in one way only; afterwards as the server would by itself."""
    for way in _WAYS:
        session.execute(text(f"SET LOCAL {way} = {'on' if way == join else 'off'}"))
    session.execute(text("SET LOCAL jit = off"))  # compiling these queries takes longer than running them
    yield
    for setting in (*_WAYS, "jit"):
        session.execute(text(f"SET LOCAL {setting} TO DEFAULT"))


def known_items(session: Session, ids: pl.Series) -> pl.DataFrame:
    """Those of `ids` (16 bytes each, in order) that are content items, as one column `item_id`."""
    _ask(session, "asked_items", "id uuid", ids.to_frame("id"))
    with joined_by(session, Join.INDEX):
        return _bytes(read_frame(session, _KNOWN_ITEMS, {"item_id": pl.String}), "item_id")


def latest_cases(session: Session, items: pl.DataFrame, jurisdiction: str) -> pl.DataFrame:
    """The latest case for each of these items and ground; `closed_at` where it is closed."""
    schema = {
        "item_id": pl.String,
        "ground": pl.String,
        "latest_id": pl.String,
        "latest_occurrence": pl.Int32,
        "closed_at": pl.Int64,
    }
    if items.is_empty():
        found = pl.DataFrame(schema=schema)
    else:
        _ask(session, "asked_items", "id uuid", items.rename({"item_id": "id"}).sort("id"))
        with joined_by(session, Join.INDEX):
            found = read_frame(session, _LATEST_CASES, schema, jurisdiction=jurisdiction)
    return _bytes(found, "item_id", "latest_id").with_columns(
        pl.from_epoch("closed_at", "us").dt.replace_time_zone("UTC")
    )


def known_findings(session: Session, source: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Which rows of `source` are findings already: `row_number`, and `is_same` when they say the same.

    `rows` needs row_number, finding_ref and row_sha256.
    """
    schema = {"row_number": pl.Int64, "is_same": pl.String}
    named = rows.filter(pl.col("finding_ref") != "")
    if named.is_empty() or not _may_be_known(session, source, named["finding_ref"]):
        return pl.DataFrame(schema={"row_number": pl.Int64, "is_same": pl.Boolean})
    columns = 'row_number bigint, finding_ref text COLLATE "C", row_sha256 bytea'
    asked = named.select("row_number", "finding_ref", "row_sha256").sort("finding_ref")
    _ask(session, "asked_findings", columns, asked)
    with joined_by(session, Join.INDEX):
        marks = read_frame(session, _KNOWN_FINDINGS, schema, source=source)
    return marks.with_columns(pl.col("is_same") == "t")


def _may_be_known(session: Session, source: str, refs: pl.Series) -> bool:
    """References mostly rise with time: where none lies between the first and the last of the block, none is known."""
    return bool(session.scalar(_SOME_KNOWN, {"source": source, "first": refs.min(), "last": refs.max()}))


def _ask(session: Session, table: str, columns: str, rows: pl.DataFrame) -> None:
    session.execute(text(f"CREATE TEMPORARY TABLE IF NOT EXISTS {table} ({columns}) ON COMMIT DROP"))
    session.execute(text(f"TRUNCATE {_TEMPORARY}.{table}"))
    copy_encoded(session, table, encode(rows), schema=_TEMPORARY)


def _bytes(frame: pl.DataFrame, *names: str) -> pl.DataFrame:
    return frame.with_columns(pl.col(name).str.decode("hex") for name in names)
