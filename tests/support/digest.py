"""One fingerprint over every row of every table of Writ.

But for signatures: no two of the same document by the same key are alike.
"""

from __future__ import annotations

from sqlalchemy import text

from include.writ.storage.models import SCHEMA, Base
from include.writ.storage.session import engine


def digest(database_url: str) -> dict[str, str]:
    """By table: how many rows, and a hash over all their contents whatever their order."""
    with engine(database_url).connect() as connection:
        return {
            table.name: str(
                connection.execute(
                    text(
                        "SELECT count(*), md5(string_agg(says, '' ORDER BY says)) FROM ("
                        f"SELECT (to_jsonb(t) - 'signature' - 'pdf_sha256')::text says FROM {SCHEMA}.{table.name} t) q"
                    )
                ).one()
            )
            for table in Base.metadata.sorted_tables
        }
