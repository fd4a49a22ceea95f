"""Many released orders without the people: copies of the first one that people made, each on an item of its own.

The copies are written past the guards of the database, by its owner, and to one platform; what leaves is then real.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from sqlalchemy import text
from sqlalchemy.engine import Connection

from include.writ.domain.ids import case_id, content_item_id
from include.writ.storage.session import engine

# how each copied row is found from the first order `o`
FIRST = {
    "content_items": "t.id = o.content_item_id",
    "cases": "t.id = o.case_id",
    "decisions": "t.id = o.decision_id",
    "approvals": "t.id = o.approval_id",
    "orders": "t.id = o.id",
    "outbox": "t.order_id = o.id AND t.notice_kind = 'order'",
}
# of each copied table: what a copy has of its own; the rest is as in the one that people made
OWN = {
    "content_items": {
        "id": "c.item",
        "content_id": "c.content_id",
        "canonical_url": "replace(t.canonical_url, c.of_content_id, c.content_id)",
    },
    "cases": {"id": "c.case_id", "content_item_id": "c.item"},
    "decisions": {"id": "c.decision", "case_id": "c.case_id", "reasons": "t.reasons || ' ' || c.number"},
    "approvals": {"id": "c.approval", "decision_id": "c.decision"},
    "orders": {
        "id": "c.order_id",
        "case_id": "c.case_id",
        "content_item_id": "c.item",
        "decision_id": "c.decision",
        "approval_id": "c.approval",
        "number": "c.number",
        "url": "replace(t.url, c.of_content_id, c.content_id)",
    },
    "outbox": {
        "id": "c.outbox",
        "order_id": "c.order_id",
        "document": """convert_to(replace(replace(convert_from(t.document, 'UTF8'), o.number, c.number),
                                          c.of_content_id, c.content_id), 'UTF8')""",
        "document_sha256": "encode(sha256(t.document || c.number::bytea), 'hex')",
    },
}
COPIES = """
    CREATE TEMPORARY TABLE copies (item uuid, case_id uuid, decision uuid, approval uuid, order_id uuid, outbox uuid,
                                   number text, content_id text, of_content_id text) ON COMMIT DROP
"""
ORIGINAL = """
    SELECT o.number, i.platform, i.kind, i.content_id, c.ground, c.jurisdiction, (SELECT count(*) FROM writ.orders) made
    FROM writ.orders o JOIN writ.content_items i ON i.id = o.content_item_id JOIN writ.cases c ON c.id = o.case_id
    ORDER BY o.number LIMIT 1
"""


def multiply(url: str, copies: int) -> None:
    """So many more of the order with the lowest number, as its notice and its case are now."""
    with engine(url).begin() as connection:
        original = connection.execute(text(ORIGINAL)).one()
        connection.execute(text(COPIES))
        rows = [_copy_of(original, original.made + number) for number in range(1, copies + 1)]
        names = ", ".join(f":{name}" for name in rows[0])
        connection.execute(text(f"INSERT INTO copies ({', '.join(rows[0])}) VALUES ({names})"), rows)
        for table in OWN:
            connection.execute(text(f"ALTER TABLE writ.{table} DISABLE TRIGGER USER"))
            _copy(connection, table)
            connection.execute(text(f"ALTER TABLE writ.{table} ENABLE TRIGGER USER"))
        connection.execute(text("ANALYZE writ.orders, writ.outbox"))


def _copy_of(original: Any, number: int) -> dict[str, object]:
    content_id = f"{original.content_id}{number:07d}"
    item = content_item_id(original.platform, original.kind, content_id)
    return {
        "item": item,
        "case_id": case_id(item, original.ground, original.jurisdiction, 1),
        **{name: uuid4() for name in ("decision", "approval", "order_id", "outbox")},
        "number": f"{original.number.rpartition('-')[0]}-{number:06d}",
        "content_id": content_id,
        "of_content_id": original.content_id,
    }


def _copy(connection: Connection, table: str) -> None:
    of_table = "SELECT column_name FROM information_schema.columns WHERE table_schema = 'writ' AND table_name = :table"
    columns = connection.scalars(text(of_table), {"table": table}).all()
    values = [OWN[table].get(column, f't."{column}"') for column in columns]
    names = ", ".join(f'"{column}"' for column in columns)
    first = "(SELECT * FROM writ.orders ORDER BY number LIMIT 1) o"
    connection.execute(
        text(
            f"INSERT INTO writ.{table} ({names}) SELECT {', '.join(values)} "
            f"FROM copies c, {first} JOIN writ.{table} t ON {FIRST[table]}"
        )
    )
