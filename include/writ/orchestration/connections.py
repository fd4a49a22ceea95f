"""Airflow Connections as Writ uses them; nothing else reads one.

Of a platform the host is the whole base URL and the password is the token. What a source's connection must say depends
on its type: `sources` checks it, and docs/sources.md shows one of each.
"""

from __future__ import annotations

import json
from typing import Any

from airflow.sdk import Connection
from airflow.sdk.exceptions import AirflowNotFoundException

from include.writ.errors import ConfigError
from include.writ.sources.base import Endpoint, SourceConnection
from include.writ.wiring.press import KeyConnection

SIGNING_KEY = "writ_signing_key"


def endpoint(conn_id: str) -> Endpoint:
    """Where a platform is, and its token. Raises `ConfigError` that says what to enter."""
    found = _found(conn_id)
    if found is None or not found.host or not found.password:
        raise ConfigError(
            f"the Airflow connection {conn_id} is missing or incomplete: make one of type http with the base URL "
            "(https://host/path) as host and the access token as password"
        )
    return Endpoint(found.host, found.password)


def source_connection(conn_id: str) -> SourceConnection:
    """How a source is reached. Raises `ConfigError` when there is no such connection."""
    found = _found(conn_id)
    if found is None:
        raise ConfigError(
            f"the Airflow connection {conn_id} is missing: docs/sources.md shows one for each kind of source"
        )
    return SourceConnection(
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
