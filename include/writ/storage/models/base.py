"""What all tables share: schema, names of constraints, and checks made from enums."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, MetaData, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase

SCHEMA = "writ"


class Base(DeclarativeBase):
    """All tables of Writ. Times are UTC."""

    metadata = MetaData(
        schema=SCHEMA,
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        },
    )


UTC_TIME = DateTime(timezone=True)
TEXT = Text()
BYTEWISE = Text(collation="C")  # sorted by bytes whatever the server speaks
JSON_OBJECT = JSONB(none_as_null=True)
Json = dict[str, Any]


def one_of(column: str, values: type[StrEnum]) -> CheckConstraint:
    """The column holds one of the values of the enum."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def is_name(column: str) -> CheckConstraint:
    """The column holds a name as modules have them; which names there are is not the database's to know."""
    return CheckConstraint(f"{column} ~ '^[a-z][a-z0-9_]*$'", name=f"{column}_is_name")


def is_sha256(column: str) -> CheckConstraint:
    """The column holds 64 lower-case hexadecimal digits."""
    return CheckConstraint(f"{column} ~ '^[0-9a-f]{{64}}$'", name=f"{column}_is_sha256")


def is_digest(column: str) -> CheckConstraint:
    """The column holds the 32 bytes of a SHA-256."""
    return CheckConstraint(f"octet_length({column}) = 32", name=f"{column}_is_digest")
