"""Airflow Connections as Writ uses them; nothing else reads one.

What a connection must say depends on its type: `sources` and `channels` check it, and docs/sources.md and
docs/channels.md show one of each. docs/probes.md shows one of a vantage point.
"""

from __future__ import annotations

import json
from typing import Any, TypeVar

from airflow.sdk import Connection
from airflow.sdk.exceptions import AirflowNotFoundException

from include.writ import settings
from include.writ.channels.settings import ChannelConnection
from include.writ.errors import ConfigError
from include.writ.notices.key_connection import KeyConnection
from include.writ.probing.vantage import VantageConnection, VantagePoints
from include.writ.sources.base import SourceConnection

SIGNING_KEY = "writ_signing_key"
Said = TypeVar("Said", bound=SourceConnection)


def channel_connection(conn_id: str) -> ChannelConnection:
    """How a platform is reached. Raises `ConfigError` when there is no such connection."""
    return _said_by(conn_id, ChannelConnection, "docs/channels.md shows one for each kind of channel")


def source_connection(conn_id: str) -> SourceConnection:
    """How a source is reached. Raises `ConfigError` when there is no such connection."""
    return _said_by(conn_id, SourceConnection, "docs/sources.md shows one for each kind of source")


def vantage_points() -> VantagePoints:
    """From where ordered items are looked at. Raises `ConfigError` when a connection that is named is missing.

    A look must not fall back to this machine, which may be where the order does not hold.
    """
    return VantagePoints(_vantage(settings.vantage_inside()), _vantage(settings.vantage_outside()))


def _vantage(conn_id: str | None) -> VantageConnection | None:
    return _said_by(conn_id, VantageConnection, "docs/probes.md shows one") if conn_id else None


def _said_by(conn_id: str, form: type[Said], where: str) -> Said:
    found = _found(conn_id)
    if found is None:
        raise ConfigError(f"the Airflow connection {conn_id} is missing: {where}")
    return form(
        conn_id=conn_id,
        conn_type=found.conn_type or "",
        host=found.host or "",
        port=found.port,
        login=found.login or "",
        password=found.password or "",
        schema=found.schema or "",
        extra=_extra(found),
    )


def key_connection(conn_id: str) -> KeyConnection:
    """Where the authority's signing key is. Raises `ConfigError` when there is no such connection."""
    found = _found(conn_id)
    if found is None:
        raise ConfigError(
            f"the Airflow connection {conn_id} is missing: docs/signing.md shows one for each kind of key"
        )
    return KeyConnection(_extra(found), found.password or "")


def _found(conn_id: str) -> Connection | None:
    try:
        found: Connection | None = Connection.get(conn_id)
    except AirflowNotFoundException:
        return None
    return found


def _extra(found: Connection) -> dict[str, Any]:
    try:
        is_object = not found.extra or isinstance(json.loads(found.extra), dict)
    except ValueError:
        is_object = False
    if not is_object:
        raise ConfigError(
            f"the extra fields of the Airflow connection {found.conn_id} are not a JSON object; mend them"
        )
    return dict(found.extra_dejson)  # Airflow masks in its logs what it hands out here
