"""The migrations build what the models say, and the database knows the same state machines as the domain."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from include.writ.domain.states import TRANSITIONS
from include.writ.storage.models import SCHEMA, Base
from include.writ.storage.session import engine, migrate, newest_version, schema_version


def test_migrations_build_what_the_models_say(database_url: str) -> None:
    with engine(database_url).connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_schemas": True,
                "version_table_schema": SCHEMA,
                "include_name": lambda name, kind, parents: (
                    name == SCHEMA if kind == "schema" else name != "allowed_transitions"
                ),
            },
        )
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_again_does_nothing(database_url: str) -> None:
    migrate(database_url)
    assert schema_version(database_url) == newest_version()


def test_database_and_domain_allow_the_same_steps(database_url: str) -> None:
    with engine(database_url).connect() as connection:
        rows = connection.execute(text("SELECT machine, from_state, to_state FROM writ.allowed_transitions"))
        stored = {(machine, before, after) for machine, before, after in rows}
    domain = {(machine, str(a), str(b)) for machine, steps in TRANSITIONS.items() for a, b in steps}
    assert stored == domain


def test_every_check_on_a_table_has_a_name_that_says_what_it_demands() -> None:
    names = [str(c.name) for table in Base.metadata.sorted_tables for c in table.constraints]
    assert len(names) > 80
    assert all(name not in {"None", ""} for name in names)
