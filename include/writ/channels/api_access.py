"""What a connection of type http says: where a platform's interface is, and what opens it.

A fixed access token, or one by OAuth 2 client credentials, or a client certificate (mTLS), or that with either.
Refused: an address over which a token could be read on the way, and a connection that opens nothing.
"""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import requests
from pydantic import Field
from requests.auth import AuthBase

from include.writ.channels.api_call import Tls
from include.writ.channels.api_token import ClientCredentials, FixedToken
from include.writ.channels.settings import ChannelConnection, require_unused, trust
from include.writ.domain.content import Platform
from include.writ.errors import ConfigError
from include.writ.sources.base import Clock, Endpoint, require_safe_url
from include.writ.sources.settings import StrictModel, read_extra


class ApiExtra(StrictModel):
    """The extra fields of a connection of type http. With `token_url`, login and password are those of the client."""

    token_url: str = ""
    scope: str = ""
    client_cert: str = ""
    client_key: str = ""
    ca_file: str = ""
    webhook_secrets: list[str] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ApiAccess:
    """Address without the path of a single call, what opens it, and every host that is asked."""

    base_url: str
    auth: AuthBase | None
    tls: Tls
    hosts: tuple[str, ...]


def read_access(platform: Platform, connection: ChannelConnection, clock: Clock) -> ApiAccess:
    """The access that a connection describes; raises `ConfigError` that names the field and how to mend it."""
    extra = read_extra(connection, ApiExtra)
    require_unused(connection, "port", "schema", *(() if extra.token_url else ("login",)))
    if not connection.host:
        raise connection.wrong("is incomplete: enter the whole base URL (https://host/path) as host")
    tls = _tls(connection, extra)
    host = _host(connection)
    if extra.token_url:
        hosts = host, _token_host(connection, extra)
        client = connection.login, connection.password
        auth: AuthBase = ClientCredentials(platform, extra.token_url, client, scope=extra.scope, tls=tls, clock=clock)
        return ApiAccess(connection.host, auth, tls, hosts)
    if connection.password:
        Endpoint(connection.host, connection.password)  # a token that no header can hold
        return ApiAccess(connection.host, FixedToken(connection.password), tls, (host,))
    if not tls.client_cert:
        raise connection.wrong(
            "opens nothing: enter the access token as password, or a `token_url` with client id and secret as login "
            "and password, or a `client_cert` with its `client_key`"
        )
    return ApiAccess(connection.host, None, tls, (host,))


def webhook_keys(connection: ChannelConnection) -> Sequence[str]:
    """The keys with which the platform signs what it pushes; none where its channel is no API."""
    if connection.conn_type not in ("http", "https"):
        return ()
    return read_extra(connection, ApiExtra).webhook_secrets


def _host(connection: ChannelConnection) -> str:
    host = require_safe_url(connection.host)
    try:
        requests.Request("GET", connection.host).prepare()
    except requests.RequestException:
        raise connection.wrong("has a host that is no address; enter the whole base URL (https://host/path)") from None
    return host


def _token_host(connection: ChannelConnection, extra: ApiExtra) -> str:
    if not (connection.login and connection.password):
        raise connection.wrong("has a `token_url` but not both login (client id) and password (client secret)")
    if not extra.token_url.startswith("https://"):
        raise connection.wrong("has a `token_url` that is not https, so the client's secret could be read on the way")
    try:
        return require_safe_url(extra.token_url)
    except ConfigError:
        raise connection.wrong("has a `token_url` that is no plain address such as https://host/token") from None


def _tls(connection: ChannelConnection, extra: ApiExtra) -> Tls:
    """Opened once, so that a wrong file is our own mistake at the start and no broken line later."""
    context = trust(connection, extra.ca_file)
    if bool(extra.client_cert) != bool(extra.client_key):
        raise connection.wrong("needs both `client_cert` and `client_key`, or neither")
    if extra.client_cert:
        _open_certificate(connection, context, extra)
    return Tls(extra.ca_file, extra.client_cert, extra.client_key)


def _open_certificate(connection: ChannelConnection, context: ssl.SSLContext, extra: ApiExtra) -> None:
    if not (Path(extra.client_cert).is_absolute() and Path(extra.client_key).is_absolute()):
        raise connection.wrong("has a `client_cert` or `client_key` that is no absolute path")
    try:
        context.load_cert_chain(extra.client_cert, extra.client_key, password="")
    except (OSError, ValueError):
        raise connection.wrong(
            "has a `client_cert` and `client_key` that cannot be opened: two files in PEM, that belong together, the "
            "key without a passphrase"
        ) from None
