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

from include.writ.services.bulk_ids import case_ranges
from include.writ.services.vet_batch import Compared, nothing_known
from include.writ.storage.copying import copy_encoded, encode, read_frame

_TEMPORARY = "pg_temp"
_WAYS = ("enable_nestloop", "enable_hashjoin", "enable_mergejoin")
# compiling these queries takes longer than running them; where they are long, a second process is worth its start
_SETTINGS = {"jit": "off", "parallel_setup_cost": "0", "parallel_tuple_cost": "0"}
_KNOWN_ITEMS = "SELECT encode(uuid_send(id), 'hex') FROM pg_temp.asked_items JOIN writ.content_items USING (id)"
_LATEST_CASES = """
    SELECT DISTINCT ON (c.content_item_id, c.ground)
        encode(uuid_send(c.content_item_id), 'hex'), c.ground, encode(uuid_send(c.id), 'hex'), c.occurrence,
        CASE WHEN c.state = 'closed' THEN (extract(epoch FROM c.closed_at) * 1000000)::bigint END
    FROM pg_temp.asked_cases a JOIN writ.cases c ON c.id BETWEEN a.first AND a.last AND c.content_item_id = a.item_id
    WHERE c.jurisdiction = {jurisdiction}
    ORDER BY c.content_item_id, c.ground, c.occurrence DESC
"""
_ITEM_BYTES = text("SELECT pg_relation_size('writ.content_items')")
_ITEM_ROW = 140  # bytes of one, more or less
_BEGINNINGS = text("""
    SELECT string_agg(substr(uuid_send(id), 1, 4), ''::bytea) FROM writ.content_items
    GROUP BY get_byte(uuid_send(id), 0)
""")
_SOME_KNOWN = text(
    "SELECT EXISTS (SELECT FROM writ.findings WHERE source = :source AND finding_ref BETWEEN :first AND :last)"
)
_UNLIKE_FINDINGS = """
    SELECT a.row_number, f.source IS NOT NULL
    FROM pg_temp.asked_findings a
    LEFT JOIN writ.findings f ON f.finding_ref = a.finding_ref AND f.source = {source}
    WHERE f.row_sha256 IS DISTINCT FROM a.row_sha256
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
    for setting, value in _SETTINGS.items():
        session.execute(text(f"SET LOCAL {setting} = {value}"))
    yield
    for setting in (*_WAYS, *_SETTINGS):
        session.execute(text(f"SET LOCAL {setting} TO DEFAULT"))


def known_items(session: Session, ids: pl.Series) -> pl.DataFrame:
    """Those of `ids` (16 bytes each, in order) that are content items, as one column `item_id`."""
    _ask(session, "asked_items", "id uuid", ids.to_frame("id"))
    with joined_by(session, Join.INDEX):
        return _bytes(read_frame(session, _KNOWN_ITEMS, {"item_id": pl.String}), "item_id")


def every_beginning(session: Session) -> Iterator[bytes]:
    """The first four bytes of the ids of all content items, one behind another, some thousands at a time."""
    yield from session.scalars(_BEGINNINGS)


def count_items_roughly(session: Session) -> int:
    """About how many content items there are, by the size of their table."""
    return int(session.scalar(_ITEM_BYTES) or 0) // _ITEM_ROW


def latest_cases(session: Session, items: pl.DataFrame, jurisdiction: str) -> pl.DataFrame:
    """The latest case for each of these items and ground; `closed_at` where it is closed.

    One whose order was reversed is not: what is reported again after an annulment joins it, and opens nothing.
    """
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
        _ask(session, "asked_cases", "item_id uuid, first uuid, last uuid", case_ranges(items.sort("item_id")))
        with joined_by(session, Join.INDEX):
            found = read_frame(session, _LATEST_CASES, schema, jurisdiction=jurisdiction)
    return _bytes(found, "item_id", "latest_id").with_columns(
        pl.from_epoch("closed_at", "us").dt.replace_time_zone("UTC")
    )


def compare_findings(session: Session, source: str, rows: pl.DataFrame) -> Compared:
    """Rows of `source`, as `canonicalise` makes them, by what earlier batches have under their references."""
    named = rows.filter(pl.col("finding_ref") != "")
    if named.is_empty() or not _may_be_known(session, source, named["finding_ref"]):
        return nothing_known(rows)
    columns = 'row_number bigint, finding_ref text COLLATE "C", row_sha256 bytea'
    asked = named.select("row_number", "finding_ref", "row_sha256").sort("finding_ref")
    _ask(session, "asked_findings", columns, asked)
    with joined_by(session, Join.INDEX):
        schema = {"row_number": pl.Int64, "is_changed": pl.String}
        unlike = read_frame(session, _UNLIKE_FINDINGS, schema, source=source)
    new, changed = (unlike.filter(pl.col("is_changed") == is_changed)["row_number"] for is_changed in ("f", "t"))
    is_new = (pl.col("finding_ref") == "") | pl.col("row_number").is_in(new.implode())
    is_changed = pl.col("row_number").is_in(changed.implode())
    return Compared(rows.filter(is_new), rows.filter(~is_new & ~is_changed), rows.filter(is_changed))


def _may_be_known(session: Session, source: str, refs: pl.Series) -> bool:
    """References mostly rise with time: where none lies between the first and the last of the block, none is known."""
    return bool(session.scalar(_SOME_KNOWN, {"source": source, "first": refs.min(), "last": refs.max()}))


def _ask(session: Session, table: str, columns: str, rows: pl.DataFrame) -> None:
    session.execute(text(f"CREATE TEMPORARY TABLE IF NOT EXISTS {table} ({columns}) ON COMMIT DROP"))
    session.execute(text(f"TRUNCATE {_TEMPORARY}.{table}"))
    copy_encoded(session, table, encode(rows), schema=_TEMPORARY)


def _bytes(frame: pl.DataFrame, *names: str) -> pl.DataFrame:
    return frame.with_columns(pl.col(name).str.decode("hex") for name in names)
