"""Many released orders without the people: copies of one that people made, each on a case of its own.

The copies are written past the guards of the database, by its owner, and to one platform; what leaves is then real.
"""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.engine import Connection

from include.writ.storage.session import engine

TABLES = ("decisions", "approvals", "orders", "outbox")
# of each copied table: what a copy has of its own; the rest is as in the one that people made
OWN = {
    "decisions": {"id": "c.decision", "case_id": "c.case_id"},
    "approvals": {"id": "c.approval", "decision_id": "c.decision"},
    "orders": {
        "id": "c.order_id",
        "case_id": "c.case_id",
        "decision_id": "c.decision",
        "approval_id": "c.approval",
        "number": "c.number",
    },
    "outbox": {
        "id": "gen_random_uuid()",
        "order_id": "c.order_id",
        "document": """convert_to(jsonb_set(convert_from(t.document, 'UTF8')::jsonb, '{order_number}',
                                             to_jsonb(c.number))::text, 'UTF8')""",
    },
}
COPIES = """
    CREATE TEMPORARY TABLE copies AS
    SELECT id AS case_id, gen_random_uuid() AS decision, gen_random_uuid() AS approval, gen_random_uuid() AS order_id,
           'MCI-SPECIMEN-2026-' || to_char(row_number() OVER (ORDER BY id) + 1, 'FM000000') AS number
    FROM writ.cases WHERE state = 'proposed' ORDER BY id LIMIT :copies
"""


def multiply(url: str, copies: int) -> None:
    """So many more of the one order that is released; raises where there are not enough proposed cases."""
    with engine(url).begin() as connection:
        made = connection.execute(text(COPIES), {"copies": copies}).rowcount
        if made != copies:
            raise SystemExit(f"there are cases for {made} orders only")
        for table in TABLES:
            connection.execute(text(f"ALTER TABLE writ.{table} DISABLE TRIGGER USER"))
            _copy(connection, table)
            connection.execute(text(f"ALTER TABLE writ.{table} ENABLE TRIGGER USER"))
        connection.execute(text("ANALYZE writ.orders, writ.outbox"))


def _copy(connection: Connection, table: str) -> None:
    of_table = "SELECT column_name FROM information_schema.columns WHERE table_schema = 'writ' AND table_name = :table"
    columns = connection.scalars(text(of_table), {"table": table}).all()
    values = [OWN[table].get(column, f't."{column}"') for column in columns]
    names = ", ".join(f'"{column}"' for column in columns)
    one = f"(SELECT * FROM writ.{table} ORDER BY id LIMIT 1)"
    connection.execute(text(f"INSERT INTO writ.{table} ({names}) SELECT {', '.join(values)} FROM copies c, {one} t"))
