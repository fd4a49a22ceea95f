"""Airflow Connections as Writ uses them: the host is the whole base URL, the password is the token."""

from __future__ import annotations

from airflow.sdk import Connection
from airflow.sdk.exceptions import AirflowNotFoundException

from include.writ.errors import ConfigError
from include.writ.sources.base import Endpoint


def endpoint(conn_id: str) -> Endpoint:
    """Where a source or a platform is, and its token. Raises `ConfigError` that says what to enter."""
    try:
        found = Connection.get(conn_id)
    except AirflowNotFoundException:
        found = None
    if found is None or not found.host or not found.password:
        raise ConfigError(
            f"the Airflow connection {conn_id} is missing or incomplete: make one of type http with the base URL "
            "(https://host/path) as host and the access token as password"
        )
    return Endpoint(found.host, found.password)
