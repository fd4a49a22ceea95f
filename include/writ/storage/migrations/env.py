"""Alembic environment of the schema `writ`: own schema, own version table, never Airflow's."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine, text

from include.writ.storage.models import SCHEMA, Base

engine = create_engine(context.config.attributes["url"])
with engine.connect() as connection:
    connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        version_table_schema=SCHEMA,
        include_schemas=True,
        include_name=lambda name, kind, _parents: name == SCHEMA if kind == "schema" else True,
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
